// The drawings of a pad: one, or one of each class, of which one is drawn on.

import { Density, line, SIDE } from "./density.js";

const CELLS = SIDE * SIDE;
const MIDDLE = (SIDE - 1) / 2;

export class Layers {
  constructor(count = 1) {
    this.active = 0;
    this.resize(count);
  }

  resize(count) {
    this.all = Array.from({ length: count }, () => new Density());
    this.active = Math.min(this.active, count - 1);
  }

  /** The drawing that is drawn on. */
  get density() {
    return this.all[this.active];
  }

  get empty() {
    return this.all.every((density) => density.empty);
  }

  /** The cells of all drawings, one after the other. */
  copy() {
    const cells = new Float32Array(this.all.length * CELLS);
    for (const [i, density] of this.all.entries()) cells.set(density.cells, i * CELLS);
    return cells;
  }

  put(cells) {
    this.all.forEach((density, i) => {
      density.cells = cells.slice(i * CELLS, (i + 1) * CELLS);
    });
  }

  toBytes() {
    return Uint8Array.from(this.copy(), (value) => Math.round(value * 255));
  }

  /** Take over bytes from Python; of another number of drawings they are none. */
  load(bytes) {
    const cells = new Float32Array(this.all.length * CELLS);
    if (bytes.length === cells.length) cells.set(Float32Array.from(bytes, (value) => value / 255));
    this.put(cells);
  }

  /** All drawings empty, or the one that is drawn on. */
  cleared(alone) {
    const cells = alone ? this.copy() : new Float32Array(this.all.length * CELLS);
    if (alone) cells.fill(0, this.active * CELLS, (this.active + 1) * CELLS);
    return cells;
  }

  /** The cells of all with those of the drawing that is drawn on exchanged. */
  exchanged(own) {
    const cells = this.copy();
    cells.set(own, this.active * CELLS);
    return cells;
  }
}

// What all classes can be given at once ------------------------------------------------------------

const turn = (i, count) => -Math.PI / 2 + (2 * Math.PI * i) / count;

const at = (angle, away) => ({
  column: MIDDLE + away * Math.cos(angle),
  row: MIDDLE + away * Math.sin(angle),
  pressure: 1,
});

/** The cells of `count` drawings, `total` in all, of which each is one line with two ends. */
function lines(count, total, size, ends) {
  const cells = new Float32Array(total * CELLS);
  for (let i = 0; i < count; i += 1) {
    const mask = new Float32Array(CELLS);
    line(mask, ...ends(turn(i, count)), size);
    cells.set(mask, i * CELLS);
  }
  return cells;
}

/** A blob for each class, evenly on a ring; they do not touch. */
function ringOfBlobs(count, total) {
  const away = SIDE * 0.36;
  const size = Math.min(SIDE * 0.045, (away * Math.PI) / count / 3.2);
  return lines(count, total, size, (angle) => [at(angle, away), at(angle, away)]);
}

/** A petal for each class, that do not meet in the middle. */
function flower(count, total) {
  const [near, far] = [SIDE * 0.17, SIDE * 0.44];
  const size = Math.min(SIDE * 0.022, (near * Math.PI) / count / 2.2);
  return lines(count, total, size, (angle) => [at(angle, near), at(angle, far)]);
}

/** The drawings with their middles evenly on a ring, in the order in which they lie round it. */
function spreadEvenly(layers) {
  const found = layers.all.map((density, i) => ({ i, ...middle(density.cells) }));
  const drawn = found.filter(({ mass }) => mass > 0);
  const angle = ({ column, row }) => Math.atan2(row - MIDDLE, column - MIDDLE);
  drawn.sort((one, other) => angle(one) - angle(other));
  const first = drawn.length ? angle(drawn[0]) : 0;
  const cells = layers.copy();
  for (const [place, { i, column, row }] of drawn.entries()) {
    const to = at(first + (2 * Math.PI * place) / drawn.length, SIDE * 0.34);
    const own = moved(layers.all[i].cells, to.column - column, to.row - row);
    cells.set(own, i * CELLS);
  }
  return cells;
}

function middle(cells) {
  let [mass, column, row] = [0, 0, 0];
  cells.forEach((value, i) => {
    mass += value;
    column += value * (i % SIDE);
    row += value * Math.floor(i / SIDE);
  });
  return { mass, column: column / mass, row: row / mass };
}

/** Cells moved by whole cells; what leaves the pad is lost. */
function moved(cells, across, down) {
  const [dx, dy] = [Math.round(across), Math.round(down)];
  const found = new Float32Array(CELLS);
  for (let row = 0; row < SIDE; row += 1) {
    for (let column = 0; column < SIDE; column += 1) {
      const [y, x] = [row - dy, column - dx];
      if (x >= 0 && y >= 0 && x < SIDE && y < SIDE) {
        found[row * SIDE + column] = cells[y * SIDE + x];
      }
    }
  }
  return found;
}

/** By name: make(layers, others) gives the cells of all; the layer `others` is not of one class. */
export const PRESETS = {
  spread: { title: "Spread evenly", make: spreadEvenly },
  blobs: { title: "Ring of blobs", make: ({ all }, others) => ofEach(ringOfBlobs, all, others) },
  flower: { title: "Flower", make: ({ all }, others) => ofEach(flower, all, others) },
};

const ofEach = (make, { length }, others) => make(others == null ? length : length - 1, length);
