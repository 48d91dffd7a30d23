// Several runs side by side and in step: one view, one scrubber and one selection for all panels.
//
// Python sends the newest snapshot of each run with every look, and all others in chunks, of which
// the next one comes when it hears that the last has. What is scrubbed, played and brushed happens
// here.

import { h, say } from "../kit/dom.js";
import { mounting } from "../kit/mounting.js";
import { css, readTheme } from "../kit/theme.js";
import { Brush } from "../plots/brush.js";
import { CONIC, legendOf, swatch } from "../plots/colouring.js";
import { Moving } from "../plots/moving.js";
import { View } from "../plots/view.js";
import { Panel, seconds } from "./panel.js";
import { Player } from "./player.js";

const TOOLS = { rectangle: "Rectangle", lasso: "Lasso", move: "Move" };

export default mounting((parent) => new Compare(parent.querySelector(".sculptor-compare")));

class Compare {
  constructor(root) {
    this.root = root;
    this.mount = `${Date.now()}-${Math.random()}`;
    this.view = new View();
    this.moving = new Moving(
      this.view,
      () => this.redraw(),
      () => this.reset(),
    );
    this.panels = new Map();
    this.shows = { target: true, posterior: true, holes: false };
    this.tool = "rectangle";
    this.brushed = null; // {panel, brush, rows, n}
    this.seq = 0; // chunks that have come
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.player = new Player(
      () => this.step(false),
      (place) => this.send("place", { value: place }),
    );
    this.chips = Object.fromEntries(
      ["target", "posterior", "holes"].map((name) => [
        name,
        h("button", { type: "button", class: "chip", onclick: () => this.toggle(name) }),
      ]),
    );
    this.tools = Object.entries(TOOLS).map(([name, title]) =>
      h(
        "button",
        { type: "button", class: "chip", "data-tool": name, onclick: () => this.pick(name) },
        title,
      ),
    );
    this.clear = h(
      "button",
      { type: "button", class: "chip plain", title: "Escape", onclick: () => this.unselect() },
      "Clear selection",
    );
    this.home = h(
      "button",
      { type: "button", class: "chip plain", title: "Show all (0)", onclick: () => this.reset() },
      "Reset view",
    );
    this.grid = h("div", { class: "grid" });
    this.legends = h("div", { class: "legends" });
    this.images = h("img", { alt: "The images of the selected points", draggable: "false" });
    this.count = h("div", { class: "count" });
    this.strip = h("div", { class: "strip", hidden: "" }, this.count, this.images);
    this.live = h("div", { class: "live", role: "status", "aria-live": "polite" });
    const shown = h(
      "div",
      { class: "bar", role: "group", "aria-label": "What is shown" },
      ...Object.values(this.chips),
    );
    const tools = h(
      "div",
      { class: "bar", role: "group", "aria-label": "Select by" },
      ...this.tools,
      this.clear,
      this.home,
    );
    const bars = h("div", { class: "bars" }, shown, tools);
    root.append(this.player.element, bars, this.grid, this.legends, this.strip, this.live);
    this.pick(this.tool);
  }

  /** New data from Python, or a new theme. */
  take(data, setStateValue) {
    const before = this.data;
    this.data = data;
    this.send = setStateValue;
    this.theme = readTheme(this.root);
    this.palette = data.colours[this.theme.mode];
    if (data.view !== before?.view) this.begin();
    this.arrange();
    this.receive(data);
    const anew = !before || data.align !== before.align || data.view !== before.view;
    if (anew) this.player.go(data.place);
    const unit =
      data.align === "step" ? (step) => `step ${Math.round(step).toLocaleString("en")}` : seconds;
    this.player.take(this.places(), unit);
    this.showBar();
    this.showImages();
    this.step(this.player.place === null);
    this.tell();
  }

