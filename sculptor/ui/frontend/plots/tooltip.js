// What is shown beside the point that is decoded: its image and its coordinates.

import { h } from "../kit/dom.js";

const AWAY = 14;

export class Tooltip {
  constructor() {
    this.image = h("img", { alt: "", draggable: "false" });
    this.where = h("div", { class: "where" });
    this.note = h("div", { class: "note" });
    this.element = h("div", { class: "tooltip", hidden: "" }, this.image, this.where, this.note);
  }

  /** @param map Of the view. @param size {width, height} of the canvas in CSS pixels. */
  show(point, answer, names, map, size, decodes) {
    const { element, image } = this;
    element.hidden = !point;
    if (!point) return;
    this.where.textContent = coordinates(point, names);
    image.hidden = !decodes || Boolean(answer?.problem);
    if (answer?.png && answer.png !== this.png) image.src = `data:image/png;base64,${answer.png}`;
    this.png = answer?.png;
    image.classList.toggle("empty", !answer?.png);
    image.classList.toggle("rows", Boolean(answer?.width)); // a chart or a list, and no image
    image.style.width = answer?.width ? `${answer.width}px` : "";
    image.alt = answer?.png ? `Decoded at ${this.where.textContent}` : "";
    this.note.textContent = answer?.problem || answer?.note || "";
    this.note.hidden = !this.note.textContent;
    const [x, y] = [map.x(point.x), map.y(point.y)];
    const { offsetWidth, offsetHeight } = element;
    const right = x + AWAY + offsetWidth <= size.width;
    const left = right ? x + AWAY : Math.max(0, x - AWAY - offsetWidth);
    const top = Math.min(
      Math.max(0, y - offsetHeight / 2),
      Math.max(0, size.height - offsetHeight),
    );
    element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
    element.dataset.n = answer?.n ?? "";
  }
}

export function coordinates({ x, y }, names) {
  const number = (value) => value.toFixed(2).replace("-", "\u2212");
  return [x, y]
    .map((value, i) => (names[i] ? `${names[i]} ${number(value)}` : ""))
    .filter(Boolean)
    .join("   ");
}
