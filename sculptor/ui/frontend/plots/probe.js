// The point that is decoded: under the pointer, at the crosshair, or pinned by a click.
//
// Python is asked for one point at a time; while it answers, the newest wish waits.

const BEAT = 60; // milliseconds between two questions, at least
const PATIENCE = 2000; // after which a question counts as lost
const SOON = 500; // after which it is asked again for what was not there yet

export class Probe {
  /** @param changed Called when the point or its image has changed. */
  constructor(changed) {
    this.changed = changed;
    this.point = null; // {x, y, pinned}
    this.answer = null; // {n, png, note, problem, soon}
    this.asked = null; // the number of the question on its way
    this.waiting = false;
    this.last = 0;
    this.told = null; // what Python knows
    this.answers = false; // whether Python decodes
  }

  /** Ask for a point; null to ask for none. Where nothing is decoded, only pins are told. */
  ask(point) {
    this.point = point;
    if (!point) this.answer = null;
    this.changed();
    if (!point || this.answers || point.pinned) this.want();
  }

  want() {
    this.waiting = true;
    const now = performance.now();
    if (this.asked !== null && now - this.last < PATIENCE) return this.later(PATIENCE);
    if (now - this.last < BEAT) return this.later(BEAT);
    clearTimeout(this.timer);
    this.timer = undefined;
    this.waiting = false;
    this.last = now;
    const { point } = this;
    if (!point && this.told === null) return undefined;
    const n = Date.now();
    // Nobody answers the word that there is no point any more.
    this.asked = point && this.answers ? n : null;
    this.told = point;
    this.send(point && { ...point, n });
    return undefined;
  }

  later(from) {
    clearTimeout(this.timer);
    const wait = Math.max(1, this.last + from - performance.now());
    this.timer = setTimeout(() => this.waiting && this.want(), wait);
  }

  /** Take what Python has decoded; an answer to an older question counts too while it is open. */
  take(answer) {
    if (!answer) return;
    if (this.asked !== null && answer.n >= this.asked) this.asked = null;
    if (!this.point) return;
    this.answer = answer;
    this.changed();
    if (this.waiting) this.want();
    else if (answer.soon) {
      this.waiting = true;
      this.later(SOON);
    }
  }

  destroy() {
    clearTimeout(this.timer);
  }
}
