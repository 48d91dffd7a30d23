// The latent scatter: the aggregate posterior over the target, in a plane of the latent space.
//
// Streamlit calls the default export at first and on every change of data or theme; the canvas
// stays, and new points flow to their places. Nothing is drawn while nothing changes.

import { same, toPoints } from "../kit/bytes.js";
import { h, say } from "../kit/dom.js";
import { mounting } from "../kit/mounting.js";
import { css, readTheme } from "../kit/theme.js";
import { asking } from "./asking.js";
import { plot, tallFor } from "./axes.js";
import { CONIC, legendOf, paintOf, swatch } from "./colouring.js";
import { listen } from "./gestures.js";
import { drawGround, fits } from "./ground.js";
import { ARROWS, Moving } from "./moving.js";
import { Overlay } from "./overlay.js";
import { Cloud, FLOW, FRAME, radiusFor, splat } from "./points.js";
import { Probe } from "./probe.js";
import { Stage } from "./stage.js";
import { coordinates, Tooltip } from "./tooltip.js";
import { View } from "./view.js";

export default mounting((parent) => new Scatter(parent.querySelector(".sculptor-scatter")));

class Scatter {
  constructor(root) {
    this.root = root;
    this.view = new View();
    this.moving = new Moving(
      this.view,
      () => this.redraw(),
      () => this.reset(),
    );
    this.cloud = new Cloud();
    this.shows = { target: true, posterior: true };
    this.crosshair = false;
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.probe = new Probe(() => this.stage?.request());
    this.tooltip = new Tooltip();
    this.canvas = h("canvas", {
      tabindex: "0",
      role: "application",
      "aria-roledescription": "scatter plot",
      "aria-keyshortcuts": "ArrowLeft ArrowRight ArrowUp ArrowDown + - 0 C Enter Escape",
    });
    this.chips = Object.fromEntries(
      ["target", "posterior"].map((name) => [
        name,
        h("button", { type: "button", class: "chip", onclick: () => this.toggle(name) }),
      ]),
    );
    this.home = h(
      "button",
      { type: "button", class: "chip home", title: "Show all (0)", onclick: () => this.reset() },
      "Reset view",
    );
    this.legend = h("div", { class: "legend" });
    this.live = h("div", { class: "live", role: "status", "aria-live": "polite" });
    const bar = h(
      "div",
      { class: "bar", role: "group", "aria-label": "What is shown" },
      this.chips.target,
      this.chips.posterior,
      this.home,
    );
    this.frame = h("div", { class: "frame" }, this.canvas, this.tooltip.element);
    root.append(bar, this.frame, this.legend, this.live);
    this.pen = this.canvas.getContext("2d", { willReadFrequently: true });
    listen(this.canvas, this.acts());
  }

  /** New data from Python, or a new theme. */
  take(data, setStateValue) {
    this.probe.send = data.asks
      ? asking(data.asks, (answer) => this.probe.take(answer))
      : (point) => setStateValue("point", point);
    this.setStateValue = setStateValue;
    const before = this.data ?? {};
    if (!this.completed(data, before)) return;
    this.data = data;
    this.theme = readTheme(this.root);
    this.palette = data.colours[this.theme.mode];
    this.paint = { ...paintOf(data.colouring, this.palette), alpha: 0.8 };
    if (!same(data.points, before.points) || data.identity !== before.identity) {
      const flows = data.identity === before.identity && data.identity !== "";
      const duration = flows && !this.still.matches && !document.hidden ? FLOW : 0;
      this.cloud.to(toPoints(data.points), duration, performance.now());
    }
    if (!same(data.target, before.target)) {
      this.target = data.target ? toPoints(data.target) : new Float32Array(0);
      this.ground = null;
    }
    this.probe.answers = data.decodes;
    this.probe.take(data.decoded);
    if (data.asks && this.probe.point) this.probe.want(); // with the weights of now
    this.root.dataset.key = data.key;
    this.canvas.setAttribute("aria-label", this.about());
    this.showBar();
    this.takeOverlay(data.overlay);
    const behind = [data.extent, data.names, !data.colouring, this.theme];
    if (JSON.stringify(behind) !== this.behind) {
      this.behind = JSON.stringify(behind);
      this.ground = null;
    }
    this.stage ??= new Stage(
      this.canvas,
      (width) => this.tall(width),
      (now) => this.draw(now),
    );
    this.stage.fit();
    this.stage.request();
  }

