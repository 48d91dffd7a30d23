// The sketch pad: a density in latent coordinates, drawn by hand.
//
// Streamlit calls the default export at first and on every change of data or theme. Python holds
// the truth: a new `rev` brings a drawing from there; every drawing that is sent names the `rev`
// that it began from, so that Python can tell one that came too late.

import { fromBase64, toBase64, toPoints } from "../kit/bytes.js";
import { h, say } from "../kit/dom.js";
import { mounting } from "../kit/mounting.js";
import { readTheme, toRgb } from "../kit/theme.js";
import { plot, tallFor } from "./axes.js";
import { Brushes } from "./brushes.js";
import { SIDE } from "./density.js";
import { History } from "./history.js";
import { Layers, PRESETS } from "./layers.js";
import { ARROWS } from "./moving.js";
import { drawPad, hintOf } from "./paper.js";
import { toDensity } from "./picture.js";
import { Stage } from "./stage.js";
import { Toolbar } from "./toolbar.js";
import { Stroke, TOOLS } from "./tools.js";

const BEAT = 150; // milliseconds between two drawings that are sent during a stroke

export default mounting((parent) => new Pad(parent.querySelector(".sculptor-sketch")));

class Pad {
  constructor(root) {
    this.root = root;
    this.layers = new Layers();
    this.solo = false;
    this.history = new History();
    this.tool = "brush";
    this.settings = { radius: 0.3, strength: 0.6, mirrorX: false, mirrorY: false };
    this.rev = null;
    this.sent = 0;
    this.stroke = null;
    this.pointer = null; // where the ring is shown: {x, y} in cells
    this.canvas = h("canvas", {
      class: "pad",
      tabindex: "0",
      role: "application",
      "aria-roledescription": "sketch pad",
      "aria-keyshortcuts": "B S E [ ] M Shift+M Control+Z Control+Shift+Z Delete Enter",
    });
    this.hint = h("div", { class: "hint" });
    this.live = h("div", { class: "live", role: "status", "aria-live": "polite" });
    const actions = this.actions();
    this.toolbar = new Toolbar(actions);
    this.brushes = new Brushes(actions);
    this.frame = h("div", { class: "frame" }, this.canvas, this.hint);
    root.append(this.toolbar.element, this.brushes.element, this.frame, this.live);
    this.listen();
  }

  /** New data from Python, or a new theme. */
  take(data, setStateValue) {
    this.send = (drawing) => setStateValue("drawing", drawing);
    this.data = data;
    this.theme = readTheme(this.root);
    const palette = data.colours[this.theme.mode];
    this.classes = data.classes ?? [];
    this.shades = this.classes.map((_, i) =>
      i === data.others ? palette.muted : palette.categories[i % palette.categories.length],
    );
    this.colours = (this.classes.length ? this.shades : [palette.target]).map(toRgb);
    this.dots = data.dots ? toPoints(data.dots) : null;
    this.root.style.maxWidth = `${data.height}px`;
    this.root.dataset.key = data.key;
    this.root.classList.toggle("disabled", data.disabled);
    this.canvas.setAttribute(
      "aria-label",
      `Density over ${data.names.join(" and ")}. Draw with the pointer, or move with the arrow ` +
        "keys and press Enter for a dab.",
    );
    this.canvas.setAttribute("aria-disabled", data.disabled);
    if (data.rev !== this.rev) {
      this.cancelStroke();
      const count = Math.max(1, this.classes.length);
      if (count !== this.layers.all.length) {
        this.layers.resize(count);
        this.history = new History();
      } else if (this.rev !== null) this.history.keep(this.layers.copy());
      this.layers.load(data.density ? fromBase64(data.density) : new Uint8Array());
      this.rev = data.rev;
    }
    this.stage ??= new Stage(
      this.canvas,
      (width) => tallFor(width, this.data.extent),
      () => drawPad(this),
    );
    this.stage.fit();
    this.refresh();
  }

  refresh() {
    const { tool, settings, history } = this;
    const { empty, all, active } = this.layers;
    const { disabled } = this.data;
    this.toolbar.show({ tool, settings, history, empty, disabled });
    this.brushes.show({
      classes: this.classes,
      colours: this.shades,
      active,
      solo: this.solo,
      drawn: all.map((density) => !density.empty),
      disabled,
    });
    this.hint.hidden = !empty || Boolean(this.stroke);
    this.hint.textContent = hintOf(this.data);
    this.stage.request();
  }

  // Coordinates --------------------------------------------------------------------------------

