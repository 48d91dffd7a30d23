// The scrubber: one place of the training for all panels, dragged or played.

import { h, icon } from "../kit/dom.js";

const FRAME = 50; // milliseconds between two places while it plays
const LENGTH = 160; // places of a whole film, at most

export class Player {
  /**
   * @param moved Called with each new place; null is the newest.
   * @param settled Called once the place stays.
   */
  constructor(moved, settled) {
    Object.assign(this, { moved, settled, place: null, places: [], playing: false });
    this.button = h("button", { type: "button", class: "play", onclick: () => this.toggle() });
    this.range = h("input", { type: "range", min: "0", step: "any", "aria-label": "Snapshot" });
    this.range.addEventListener("input", () => this.scrub());
    this.range.addEventListener("change", () => this.settled(this.place));
    this.label = h("output", { class: "place" });
    this.element = h("div", { class: "player" }, this.button, this.range, this.label);
    this.show();
  }

  /**
   * Take the places that there are, in order.
   * @param text From a place to words.
   */
  take(places, text) {
    Object.assign(this, { places, text });
    this.show();
  }

  /** Go to a place; null is the newest. */
  go(place) {
    this.place = place;
    this.show();
  }

  get last() {
    return this.places.at(-1) ?? 0;
  }

  scrub() {
    const value = Number(this.range.value); // before it is shown anew
    this.stop();
    this.place = value >= this.last ? null : value;
    this.show();
    this.moved(this.place);
  }

  toggle() {
    if (this.playing) {
      this.stop();
      this.settled(this.place);
      return;
    }
    if (this.places.length < 2) return;
    this.playing = true;
    if (this.place === null || this.place >= this.last) this.place = this.places[0];
    this.timer = setInterval(() => this.next(), FRAME);
    this.show();
    this.moved(this.place);
  }

  next() {
    const stride = Math.max(1, Math.ceil(this.places.length / LENGTH));
    const now = this.places.findIndex((place) => place > this.place);
    const next = now < 0 ? this.places.length : now + stride - 1;
    this.place = next >= this.places.length - 1 ? null : this.places[next];
    if (this.place === null) {
      this.stop();
      this.settled(null);
    }
    this.show();
    this.moved(this.place);
  }

  stop() {
    clearInterval(this.timer);
    this.playing = false;
    this.show();
  }

  show() {
    const { range, button, place, last } = this;
    range.max = String(last || 1);
    range.value = place === null ? range.max : String(place);
    const share = last ? Math.min(1, (place ?? last) / last) : 1;
    range.style.setProperty("--share", share);
    const words = place === null ? "newest" : (this.text?.(place) ?? "");
    range.setAttribute("aria-valuetext", words);
    this.label.textContent = words;
    const name = this.playing ? "Pause" : "Play";
    if (button.dataset.name === name) return;
    button.dataset.name = name;
    button.setAttribute("aria-label", name);
    button.title = name;
    button.replaceChildren(icon(name.toLowerCase()));
  }

  destroy() {
    clearInterval(this.timer);
  }
}
