// The drawing: a density on a square grid of cells, soft numbers from 0 to 1, row 0 on top.

export const SIDE = 64;

export class Density {
  constructor(cells = new Float32Array(SIDE * SIDE)) {
    this.cells = cells;
    this.picture = new OffscreenCanvas(SIDE, SIDE);
    this.pen = this.picture.getContext("2d");
    this.pixels = this.pen.createImageData(SIDE, SIDE);
  }

  copy() {
    return this.cells.slice();
  }

  get empty() {
    return !this.cells.some((value) => value >= 0.5 / 255);
  }

  toBytes() {
    return Uint8Array.from(this.cells, (value) => Math.round(value * 255));
  }

  /** Take over bytes from Python or from a picture. */
  load(bytes) {
    this.cells = Float32Array.from(bytes, (value) => value / 255);
  }

  /**
   * Blend a mask over the drawing as it was before the stroke: adding to it, or taking from it.
   * So a stroke is as strong where its own path overlaps as elsewhere; the next one adds to it.
   */
  blend(before, mask, strength, erase) {
    for (let i = 0; i < mask.length; i += 1) {
      if (mask[i] === 0) continue;
      this.cells[i] = erase
        ? before[i] * (1 - strength * mask[i])
        : Math.min(1, before[i] + strength * mask[i]);
    }
  }

  /** Add one droplet of a spray, in cells. */
  droplet(column, row, size, amount) {
    each(column, row, size * 3, (i, dx, dy) => {
      const added = amount * Math.exp(-(dx * dx + dy * dy) / (2 * size * size));
      this.cells[i] = Math.min(1, this.cells[i] + added);
    });
  }

  /** The drawing as a picture of SIDE by SIDE pixels, to be enlarged smoothly. */
  paint([red, green, blue], dark) {
    const { data } = this.pixels;
    this.cells.forEach((value, i) => {
      const at = i * 4;
      // Denser is fuller in colour too, so that high and full can be told apart.
      const deep = value ** 3 * (dark ? 0.3 : -0.25);
      const turn = (part) => part + (deep > 0 ? 255 - part : part) * deep;
      data[at] = turn(red);
      data[at + 1] = turn(green);
      data[at + 2] = turn(blue);
      data[at + 3] = 255 * (1 - (1 - value) ** 2.2);
    });
    this.pen.putImageData(this.pixels, 0, 0);
    return this.picture;
  }
}

/**
 * Lay a soft line into a mask: exp(-d² / 2 size²), with d the distance to the line, and the
 * larger of this and what is there. Exact along the line, so that no stamps show, however fast
 * the pointer went.
 * @param from, to {column, row, pressure}, in cells.
 */
export function line(mask, from, to, size) {
  const vx = to.column - from.column;
  const vy = to.row - from.row;
  const length = vx * vx + vy * vy;
  const middle = [(from.column + to.column) / 2, (from.row + to.row) / 2];
  each(...middle, size * 3 + Math.sqrt(length) / 2, (i, dx, dy) => {
    const along = length ? ((dx + vx / 2) * vx + (dy + vy / 2) * vy) / length : 0;
    const share = Math.min(1, Math.max(0, along));
    const ex = dx + vx / 2 - share * vx;
    const ey = dy + vy / 2 - share * vy;
    const pressure = from.pressure + share * (to.pressure - from.pressure);
    const value = pressure * Math.exp(-(ex * ex + ey * ey) / (2 * size * size));
    if (value > mask[i] && value > 0.002) mask[i] = value;
  });
}

/** Visit the cells around a place: their index, and their distance from it across and down. */
function each(column, row, reach, visit) {
  const first = Math.max(0, Math.floor(row - reach));
  const last = Math.min(SIDE - 1, Math.ceil(row + reach));
  const left = Math.max(0, Math.floor(column - reach));
  const right = Math.min(SIDE - 1, Math.ceil(column + reach));
  for (let y = first; y <= last; y += 1) {
    for (let x = left; x <= right; x += 1) visit(y * SIDE + x, x - column, y - row);
  }
}