  /** Add what is left out because Python knows that it is here; false where it is not. */
  completed(data, before) {
    if (data.kept && before.version !== data.version) {
      if (this.has !== "") this.setStateValue("has", "");
      this.has = "";
      return false;
    }
    if (data.kept) {
      for (const name of ["points", "target", "colouring"]) data[name] = before[name];
    } else if (data.version && this.has !== data.version) {
      this.has = data.version;
      this.setStateValue("has", data.version);
    }
    return true;
  }

  /** What is laid over the points; none unless Python tells of it. */
  takeOverlay(overlay) {
    if (!overlay) return;
    if (!this.overlay) {
      const tell = (name, value) => this.setStateValue(name, value);
      this.overlay = new Overlay(this.view, tell, () => this.stage?.request());
      this.home.before(...this.overlay.tools);
      this.canvas.setAttribute(
        "aria-keyshortcuts",
        `${this.canvas.getAttribute("aria-keyshortcuts")} L V P`,
      );
    }
    this.overlay.take(overlay);
  }

  about() {
    const { labels, names } = this.data;
    const [target, points] = [this.target.length / 2, this.cloud.shown.length / 2];
    return (
      `${points} points of the ${labels[1]} over ${target} of the ${labels[0]}, ` +
      `${names.filter(Boolean).join(" and ")}. Arrow keys pan, plus and minus zoom, 0 resets, ` +
      "C gives a crosshair to decode a point" +
      (this.data.overlay ? ", Enter pins it, L draws a lasso, V selects what is in view." : ".")
    );
  }

  tall(width) {
    return Math.min(tallFor(width, this.data.extent), this.data.height);
  }

  showBar() {
    const { labels, target } = this.data;
    const colours = { target: this.palette.target, posterior: this.palette.posterior };
    ["target", "posterior"].forEach((name, i) => {
      const chip = this.chips[name];
      const coloured = name === "posterior" && this.data.colouring;
      chip.replaceChildren(swatch(coloured ? CONIC : colours[name]), labels[i]);
      chip.setAttribute("aria-pressed", this.shows[name]);
    });
    this.chips.target.hidden = !target;
    this.legend.replaceChildren(...legendOf(this.data.colouring, this.palette));
    this.legend.hidden = !this.data.colouring;
  }

  // What the user does -------------------------------------------------------------------------

  toggle(name) {
    this.shows[name] = !this.shows[name];
    this.chips[name].setAttribute("aria-pressed", this.shows[name]);
    this.redraw();
  }

  reset() {
    this.view.reset();
    this.redraw();
  }

  redraw() {
    this.ground = null;
    this.stage.request();
  }

  /** Show and decode a place of the canvas. */
  probeAt(x, y, pinned = false) {
    const [zx, zy] = this.view.map.invert(x, y);
    this.probe.ask({ x: zx, y: zy, pinned });
  }

  /** Pin a place, or take the pin away where it is. */
  pin(x, y) {
    if (this.overlay) {
      const [zx, zy] = this.view.map.invert(x, y);
      this.setStateValue("pin", { x: zx, y: zy, mark: this.overlay.hit(x, y), n: Date.now() });
      return;
    }
    const { point } = this.probe;
    const near = point?.pinned && Math.hypot(...this.pixel(point).map((p, i) => p - [x, y][i])) < 8;
    this.probeAt(x, y, !near);
    if (near && !this.data.decodes) {
      this.crosshair = false; // which stands at a point
      this.probe.ask(null);
    }
  }

  pixel(point) {
    const { map } = this.view;
    return [map.x(point.x), map.y(point.y)];
  }

  acts() {
    const { view } = this;
    return {
      inside: (x, y) => view.holds(x, y),
      hover: (x, y) => {
        this.crosshair = false;
        if (!this.probe.point?.pinned) this.probeAt(x, y);
      },
      leave: () => {
        if (this.probe.point && !this.probe.point.pinned && !this.crosshair) this.probe.ask(null);
      },
      click: (x, y) => {
        if (view.holds(x, y)) this.pin(x, y);
      },
      ...this.moving.acts,
      stroke: (from, to) => this.overlay?.stroke(from, to),
      lift: () => this.overlay?.lift(),
      key: (name, shift) => this.pressed(name, shift),
    };
  }

