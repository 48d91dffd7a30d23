// The tools, and a stroke of one of them from pointer down to pointer up.

import { line, SIDE } from "./density.js";

export const TOOLS = {
  brush: { title: "Brush", key: "B", about: "a soft stroke that adds density" },
  spray: { title: "Spray", key: "S", about: "droplets that pile up while you hold" },
  eraser: { title: "Eraser", key: "E", about: "takes density away" },
};

const DROPLETS = 14;
const BEAT = 30; // milliseconds between two puffs of a spray

export class Stroke {
  /**
   * @param density The drawing.
   * @param tool One of TOOLS.
   * @param settings {radius, strength, mirrorX, mirrorY}; the radius in cells.
   * @param changed Called when the drawing has changed.
   */
  constructor(density, tool, settings, changed) {
    Object.assign(this, { density, tool, settings, changed });
    this.before = density.copy();
    this.mask = new Float32Array(SIDE * SIDE);
    this.last = null;
    if (tool === "spray") this.timer = setInterval(() => this.puff(), BEAT);
  }

  /** Go on to a place: {column, row, pressure}, in cells. */
  to(place) {
    const { strength } = this.settings;
    if (this.tool === "spray") {
      const first = this.last === null;
      this.last = place;
      if (first) for (let i = 0; i < 4; i += 1) this.puff();
      return;
    }
    const from = this.last ?? place;
    // Half the radius is the standard deviation: at the ring of the pointer, 14 % are left.
    const size = this.settings.radius / 2;
    const starts = this.images(from);
    for (const [i, end] of this.images(place).entries()) line(this.mask, starts[i], end, size);
    this.density.blend(this.before, this.mask, strength, this.tool === "eraser");
    this.last = place;
    this.changed();
  }

  puff() {
    const { radius, strength } = this.settings;
    for (let i = 0; i < DROPLETS; i += 1) {
      const angle = 2 * Math.PI * Math.random();
      const away = radius * 0.5 * Math.sqrt(-2 * Math.log(1 - Math.random()));
      const place = {
        ...this.last,
        column: this.last.column + away * Math.cos(angle),
        row: this.last.row + away * Math.sin(angle),
      };
      const amount = 0.07 * strength * place.pressure;
      for (const { column, row } of this.images(place)) {
        this.density.droplet(column, row, 0.7, amount);
      }
    }
    this.changed();
  }

  /** A place and its mirror images. */
  images(place) {
    const { mirrorX, mirrorY } = this.settings;
    const found = [place];
    if (mirrorX) found.push(...found.map((p) => ({ ...p, column: SIDE - 1 - p.column })));
    if (mirrorY) found.push(...found.map((p) => ({ ...p, row: SIDE - 1 - p.row })));
    return found;
  }

  end() {
    clearInterval(this.timer);
  }
}