  get map() {
    const [left, right, bottom, top] = this.data.extent;
    const box = plot(this.stage.width, this.stage.tall);
    return {
      box,
      x: (value) => box.left + ((value - left) / (right - left)) * box.width,
      y: (value) => box.top + ((top - value) / (top - bottom)) * box.height,
      invert: (x, y) => [
        left + ((x - box.left) / box.width) * (right - left),
        top - ((y - box.top) / box.height) * (top - bottom),
      ],
    };
  }

  /** The place of a pointer in cells; the middle of the first cell is 0. */
  place(event) {
    const { box } = this.map;
    const bounds = this.canvas.getBoundingClientRect();
    // A mouse reports 0.5 and some pens 0 for a touch that carries no pressure.
    const pressed = event.pointerType === "pen" && event.pressure > 0;
    return {
      column: ((event.clientX - bounds.left - box.left) / box.width) * SIDE - 0.5,
      row: ((event.clientY - bounds.top - box.top) / box.height) * SIDE - 0.5,
      pressure: pressed ? event.pressure : 1,
    };
  }

  /** The settings of a stroke, with the radius in cells. */
  get inCells() {
    const [left, right] = this.data.extent;
    return { ...this.settings, radius: (this.settings.radius / (right - left)) * SIDE };
  }

  // Strokes ------------------------------------------------------------------------------------

  begin(place) {
    this.history.keep(this.layers.copy());
    this.stroke = new Stroke(this.layers.density, this.tool, this.inCells, () => {
      this.stage.request();
      if (this.data.live) this.sendSoon();
    });
    this.stroke.to(place);
    this.hint.hidden = true;
  }

  end() {
    if (!this.stroke) return;
    this.stroke.end();
    this.stroke = null;
    this.sendNow();
    this.refresh();
  }

  cancelStroke() {
    this.stroke?.end();
    this.stroke = null;
    this.drawing = undefined;
  }

  sendSoon() {
    const wait = Math.max(0, BEAT - (performance.now() - this.sent));
    this.timer ??= setTimeout(() => this.sendNow(), wait);
  }

