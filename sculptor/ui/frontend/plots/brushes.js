// A brush for each class: which one is drawn with, and what all of them can be given at once.

import { h } from "../kit/dom.js";

export class Brushes {
  /** @param actions {choose(i), solo(), preset(name)} */
  constructor(actions) {
    this.actions = actions;
    this.chips = h("div", {
      class: "chips",
      role: "radiogroup",
      "aria-label": "Class to draw",
      onkeydown: (event) => this.rove(event),
    });
    const action = (name, words, title) =>
      h(
        "button",
        { type: "button", class: "all", title, "data-all": name, onclick: () => act(name) },
        words,
      );
    const act = (name) => (name === "solo" ? actions.solo() : actions.preset(name));
    this.solo = action("solo", "Solo", "Show the chosen class alone");
    this.rest = [
      action("spread", "Spread evenly", "Move the strokes so that they lie evenly on a ring"),
      action("blobs", "Ring of blobs", "A blob for each class, on a ring"),
      action("flower", "Flower", "A petal for each class"),
    ];
    const all = h("div", { class: "alls" }, this.solo, ...this.rest);
    this.element = h("div", { class: "brushes", hidden: true }, this.chips, all);
  }

  /**
   * Show the state of the pad.
   * @param classes Their names. @param colours Of each. @param drawn Whether each has a drawing.
   */
  show({ classes, colours, active, solo, drawn, disabled }) {
    this.element.hidden = classes.length === 0;
    if (this.named !== classes.join("\n")) {
      this.named = classes.join("\n");
      this.chips.replaceChildren(...classes.map((name, i) => this.chip(name, i)));
    }
    [...this.chips.children].forEach((chip, i) => {
      chip.style.setProperty("--own", colours[i]);
      chip.setAttribute("aria-checked", i === active);
      chip.tabIndex = i === active ? 0 : -1;
      chip.classList.toggle("drawn", drawn[i]);
      chip.title = drawn[i] ? classes[i] : `${classes[i]}: nothing drawn yet`;
    });
    this.solo.setAttribute("aria-pressed", solo);
    for (const button of [this.solo, ...this.rest, ...this.chips.children]) {
      button.setAttribute("aria-disabled", disabled);
    }
  }

  chip(name, i) {
    const mark = h("span", { class: "mark", "aria-hidden": "true" });
    return h(
      "button",
      {
        type: "button",
        role: "radio",
        class: "chip",
        "data-class": name,
        onclick: () => this.actions.choose(i),
      },
      mark,
      h("span", { class: "called" }, name),
    );
  }

  /** The arrow keys go from class to class, as among radio buttons. */
  rove(event) {
    const way = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!way) return;
    const all = [...this.chips.children];
    const next = (all.indexOf(event.target) + way + all.length) % all.length;
    this.actions.choose(next);
    all[next].focus();
    event.preventDefault();
    event.stopPropagation();
  }
}