  /** Forget what was seen: the points that come are others. */
  begin() {
    for (const panel of this.panels.values()) panel.destroy();
    this.panels.clear();
    if (this.brushed) this.send("brush", null);
    this.brushed = null;
    this.view.reset();
    this.took(0);
  }

  /** A panel for each run, in their order. */
  arrange() {
    const { panels, colourings, extent } = this.data;
    for (const [id, panel] of this.panels) {
      if (panels.some((facts) => facts.id === id)) continue;
      panel.destroy();
      this.panels.delete(id);
      if (this.brushed?.panel === panel) this.brushed = null;
    }
    for (const facts of panels) {
      if (!this.panels.has(facts.id)) this.panels.set(facts.id, new Panel(this));
      const panel = this.panels.get(facts.id);
      const known = JSON.stringify([facts, colourings[facts.group], this.theme, extent]);
      if (known !== panel.known) panel.take(facts, colourings[facts.group]);
      panel.known = known;
    }
    const elements = panels.map((facts) => this.panels.get(facts.id).element);
    if (elements.some((element, i) => element !== this.grid.children[i])) {
      this.grid.replaceChildren(...elements);
    }
    this.grid.dataset.count = elements.length;
  }

  /** Take the newest snapshots, and the chunk that follows the last one. */
  receive({ newest, chunk }) {
    const next = chunk?.mount === this.mount && chunk.seq === this.seq + 1;
    const items = next ? [...newest, ...chunk.items] : newest;
    for (const item of items) this.panels.get(item.id)?.reel.add(item);
    for (const [id, span] of Object.entries(this.data.spans)) this.panels.get(id).reel.thin(span);
    if (next) this.took(chunk.seq);
  }

  /** Say how many chunks of this view have come. */
  took(seq) {
    this.seq = seq;
    this.send("have", { mount: this.mount, view: this.data.view, seq });
  }

  /** Every place of the training at which some panel changes. */
  places() {
    const found = new Set();
    for (const { reel } of this.panels.values()) {
      for (const frame of reel.frames) found.add(frame[this.data.align]);
    }
    return [...found].sort((a, b) => a - b);
  }

  /** Show all panels at the place of the scrubber. */
  step(flows) {
    const calm = this.still.matches || document.hidden;
    for (const panel of this.panels.values()) {
      panel.show(this.player.place, this.data.align, flows && !calm);
    }
    this.root.dataset.place = this.player.place ?? "newest";
  }

  showBar() {
    const colours = {
      target: this.palette.target,
      posterior: Object.values(this.data.colourings).some(Boolean) ? CONIC : this.palette.posterior,
      holes: css(this.theme.text),
    };
    for (const [name, chip] of Object.entries(this.chips)) {
      chip.replaceChildren(swatch(colours[name]), this.data.labels[name]);
      chip.setAttribute("aria-pressed", this.shows[name]);
      chip.title = this.data.about[name];
    }
    const known = JSON.stringify([this.data.colourings, this.theme]);
    if (known === this.knownLegends) return;
    this.knownLegends = known;
    const found = Object.values(this.data.colourings).filter(Boolean);
    const legends = new Map(found.map(({ codes, ...rest }) => [JSON.stringify(rest), rest]));
    this.legends.replaceChildren(
      ...[...legends.values()].map((each) =>
        h("div", { class: "legend" }, ...legendOf(each, this.palette)),
      ),
    );
  }

  showImages() {
    const { images } = this.data;
    const { brushed } = this;
    this.clear.hidden = !brushed;
    this.strip.hidden = !brushed?.rows.length;
    if (this.strip.hidden) return;
    const count = brushed.rows.length;
    const there = images && images.n === brushed.n;
    this.count.textContent = `${count.toLocaleString("en")} selected image${count > 1 ? "s" : ""}`;
    if (there && images.said) this.count.textContent += `. ${images.said}`;
    else if (there && count > images.shown) {
      this.count.textContent += `, ${images.shown} of them shown`;
    }
    this.images.hidden = !there || !images.png;
    const source = there && images.png ? `data:image/png;base64,${images.png}` : "";
    if (source && this.images.src !== source) this.images.src = source;
  }

