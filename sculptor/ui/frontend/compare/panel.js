// One panel of a comparison: a run's aggregate posterior over its target, in the view of them all.

import { h } from "../kit/dom.js";
import { css } from "../kit/theme.js";
import { plot, tallFor } from "../plots/axes.js";
import { paintOf } from "../plots/colouring.js";
import { listen } from "../plots/gestures.js";
import { drawGround, fits } from "../plots/ground.js";
import { Cloud, FLOW, FRAME, radiusFor, splat, subset } from "../plots/points.js";
import { Stage } from "../plots/stage.js";
import { Reel, Unpacked } from "./reel.js";

const FAINT = 0.13; // opacity of the points that are not lit, beside those that are

export class Panel {
  /** @param page The comparison: what all its panels share. */
  constructor(page) {
    this.page = page;
    this.reel = new Reel();
    this.cloud = new Cloud();
    this.unpacked = { frame: new Unpacked(), target: new Unpacked() };
    this.title = h("span", { class: "title" });
    this.note = h("span", { class: "note" });
    this.when = h("span", { class: "when" });
    this.canvas = h("canvas", { tabindex: "0", role: "application" });
    this.canvas.setAttribute("aria-roledescription", "scatter plot");
    this.frame = h("div", { class: "frame" }, this.canvas);
    this.said = h("div", { class: "said" });
    const head = h("div", { class: "head" }, this.title, this.note, this.when);
    this.element = h("section", { class: "panel" }, head, this.frame, this.said);
    this.pen = this.canvas.getContext("2d", { willReadFrequently: true });
    listen(this.canvas, page.acts(this));
  }

  /** Take what is known of the run, and what its colours mean. */
  take(facts, colouring) {
    const { palette } = this.page;
    this.facts = facts;
    this.coloured = Boolean(colouring);
    this.paint = { ...paintOf(colouring, palette), alpha: 0.8 };
    this.title.textContent = facts.title;
    this.note.textContent = facts.note;
    this.said.textContent = facts.said;
    this.said.hidden = !facts.said;
    this.element.dataset.run = facts.id;
    this.canvas.setAttribute(
      "aria-label",
      `Aggregate posterior of ${facts.title} over its target. Arrow keys pan, plus and minus ` +
        "zoom, 0 resets, Enter selects the middle, Escape clears the selection. Drag to select points.",
    );
    this.ground = null;
    this.stage ??= new Stage(
      this.canvas,
      (width) => this.tall(width),
      (now) => this.draw(now),
    );
  }

  tall(width) {
    return Math.min(tallFor(width, this.page.data.extent), this.page.data.height);
  }

  /** Show the snapshot at a place of the training; null is the newest. */
  show(place, align, flows) {
    const frame = this.reel.frame(place, align);
    this.frame.hidden = !frame;
    if (!frame) return;
    if (frame !== this.shown) {
      this.shown = frame;
      this.when.textContent = `step ${frame.step.toLocaleString("en")} · ${seconds(frame.seconds)}`;
      const target = this.reel.target(frame.step);
      if (target !== this.aimed) this.ground = null;
      this.aimed = target;
      this.cloud.to(this.unpacked.frame.of(frame), flows ? FLOW : 0, performance.now());
      this.element.dataset.step = frame.step;
    }
    this.stage.fit();
    this.stage.request();
  }

  redraw() {
    this.ground = null;
    if (this.shown) this.stage.request();
  }

  /** The samples of the target around which there is no data, as far as it is known. */
  get holes() {
    const { holes } = this.facts;
    if (!this.page.shows.holes || !holes || holes.step !== this.shown.step) return [];
    return holes.rows;
  }

  draw(now) {
    if (this.cloud.moving && now - this.drawn < FRAME) return true;
    this.drawn = now;
    const { stage, page, canvas, pen } = this;
    const { view } = page;
    view.fit(page.data.extent, plot(stage.width, stage.tall));
    if (!fits(this.ground, canvas)) this.drawGround();
    this.pixels.data.set(this.ground.data);
    const points = this.cloud.at(now);
    const lit = page.litIn(this);
    const drawn = page.shows.posterior ? this.drawPoints(points, lit) : 0;
    this.drawHoles();
    pen.putImageData(this.pixels, 0, 0);
    this.drawBrush();
    Object.assign(this.element.dataset, { points: drawn, lit: lit?.length ?? 0 });
    return this.cloud.moving;
  }

  drawGround() {
    const { pen, stage, page, facts, canvas } = this;
    const { view, theme, palette } = page;
    const target = page.shows.target ? this.unpacked.target.of(this.aimed) : null;
    const found = drawGround(pen, stage, view, facts.names, theme, palette, target, this.coloured);
    this.ground = found.pixels;
    this.pixels = pen.createImageData(canvas.width, canvas.height);
  }

  drawPoints(points, lit) {
    const { paint } = this;
    const codes = paint.codes?.length === points.length / 2 ? paint.codes : null;
    const radius = radiusFor(points.length / 2, this.page.view.box.width);
    const drawn = this.splat(points, radius, { ...paint, codes, alpha: lit ? FAINT : paint.alpha });
    if (!lit) return drawn;
    const shown = lit.filter((row) => row < points.length / 2);
    const chosen = codes && Uint8Array.from(shown, (row) => codes[row]);
    this.splat(subset(points, shown), 1.35 * radius, { ...paint, codes: chosen, alpha: 0.95 });
    return drawn;
  }

  drawHoles() {
    const rows = this.holes;
    if (!rows.length) return;
    const points = subset(this.unpacked.target.of(this.aimed), rows);
    const radius = radiusFor(2000, this.page.view.box.width);
    const colours = Uint8Array.from(this.page.theme.text);
    this.splat(points, radius, { colours, codes: null, alpha: 0.9 });
  }

  splat(points, radius, paint) {
    const { map, box } = this.page.view;
    return splat(this.pixels, points, map, box, this.stage.ratio, radius, paint);
  }

  /** The outline of the brush, in the panel in which it was drawn. */
  drawBrush() {
    const { page, pen } = this;
    if (page.brushed?.panel !== this) return;
    const { left, top, width, height } = page.view.box;
    pen.save();
    pen.beginPath();
    pen.rect(left, top, width, height);
    pen.clip();
    page.brushed.brush.trace(pen, page.view.map);
    pen.fillStyle = css(page.theme.primary, 0.08);
    pen.strokeStyle = css(page.theme.primary, 0.9);
    pen.lineWidth = 1.25;
    pen.fill();
    pen.stroke();
    pen.restore();
  }

  destroy() {
    this.stage?.destroy();
    this.element.remove();
  }
}

/** Training time in words. */
export function seconds(value) {
  if (value < 10) return `${value.toFixed(1)} s`;
  const whole = Math.round(value);
  return whole < 120 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
