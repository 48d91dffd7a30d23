// Thousands of points: where they are while they move, and their pixels.
//
// They are blended into an array of pixels by hand, several times faster than as shapes of a canvas.

export const FLOW = 260; // milliseconds from one snapshot to the next
export const FRAME = 40; // milliseconds between two frames while points flow

const PHASES = 4; // places within a pixel, in each direction, that a dot is prepared for
const MOST = 64; // kinds of dots that are prepared

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
  const whole = new Uint32Array(data.buffer, data.byteOffset, data.length / 4); // a pixel a number
  const { size, discs } = dots(radius * ratio, width, paint.alpha);
  const { codes } = paint;
  const colours = halves(paint.colours);
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
    const { places, covers } = discs[phase];
    const c = codes ? codes[i >> 1] * 2 : 0;
    const [redBlue, green] = [colours[c], colours[c + 1]];
    const first = row * width + column;
    for (let m = 0; m < places.length; m += 1) {
      const at = first + places[m];
      const cover = covers[m];
      const rest = 256 - cover;
      const under = whole[at];
      // Red and blue at once: what one of them is multiplied to ends where the other's begins.
      const rb = Math.imul(under & RED_BLUE, rest) + Math.imul(redBlue, cover) + HALF_RED_BLUE;
      const g = Math.imul(under & GREEN, rest) + Math.imul(green, cover) + HALF_GREEN;
      whole[at] = OPAQUE | ((rb >>> 8) & RED_BLUE) | ((g >>> 8) & GREEN);
    }
  }
  return drawn;
}

// The bytes of a pixel as a number, red the lowest, as all machines with browsers have it; a half
// of what is left over by the division by 256 makes it round.
const [RED_BLUE, GREEN, OPAQUE] = [0xff00ff, 0xff00, 0xff000000];
const [HALF_RED_BLUE, HALF_GREEN] = [0x800080, 0x8000];

/** Of each colour its red and blue, and its green, where they are in a pixel. */
function halves(colours) {
  return Int32Array.from({ length: 2 * Math.floor(colours.length / 3) }, (_, i) => {
    const [red, green, blue] = colours.subarray(3 * (i >> 1), 3 * (i >> 1) + 3);
    return i % 2 ? green << 8 : red | (blue << 16);
  });
}

const prepared = new Map();

/**
 * Discs with soft edges, one for each place within a pixel: their pixels, counted from the first
 * of a square in a picture that is so wide, and what each covers, out of 256.
 */
function dots(radius, width, alpha) {
  const key = [radius.toFixed(2), width, alpha].join();
  if (prepared.has(key)) return prepared.get(key);
  if (prepared.size > MOST) prepared.clear(); // a window whose size changes has many widths
  const size = Math.ceil(2 * radius) + 2;
  const discs = [];
  for (let phase = 0; phase < PHASES * PHASES; phase += 1) {
    const cx = size / 2 + ((phase % PHASES) + 0.5) / PHASES - 0.5;
    const cy = size / 2 + (Math.floor(phase / PHASES) + 0.5) / PHASES - 0.5;
    const [places, covers] = [[], []];
    for (let i = 0; i < size * size; i += 1) {
      const [column, row] = [i % size, Math.floor(i / size)];
      const away = Math.hypot(column - cx, row - cy);
      const cover = Math.round(256 * alpha * Math.min(1, Math.max(0, radius + 0.5 - away)));
      if (cover > 0) {
        places.push(row * width + column);
        covers.push(cover);
      }
    }
    discs.push({ places: Int32Array.from(places), covers: Int32Array.from(covers) });
  }
  prepared.set(key, { size, discs });
  return prepared.get(key);
}