  sendNow() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.sent = performance.now();
    const density = toBase64(this.layers.toBytes());
    // The time makes two equal drawings two events, also over a reload of the page.
    this.send({ density, rev: this.rev, n: Date.now() });
  }

  /** Change the whole drawing; undoable. */
  replace(cells, words) {
    this.history.keep(this.layers.copy());
    this.layers.put(cells);
    this.done(words);
  }

  done(words) {
    say(this.live, words);
    this.sendNow();
    this.refresh();
  }

  actions() {
    const guarded =
      (act) =>
      (...given) => {
        if (!this.data.disabled) act(...given);
      };
    const back = (way, words) => () => {
      if (this.stroke) return;
      const found = this.history[way](this.layers.copy());
      if (!found) return;
      this.layers.put(found);
      this.done(words);
    };
    return {
      tool: guarded((name) => {
        this.tool = name;
        say(this.live, TOOLS[name].title);
        this.refresh();
      }),
      mirror: guarded((axis) => {
        const on = !this.settings[`mirror${axis}`];
        this.settings[`mirror${axis}`] = on;
        const way = axis === "X" ? "left and right" : "up and down";
        say(this.live, `Mirror ${way} ${on ? "on" : "off"}`);
        this.refresh();
      }),
      set: guarded((name, value) => {
        this.settings[name] = this.toolbar.limit(name, value);
        this.refresh();
      }),
      choose: guarded((i) => {
        if (this.stroke) return;
        this.layers.active = i;
        say(this.live, this.classes[i]);
        this.refresh();
      }),
      solo: guarded(() => {
        this.solo = !this.solo;
        say(this.live, this.solo ? "The chosen class alone" : "All classes");
        this.refresh();
      }),
      preset: guarded((name) => {
        const { title, make } = PRESETS[name];
        this.replace(make(this.layers, this.data.others), title);
      }),
      undo: guarded(back("undo", "Undone")),
      redo: guarded(back("redo", "Redone")),
      clear: guarded(() => {
        if (!this.layers.empty) this.replace(this.layers.cleared(this.solo), "Cleared");
      }),
      picture: guarded(async (file) => {
        try {
          const bytes = await toDensity(file);
          this.live.classList.remove("shown");
          const own = Float32Array.from(bytes, (value) => value / 255);
          this.replace(this.layers.exchanged(own), "Picture drawn");
        } catch (error) {
          this.complain(error.message);
        }
      }),
    };
  }

  complain(words) {
    say(this.live, words);
    this.live.classList.add("shown");
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => this.live.classList.remove("shown"), 8000);
  }

  // Events -------------------------------------------------------------------------------------

  listen() {
    const { canvas, frame } = this;
    const on = (name, act) => canvas.addEventListener(name, act);
    on("pointerdown", (event) => {
      if (event.button !== 0 || this.stroke || this.data.disabled) return;
      canvas.setPointerCapture(event.pointerId);
      this.drawing = event.pointerId;
      this.pointer = this.place(event);
      this.begin(this.pointer);
    });
    on("pointermove", (event) => {
      if (this.drawing !== undefined && event.pointerId !== this.drawing) return;
      this.pointer = this.place(event);
      if (this.stroke && event.pointerId === this.drawing) {
        const all = event.getCoalescedEvents?.() ?? [];
        for (const part of all.length ? all : [event]) this.stroke.to(this.place(part));
      }
      this.stage.request();
    });
    const lifted = (event) => {
      if (event.pointerId !== this.drawing) return;
      this.drawing = undefined;
      this.end();
    };
    on("pointerup", lifted);
    on("pointercancel", lifted);
    on("pointerleave", () => {
      if (!this.stroke) this.pointer = null;
      this.stage.request();
    });
    on("blur", () => {
      this.pointer = null;
      this.stage.request();
    });
    this.root.addEventListener("keydown", (event) => this.pressed(event));
    frame.addEventListener("dragover", (event) => {
      event.preventDefault();
      frame.classList.add("dropping");
    });
    frame.addEventListener("dragleave", () => frame.classList.remove("dropping"));
    frame.addEventListener("drop", (event) => {
      event.preventDefault();
      frame.classList.remove("dropping");
      const [file] = event.dataTransfer.files;
      if (file) this.toolbar.actions.picture(file);
    });
  }

  /** Keys: shortcuts work in all of the pad, the ones that move the cursor on the canvas alone. */
  pressed(event) {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const canvas = event.target === this.canvas;
    if (!this.shortcut(event, key) && !(canvas && this.cursor(event, key))) return;
    event.preventDefault();
    event.stopPropagation();
  }

  shortcut(event, key) {
    const { actions } = this.toolbar;
    const control = event.ctrlKey || event.metaKey;
    if (control && key === "z") (event.shiftKey ? actions.redo : actions.undo)();
    else if (control && key === "y") actions.redo();
    else if (control || event.altKey) return false;
    else if (key in KEYS) actions.tool(KEYS[key]);
    else if (key === "m") actions.mirror(event.shiftKey ? "Y" : "X");
    else if (key === "[") actions.set("radius", this.settings.radius / 1.2);
    else if (key === "]") actions.set("radius", this.settings.radius * 1.2);
    else if (key === "Delete" || key === "Backspace") actions.clear();
    else return false;
    return true;
  }

  cursor(event, key) {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (key in ARROWS) this.move(...ARROWS[key], event.shiftKey ? 6 : 1.5);
    else if ((key === "Enter" || key === " ") && !this.data.disabled && !this.stroke) {
      this.pointer ??= this.middle();
      this.begin(this.pointer);
      this.end();
      say(this.live, `${TOOLS[this.tool].title} at ${this.where(this.pointer)}`);
    } else return false;
    return true;
  }

  middle() {
    return { column: (SIDE - 1) / 2, row: (SIDE - 1) / 2, pressure: 1 };
  }

  move(dx, dy, cells) {
    const limit = (value) => Math.min(SIDE - 0.5, Math.max(-0.5, value));
    const from = this.pointer ?? this.middle();
    this.pointer = {
      column: limit(from.column + dx * cells),
      row: limit(from.row + dy * cells),
      pressure: 1,
    };
    say(this.live, this.where(this.pointer));
    this.stage.request();
  }

  where({ column, row }) {
    const [left, right, bottom, top] = this.data.extent;
    const x = left + ((column + 0.5) / SIDE) * (right - left);
    const y = top - ((row + 0.5) / SIDE) * (top - bottom);
    return `${this.data.names[0]} ${x.toFixed(2)}, ${this.data.names[1]} ${y.toFixed(2)}`;
  }

  destroy() {
    this.cancelStroke();
    clearTimeout(this.timer);
    clearTimeout(this.quiet);
    this.stage?.destroy();
  }
}

const KEYS = Object.fromEntries(
  Object.entries(TOOLS).map(([name, { key }]) => [key.toLowerCase(), name]),
);
