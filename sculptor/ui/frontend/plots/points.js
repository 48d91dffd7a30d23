// Thousands of points: where they are while they move, and their pixels.
//
// They are blended into an array of pixels by hand, several times faster than as shapes of a canvas.

export const FLOW = 260; // milliseconds from one snapshot to the next
export const FRAME = 40; // milliseconds between two frames while points flow

const PHASES = 4; // places within a pixel, in each direction, that a dot is prepared for

/** Points that flow from one snapshot to the next. */
export class Cloud {
  constructor() {
    this.shown = new Float32Array(0);
    this.moving = false;
  }

  /** Go to other places: in `duration` ms, or at once. */
  to(target, duration, now) {
    const same = target.length === this.shown.length && target.length > 0;
    this.moving = same && duration > 0;
    this.target = target;
    this.from = this.moving ? this.shown.slice() : null;
    if (!this.moving) this.shown = target.slice();
    Object.assign(this, { duration, began: now });
  }

  /** Where the points are now. */
  at(now) {
    if (!this.moving) return this.shown;
    const share = Math.min(1, (now - this.began) / this.duration);
    const eased = share * share * (3 - 2 * share);
    const { from, target, shown } = this;
    for (let i = 0; i < shown.length; i += 1) shown[i] = from[i] + eased * (target[i] - from[i]);
    if (share === 1) {
      shown.set(target); // a point that was missing has nowhere to come from
      this.moving = false;
    }
    return shown;
  }
}

/** Some of the points, by their rows. */
export function subset(points, rows) {
  const found = new Float32Array(2 * rows.length);
  for (const [i, row] of rows.entries()) {
    found[2 * i] = points[2 * row];
    found[2 * i + 1] = points[2 * row + 1];
  }
  return found;
}

/** The radius of a dot in CSS pixels: the more there are on the less room, the finer. */
export function radiusFor(count, width) {
  const radius = 2 * (2000 / (count + 1)) ** 0.25 * Math.sqrt(width / 560);
  return Math.min(3, Math.max(1, radius));
}

/**
 * Blend points into opaque pixels.
 * @param pixels {data, width, height} of device pixels.
 * @param points x, y in turn, in latent units.
 * @param map Of the view: pixel = offset ± scale · value, in CSS pixels.
 * @param box The plot, in CSS pixels; what is outside is left out.
 * @param paint {colours: bytes r, g, b in turn, codes: a colour for each point or null, alpha}
 * @returns how many were drawn.
 */
export function splat(pixels, points, map, box, ratio, radius, paint) {
  const { data, width } = pixels;
  const { size, masks } = dots(radius * ratio);
  const { colours, codes } = paint;
  const scale = map.scale * ratio;
  const [ox, oy] = [map.offset[0] * ratio, map.offset[1] * ratio];
  const [left, top] = [box.left * ratio, box.top * ratio];
  const [right, bottom] = [left + box.width * ratio, top + box.height * ratio];
  const half = size / 2;
  let drawn = 0;
  for (let i = 0; i < points.length; i += 2) {
    const x = ox + points[i] * scale;
    const y = oy - points[i + 1] * scale;
    if (!(x >= left && x <= right && y >= top && y <= bottom)) continue; // NaN is left out too
    drawn += 1;
    const fx = x - half;
    const fy = y - half;
    const column = Math.floor(fx);
    const row = Math.floor(fy);
    const phase = Math.floor((fy - row) * PHASES) * PHASES + Math.floor((fx - column) * PHASES);
    const mask = masks[phase];
    const c = codes ? codes[i >> 1] * 3 : 0;
    const [red, green, blue] = [colours[c], colours[c + 1], colours[c + 2]];
    let m = 0;
    for (let v = 0; v < size; v += 1) {
      let at = ((row + v) * width + column) * 4;
      for (let u = 0; u < size; u += 1, at += 4, m += 1) {
        const cover = mask[m];
        if (cover === 0) continue;
        const alpha = cover * paint.alpha;
        data[at] += (red - data[at]) * alpha;
        data[at + 1] += (green - data[at + 1]) * alpha;
        data[at + 2] += (blue - data[at + 2]) * alpha;
      }
    }
  }
  return drawn;
}

const prepared = new Map();

/** Discs with soft edges, one for each place within a pixel. */
function dots(radius) {
  const key = radius.toFixed(2);
  if (prepared.has(key)) return prepared.get(key);
  const size = Math.ceil(2 * radius) + 2;
  const masks = [];
  for (let phase = 0; phase < PHASES * PHASES; phase += 1) {
    const cx = size / 2 + ((phase % PHASES) + 0.5) / PHASES - 0.5;
    const cy = size / 2 + (Math.floor(phase / PHASES) + 0.5) / PHASES - 0.5;
    masks.push(
      Float32Array.from({ length: size * size }, (_, i) => {
        const away = Math.hypot((i % size) - cx, Math.floor(i / size) - cy);
        return Math.min(1, Math.max(0, radius + 0.5 - away));
      }),
    );
  }
  prepared.set(key, { size, masks });
  return prepared.get(key);
}
