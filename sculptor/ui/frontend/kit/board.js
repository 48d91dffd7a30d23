// A board: words, buttons, choices and pictures around components, in rows and columns.
//
// Python says what stands on it (`sculptor.notebook.board`), the same blocks in the same order each
// time; what they show changes.

import { same } from "./bytes.js";
import { h } from "./dom.js";

export class Board {
  /**
   * @param root Its element.
   * @param say Called with what is pressed and chosen, by name.
   */
  constructor(root, say) {
    Object.assign(this, { root, say, shown: new Map(), places: new Map(), chosen: {}, presses: 0 });
  }

  /** The element of a component, which stays the same. */
  place(name) {
    if (!this.places.has(name)) this.places.set(name, h("div", { class: "part" }));
    return this.places.get(name);
  }

  /** Show what Python says. */
  take(blocks) {
    this.fill(this.root, blocks);
    this.root.dataset.ready = true;
  }

  fill(parent, blocks) {
    blocks.forEach((block, i) => {
      if (!parent.children[i]) parent.append(this.make(block));
      const element = parent.children[i];
      element.hidden = Boolean(block.hidden);
      const known = this.shown.get(element);
      if (!known || !alike(known, block)) this[block.kind]?.(element, block);
      this.shown.set(element, block);
    });
  }

  make({ kind, name }) {
    if (kind === "part") return this.place(name);
    if (kind === "button") {
      const onclick = () => this.say("pressed", { name, n: ++this.presses });
      return h("button", { type: "button", class: "press", onclick });
    }
    if (kind === "choice") {
      const select = h("select", { onchange: () => this.choose(name, select.value) });
      return h("label", { class: "choice" }, h("span"), select);
    }
    if (kind === "picture") return h("img", { class: "picture", draggable: "false" });
    return h("div", { class: kind });
  }

  choose(name, value) {
    this.chosen = { ...this.chosen, [name]: value };
    this.say("chosen", this.chosen);
  }

  // How a block is filled, by its kind --------------------------------------------------------

  words(element, { html }) {
    element.innerHTML = html;
  }

  row(element, { of }) {
    this.fill(element, of);
  }

  column(element, { of, wide }) {
    element.style.flex = `1 1 ${wide}px`;
    this.fill(element, of);
  }

  button(element, { label, about }) {
    element.textContent = label;
    element.title = about;
  }

  choice(element, { label, options, value }) {
    const [words, select] = element.children;
    words.textContent = label;
    select.replaceChildren(...options.map(([of, title]) => h("option", { value: of }, title)));
    select.value = value;
  }

  picture(element, { png, about, wide }) {
    if (element.src) URL.revokeObjectURL(element.src);
    element.src = URL.createObjectURL(new Blob([png], { type: "image/png" }));
    element.alt = about;
    element.style.maxWidth = `min(100%, ${wide}px)`;
  }
}

/** Whether two blocks show the same. */
function alike(a, b) {
  if (a.png || b.png) return same(a.png, b.png);
  return !a.of && JSON.stringify(a) === JSON.stringify(b);
}
