// What a person lays over a scatter: pins with letters, a path between them, a lasso, and pictures
// in the place of dots.

import { h } from "../kit/dom.js";
import { css } from "../kit/theme.js";
import { Brush } from "./brush.js";

const NEAR = 12; // CSS pixels within which a pin is hit
const TILE = 30; // CSS pixels of the longer side of a picture

export class Overlay {
  /**
   * @param view Of the scatter.
   * @param tell tell(name, value) puts something into the state that Python reads.
   * @param redraw Draws anew.
   */
  constructor(view, tell, redraw) {
    Object.assign(this, { view, tell, redraw });
    this.brush = null; // what is being drawn
    this.from = null; // the mark from which a path is being drawn, and where the pointer is
    this.lassoing = false;
    this.pictured = false;
    this.atlas = null;
    this.lasso = this.button("Lasso", "Draw around points to select them (L)", () =>
      this.setLasso(!this.lassoing),
    );
    this.visible = this.button("Select what is in view", "Select all points in view (V)", () =>
      this.selectView(),
    );
    this.none = this.button("Clear selection", "Select nothing", () => this.select(null));
    this.pictures = this.button("Pictures", "Show items as pictures (P)", () =>
      this.setPictures(!this.pictured),
    );
    this.tools = [this.lasso, this.visible, this.none, this.pictures];
  }

  button(words, title, onclick) {
    return h("button", { type: "button", class: "chip", title, onclick }, words);
  }

  /** @param data {marks, path, selection, atlas, pictures}, as `Overlay` in Python packs it. */
  take(data) {
    this.data = data;
    if (data.atlas && data.atlas.id !== this.atlas?.id) this.receive(data.atlas);
    if (this.pictured && this.atlas?.id !== data.pictures) this.want();
    this.pictures.hidden = !data.pictures;
    this.show();
  }

  show() {
    this.lasso.setAttribute("aria-pressed", this.lassoing);
    this.pictures.setAttribute("aria-pressed", this.pictured);
    this.none.hidden = !this.data.selection;
  }

  // Pictures -----------------------------------------------------------------------------------

  setPictures(on) {
    this.pictured = on;
    if (on && this.atlas?.id !== this.data.pictures) this.want();
    this.show();
    this.redraw();
  }

  want() {
    if (this.wanted === this.data.pictures) return;
    this.wanted = this.data.pictures;
    this.tell("atlas", this.wanted);
  }

  receive(atlas) {
    const image = new Image();
    image.addEventListener("load", () => this.redraw());
    image.src = atlas.uri;
    this.atlas = { ...atlas, image };
    this.wanted = null;
    this.tell("atlas", "");
  }

  /** The rows of the points that have room for a picture, with its place. */
  drawPictures(pen, points) {
    if (!this.pictured || !this.atlas?.image.complete) return 0;
    const { image, width, height, across, count } = this.atlas;
    const scale = TILE / Math.max(width, height);
    const [w, t] = [width * scale, height * scale];
    const { map } = this.view;
    const shown = apart(points, map, this.view, TILE + 2, count);
    this.clip(pen);
    pen.imageSmoothingEnabled = scale < 1;
    for (const row of shown) {
      const [x, y] = [map.x(points[2 * row]), map.y(points[2 * row + 1])];
      const [left, top] = [(row % across) * width, Math.floor(row / across) * height];
      pen.drawImage(image, left, top, width, height, x - w / 2, y - t / 2, w, t);
    }
    pen.restore();
    return shown.length;
  }

  // Selecting ----------------------------------------------------------------------------------

  setLasso(on) {
    this.lassoing = on;
    this.show();
  }

  selectView() {
    const { left, top, width, height } = this.view.box;
    const { map } = this.view;
    const corners = [
      [left, top],
      [left + width, top],
      [left + width, top + height],
      [left, top + height],
    ];
    this.select(corners.map(([x, y]) => map.invert(x, y)));
  }

  select(places) {
    this.tell("lasso", { places: places ?? [], n: Date.now() });
  }

  // Gestures -----------------------------------------------------------------------------------

  /** The pin at a pixel, by its number; -1 for none. */
  hit(x, y) {
    const { map } = this.view;
    return this.data.marks.findLastIndex(
      (mark) => Math.hypot(map.x(mark.x) - x, map.y(mark.y) - y) < NEAR,
    );
  }

  /** A drag goes on; true where it draws, so that it does not pan. */
  stroke(before, now) {
    const place = this.view.map.invert(...now);
    if (this.brush) this.brush.to(place);
    else if (this.from) this.from.to = now;
    else if (this.lassoing) this.brush = new Brush("lasso", this.view.map.invert(...before));
    else {
      const mark = this.hit(...before);
      if (mark < 0) return false;
      this.from = { mark, to: now };
    }
    this.redraw();
    return true;
  }

