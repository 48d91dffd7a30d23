// Which part of the plane is seen: its centre, and how much it is enlarged. Both axes have one scale.

const MOST = 200;
const LEAST = 0.2;

export class View {
  constructor() {
    this.extent = null;
    this.box = null;
    this.reset();
  }

  /** Take the plane to show and the rectangle to show it in. */
  fit(extent, box) {
    this.extent = extent;
    this.box = box;
  }

  reset() {
    this.zoom = 1;
    this.shift = [0, 0]; // of the centre, in latent units
  }

  get moved() {
    return this.zoom !== 1 || this.shift[0] !== 0 || this.shift[1] !== 0;
  }

  /** CSS pixels to a latent unit. */
  get scale() {
    const [left, right, bottom, top] = this.extent;
    return this.zoom * Math.min(this.box.width / (right - left), this.box.height / (top - bottom));
  }

  /** From latent units to CSS pixels and back. */
  get map() {
    const [left, right, bottom, top] = this.extent;
    const { scale, box } = this;
    const [cx, cy] = [(left + right) / 2 + this.shift[0], (bottom + top) / 2 + this.shift[1]];
    const [mx, my] = [box.left + box.width / 2, box.top + box.height / 2];
    return {
      scale,
      offset: [mx - cx * scale, my + cy * scale],
      x: (value) => mx + (value - cx) * scale,
      y: (value) => my - (value - cy) * scale,
      invert: (x, y) => [cx + (x - mx) / scale, cy - (y - my) / scale],
    };
  }

  /** Move by pixels. */
  pan(dx, dy) {
    const { scale } = this;
    this.shift = [this.shift[0] - dx / scale, this.shift[1] + dy / scale];
  }

  /** Enlarge around a pixel, which stays where it is. */
  enlarge(factor, x, y) {
    const before = this.map.invert(x, y);
    this.zoom = Math.min(MOST, Math.max(LEAST, this.zoom * factor));
    const after = this.map.invert(x, y);
    this.shift = this.shift.map((value, i) => value + before[i] - after[i]);
  }

  holds(x, y) {
    const { left, top, width, height } = this.box;
    return x >= left && y >= top && x <= left + width && y <= top + height;
  }
}
