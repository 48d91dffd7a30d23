// The snapshots of one run, as far as they have come: the n-th point is the same image in each.

import { same, toPoints } from "../kit/bytes.js";

export class Reel {
  constructor() {
    this.frames = []; // {step, seconds, points}, by step
    this.targets = []; // {from, points}: what was aimed at from a step on
  }

  /** Take a snapshot or a target. Its points are copied, so that a message does not stay whole. */
  add(packed) {
    const item = { ...packed, points: packed.points.slice() };
    const [list, name] = item.from === undefined ? [this.frames, "step"] : [this.targets, "from"];
    const place = before(list, item[name], name);
    if (list[place]?.[name] === item[name]) {
      if (!same(list[place].points, item.points)) list[place] = item; // the same one stays drawn
    } else list.splice(place + 1, 0, item);
  }

  /**
   * Keep what Python takes to be there: the first snapshot in each of so many `places` of a training
   * of `total` steps, and the `newest`, beyond which nothing is.
   */
  thin({ newest, total, places }) {
    const cellOf = ({ step }) => Math.floor((step * places) / total);
    const there = this.frames.filter(({ step }) => step <= newest);
    this.frames = there.filter(
      (frame, i) => i === 0 || i === there.length - 1 || cellOf(frame) !== cellOf(there[i - 1]),
    );
    this.targets = this.targets.filter(({ from }) => from <= newest);
  }

  /**
   * The snapshot at or before a place of the training, or the first one.
   * @param place In the unit of `align`; null for the newest.
   * @param align "step" or "seconds".
   */
  frame(place, align) {
    if (place === null) return this.frames.at(-1);
    return this.frames[Math.max(0, before(this.frames, place, align))];
  }

  /** The target that was in force at a step. */
  target(step) {
    return this.targets[Math.max(0, before(this.targets, step, "from"))];
  }
}

/** Packed points, unpacked once while they are looked at. */
export class Unpacked {
  of(item) {
    if (item !== this.item) {
      this.item = item;
      this.points = item ? toPoints(item.points) : new Float32Array(0);
    }
    return this.points;
  }
}

/** The index of the last item whose number is at or below a value; -1 if there is none. */
function before(list, value, name) {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle][name] <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