  /** The pointer is lifted. */
  lift() {
    const { brush, from } = this;
    this.brush = null;
    this.from = null;
    if (brush) {
      this.setLasso(false);
      if (brush.places.length > 2) this.select(brush.places);
    }
    if (from) {
      const to = this.hit(...from.to);
      if (to >= 0 && to !== from.mark) this.tell("route", { from: from.mark, to, n: Date.now() });
    }
    if (brush || from) this.redraw();
  }

  /** Act on a key; false for any other. */
  pressed(name) {
    const acts = {
      l: () => this.setLasso(!this.lassoing),
      v: () => this.selectView(),
      p: () => this.setPictures(!this.pictured),
    };
    const act = acts[name.toLowerCase()];
    act?.();
    return Boolean(act);
  }

  // Drawing ------------------------------------------------------------------------------------

  draw(pen, theme) {
    this.clip(pen);
    this.drawLasso(pen, theme);
    this.drawPath(pen, theme);
    for (const mark of this.data.marks) this.drawMark(pen, theme, mark);
    pen.restore();
  }

  /** Draw within the plane only, until `restore`. */
  clip(pen) {
    const { left, top, width, height } = this.view.box;
    pen.save();
    pen.beginPath();
    pen.rect(left, top, width, height);
    pen.clip();
  }

  drawLasso(pen, theme) {
    const brush = this.brush ?? selected(this.data.selection);
    if (!brush) return;
    brush.trace(pen, this.view.map);
    pen.fillStyle = css(theme.primary, 0.08);
    pen.strokeStyle = css(theme.primary, 0.9);
    pen.lineWidth = 1.25;
    pen.fill();
    pen.stroke();
  }

  drawPath(pen, theme) {
    const { map } = this.view;
    const { path, marks } = this.data;
    const places = path.map(([x, y]) => [map.x(x), map.y(y)]);
    if (this.from) {
      const mark = marks[this.from.mark];
      places.splice(0, places.length, [map.x(mark.x), map.y(mark.y)], this.from.to);
    }
    for (const [colour, thick] of [
      [theme.background, 5],
      [theme.text, 2],
    ]) {
      pen.beginPath();
      for (const [x, y] of places) pen.lineTo(x, y);
      pen.strokeStyle = css(colour);
      pen.lineWidth = thick;
      pen.lineJoin = "round";
      pen.stroke();
    }
  }

  drawMark(pen, theme, { x, y, name }) {
    const { map } = this.view;
    const [at, up] = [map.x(x), map.y(y)];
    pen.beginPath();
    pen.arc(at, up, name ? 9 : 7, 0, 2 * Math.PI);
    pen.fillStyle = css(name ? theme.text : theme.background);
    pen.fill();
    if (!name) {
      pen.strokeStyle = css(theme.text);
      pen.lineWidth = 3;
      pen.stroke();
      return;
    }
    pen.strokeStyle = css(theme.background);
    pen.lineWidth = 2;
    pen.stroke();
    pen.fillStyle = css(theme.background);
    pen.font = `600 11px ${theme.font}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(name, at, up + 0.5);
  }
}

/** The outline of a selection, as a brush that is no longer drawn. */
function selected(places) {
  if (!places?.length) return null;
  const brush = new Brush("lasso", places[0]);
  for (const place of places.slice(1)) brush.to(place);
  return brush;
}

/**
 * Rows of points in view no two of which are nearer than a side across and up; the first stay.
 * @param most Rows that may be shown: the first of the points.
 */
export function apart(points, map, view, side, most) {
  const taken = new Map();
  const rows = [];
  for (let row = 0; row < Math.min(points.length / 2, most); row += 1) {
    const [x, y] = [map.x(points[2 * row]), map.y(points[2 * row + 1])];
    if (!view.holds(x, y)) continue;
    const [i, j] = [Math.floor(x / side), Math.floor(y / side)];
    if (clear(taken, i, j, x, y, side)) {
      taken.set(`${i},${j}`, [x, y]);
      rows.push(row);
    }
  }
  return rows;
}

function clear(taken, i, j, x, y, side) {
  for (let di = -1; di <= 1; di += 1) {
    for (let dj = -1; dj <= 1; dj += 1) {
      const other = taken.get(`${i + di},${j + dj}`);
      if (other && Math.abs(other[0] - x) < side && Math.abs(other[1] - y) < side) return false;
    }
  }
  return true;
}
