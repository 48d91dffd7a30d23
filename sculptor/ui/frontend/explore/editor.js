// One code of a latent space, a slider a dimension, and what is decoded of it.
//
// Behind each slider stand the densities of prior and aggregate posterior. What is moved here is
// shown at once; Python decodes one code at a time and answers with its picture.

import { fromBase64, same } from "../kit/bytes.js";
import { h, say } from "../kit/dom.js";
import { mounting } from "../kit/mounting.js";
import { readTheme } from "../kit/theme.js";
import { Probe } from "../plots/probe.js";
import { area } from "./area.js";

const FEW = 12; // sliders that are shown at first
const STOPS = 400; // of a slider

export default mounting((parent) => new Editor(parent.querySelector(".sculptor-editor")));

class Editor {
  constructor(root) {
    this.root = root;
    this.rows = [];
    this.all = false;
    this.probe = new Probe(() => this.showPicture());
    this.image = h("img", { alt: "", draggable: "false" });
    this.note = h("figcaption", { class: "note" });
    this.figure = h("figure", { class: "picture" }, this.image, this.note);
    this.list = h("div", { class: "rows", role: "group", "aria-label": "Latents" });
    this.more = h("button", { type: "button", class: "more", onclick: () => this.showAll() });
    this.live = h("div", { class: "live", role: "status", "aria-live": "polite" });
    root.append(this.figure, this.list, this.more, this.live);
  }

  take(data, setStateValue) {
    this.probe.send = (point) => point && setStateValue("code", point);
    this.probe.answers = true;
    const before = this.data ?? {};
    this.data = data;
    this.palette = data.colours[readTheme(this.root).mode];
    this.root.style.setProperty("--target", this.palette.target);
    this.root.style.setProperty("--posterior", this.palette.posterior);
    if (JSON.stringify(data.order) !== JSON.stringify(before.order)) this.makeRows();
    if (data.rev !== before.rev || !this.code) {
      this.code = [...data.code];
      this.probe.point = null;
    }
    this.showRows();
    this.probe.take(data.decoded);
    if (!same(data.png, before.png)) this.png = data.png;
    this.showPicture();
    Object.assign(this.root.dataset, { ready: true, rev: data.rev });
  }

  makeRows() {
    this.rows = this.data.order.map((dim) => this.row(dim));
    this.list.replaceChildren(...this.rows.map(({ element }) => element));
  }

  row(dim) {
    const { name, low, high, densities, influence } = this.data.dims[dim];
    const bars = fromBase64(densities);
    const half = bars.length / 2;
    const value = h("output", { class: "value", for: `editor-${dim}` });
    const slider = h("input", {
      type: "range",
      id: `editor-${dim}`,
      min: low,
      max: high,
      step: (high - low) / STOPS,
      title: `${name}: changes the output by ${influence}`,
      oninput: () => this.move(dim, slider.valueAsNumber, false),
      onchange: () => this.move(dim, slider.valueAsNumber, true),
    });
    const track = h("div", { class: "track" });
    track.innerHTML =
      `<svg viewBox="0 0 ${half} 1" preserveAspectRatio="none" aria-hidden="true">` +
      `<path class="prior" d="${area(bars.subarray(0, half))}"/>` +
      `<path class="posterior" d="${area(bars.subarray(half))}"/></svg>`;
    track.append(slider);
    const label = h("label", { for: `editor-${dim}` }, name);
    return { dim, slider, value, element: h("div", { class: "row" }, label, track, value) };
  }

  showRows() {
    const many = this.rows.length;
    for (const [i, { dim, slider, value, element }] of this.rows.entries()) {
      element.hidden = i >= FEW && !this.all;
      const now = this.code[dim];
      slider.value = now;
      const { low, high } = this.data.dims[dim];
      const share = Math.min(1, Math.max(0, (now - low) / (high - low)));
      slider.style.setProperty("--share", share);
      value.textContent = now.toFixed(2).replace("-", "\u2212");
      slider.setAttribute("aria-valuetext", value.textContent);
    }
    this.more.hidden = many <= FEW;
    this.more.textContent = this.all
      ? "Show fewer latents"
      : `Show all ${many} latents, ordered by how much each changes the output`;
  }

  showAll() {
    this.all = !this.all;
    this.showRows();
  }

  /** A slider is moved; `done` when it is let go. */
  move(dim, value, done) {
    this.code[dim] = value;
    this.showRows();
    this.probe.ask({ z: [...this.code], pinned: done });
    if (done) say(this.live, `${this.data.dims[dim].name} ${value.toFixed(2)}`);
  }

  showPicture() {
    const answer = this.probe.point ? this.probe.answer : null;
    const src = answer?.png ? `data:image/png;base64,${answer.png}` : this.url();
    if (src && this.image.src !== src) this.image.src = src;
    this.image.hidden = !src;
    this.image.classList.toggle("plain", Boolean(this.data?.rows));
    this.image.alt = this.data ? `Decoded: ${this.data.about}` : "";
    this.note.textContent = answer?.problem || this.data?.note || "";
  }

  url() {
    if (!this.png?.length) return "";
    if (this.urlOf !== this.png) {
      if (this.made) URL.revokeObjectURL(this.made);
      this.made = URL.createObjectURL(new Blob([this.png], { type: "image/png" }));
      this.urlOf = this.png;
    }
    return this.made;
  }

  destroy() {
    this.probe.destroy();
    if (this.made) URL.revokeObjectURL(this.made);
  }
}