  // What the user does -------------------------------------------------------------------------

  pick(tool) {
    this.tool = tool;
    for (const button of this.tools)
      button.setAttribute("aria-pressed", button.dataset.tool === tool);
    this.root.dataset.tool = tool;
  }

  toggle(name) {
    this.shows[name] = !this.shows[name];
    if (name === "holes") this.send("holes", { value: this.shows.holes });
    this.showBar();
    this.redraw();
  }

  reset() {
    this.view.reset();
    this.redraw();
  }

  redraw() {
    this.home.hidden = !this.view.moved;
    for (const panel of this.panels.values()) panel.redraw();
  }

  /** The rows of the data that are lit in a panel; null where nothing is selected. */
  litIn(panel) {
    const { brushed } = this;
    return brushed && brushed.panel.facts.group === panel.facts.group ? brushed.rows : null;
  }

  /** Select points, and light the same images in all panels; null selects none. */
  brush(brushed) {
    this.brushed = brushed;
    this.showImages();
    for (const panel of this.panels.values()) if (panel.shown) panel.stage.request();
  }

  /** Select nothing, and tell Python. */
  unselect() {
    this.brush(null);
    this.send("brush", null);
    this.tell();
  }

  /** Tell Python what is selected, to get the images. */
  selected() {
    const { brushed } = this;
    const { rows } = brushed;
    if (!rows.length) {
      this.unselect();
      return;
    }
    brushed.n = Date.now();
    say(this.live, `${rows.length} images selected`);
    this.send("brush", { n: brushed.n, id: brushed.panel.facts.id, rows });
    this.tell();
  }

  acts(panel) {
    const { view } = this;
    let stroke = null;
    // A key, or a view that changes, can take the selection away before the pointer is lifted.
    const drawing = () => stroke && this.brushed?.brush === stroke;
    return {
      inside: (x, y) => view.box && view.holds(x, y),
      hover: () => {},
      leave: () => {},
      click: () => this.unselect(),
      stroke: (from, to) => {
        if (this.tool === "move") return false;
        if (stroke && !drawing()) return true; // until it is lifted
        const { map } = view;
        stroke ??= new Brush(this.tool, map.invert(...from));
        stroke.to(map.invert(...to));
        this.brush({ panel, brush: stroke, rows: stroke.holds(panel.cloud.shown) });
        return true;
      },
      lift: () => {
        if (drawing()) this.selected();
        stroke = null;
      },
      ...this.moving.acts,
      key: (name, shift) => this.pressed(panel, name, shift),
    };
  }

  pressed(panel, name, shift) {
    if (name === "Enter") this.brushMiddle(panel);
    else if (name === "Escape" && this.brushed) this.unselect();
    else return this.moving.pressed(name, shift ? 80 : 20);
    return true;
  }

  /** Select what is in the middle of a panel, half as wide and as tall: the brush of the keys. */
  brushMiddle(panel) {
    const { map, box } = this.view;
    const [x, y] = this.moving.middle;
    const brush = new Brush("rectangle", map.invert(x - box.width / 4, y - box.height / 4));
    brush.to(map.invert(x + box.width / 4, y + box.height / 4));
    this.brush({ panel, brush, rows: brush.holds(panel.cloud.shown) });
    this.selected();
  }

  /** Attributes by which a test can see what has come. */
  tell() {
    const frames = [...this.panels.values()].reduce((sum, { reel }) => sum + reel.frames.length, 0);
    const facts = { ready: true, frames, selected: this.brushed?.rows.length ?? 0 };
    Object.assign(this.root.dataset, facts);
    this.home.hidden = !this.view.moved;
  }

  destroy() {
    this.player.destroy();
    for (const panel of this.panels.values()) panel.destroy();
  }
}