  pressed(name, shift) {
    const step = shift ? 40 : 10;
    if (name === "c" || name === "C") this.setCrosshair(!this.crosshair);
    else if (name === "Escape" && this.probe.point) this.setCrosshair(false);
    else if (name in ARROWS && this.crosshair) this.moveCrosshair(...ARROWS[name], step);
    else if (name === "Enter" && this.crosshair) {
      this.pin(...this.pixel(this.probe.point));
      say(this.live, this.overlay || this.probe.point?.pinned ? "Pinned" : "Unpinned");
    } else return this.overlay?.pressed(name) || this.moving.pressed(name, 2 * step);
    return true;
  }

  setCrosshair(on) {
    this.crosshair = on;
    if (!on) this.probe.ask(null);
    else if (this.probe.point) this.probeAt(...this.pixel(this.probe.point));
    else this.probeAt(...this.moving.middle);
    say(
      this.live,
      on ? `Crosshair at ${coordinates(this.probe.point, this.data.names)}` : "Crosshair off",
    );
  }

  moveCrosshair(dx, dy, step) {
    const { left, top, width, height } = this.view.box;
    const [x, y] = this.pixel(this.probe.point);
    const limit = (value, low, size) => Math.min(low + size, Math.max(low, value));
    this.probeAt(limit(x + dx * step, left, width), limit(y + dy * step, top, height));
    say(this.live, coordinates(this.probe.point, this.data.names));
  }

  // Drawing ------------------------------------------------------------------------------------

  draw(now) {
    if (this.cloud.moving && now - this.drawn < FRAME) return true;
    this.drawn = now;
    const { stage, view, shows } = this;
    view.fit(this.data.extent, plot(stage.width, stage.tall));
    const { map, box } = view;
    if (!fits(this.ground, this.canvas)) this.drawGround();
    this.pixels.data.set(this.ground.data);
    const points = this.cloud.at(now);
    const radius = radiusFor(points.length / 2, box.width);
    const drawn = shows.posterior
      ? splat(this.pixels, points, map, box, stage.ratio, radius, this.paint)
      : 0;
    this.pen.putImageData(this.pixels, 0, 0);
    const pictures = shows.posterior ? this.overlay?.drawPictures(this.pen, points) : 0;
    this.overlay?.draw(this.pen, this.theme);
    this.drawPoint(box);
    this.tooltip.show(
      this.probe.point,
      this.probe.answer,
      this.data.names,
      map,
      { width: stage.width, height: stage.tall },
      this.data.decodes,
    );
    this.home.hidden = !view.moved;
    this.tell({ points: drawn, moving: this.cloud.moving });
    if (pictures !== undefined) this.tell({ pictures });
    return this.cloud.moving;
  }

  /** What does not move: axes and target. */
  drawGround() {
    const { pen, stage, view, theme, palette, data, canvas } = this;
    const target = this.shows.target ? this.target : null;
    const coloured = Boolean(data.colouring);
    const found = drawGround(pen, stage, view, data.names, theme, palette, target, coloured);
    this.ground = found.pixels;
    this.pixels = pen.createImageData(canvas.width, canvas.height);
    this.tell({ target: found.drawn });
  }

  /** The mark of the point that is decoded. */
  drawPoint(box) {
    const { pen, theme } = this;
    const { point } = this.probe;
    if (!point) return;
    const [x, y] = this.pixel(point);
    pen.strokeStyle = css(theme.text, 0.6);
    pen.lineWidth = 1;
    if (this.crosshair) {
      pen.beginPath();
      pen.moveTo(box.left, y);
      pen.lineTo(box.left + box.width, y);
      pen.moveTo(x, box.top);
      pen.lineTo(x, box.top + box.height);
      pen.stroke();
    }
    if (!point.pinned && !this.crosshair) return;
    for (const [colour, width] of [
      [theme.background, 4],
      [theme.text, 1.75],
    ]) {
      pen.strokeStyle = css(colour);
      pen.lineWidth = width;
      pen.beginPath();
      pen.arc(x, y, 5.5, 0, 2 * Math.PI);
      pen.stroke();
    }
  }

  /** Attributes by which a test can see what has been drawn. */
  tell(facts) {
    const { step, rev } = this.data;
    const all = { ready: true, step, rev, pinned: Boolean(this.probe.point?.pinned), ...facts };
    for (const [name, value] of Object.entries(all)) {
      if (this.root.dataset[name] !== String(value)) this.root.dataset[name] = value;
    }
  }

  destroy() {
    this.probe.destroy();
    this.stage?.destroy();
  }
}
