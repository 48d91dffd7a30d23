// The toolbar of the sketch pad: tools, mirrors, undo and the like, and two sliders.

import { h, icon } from "../kit/dom.js";
import { TOOLS } from "./tools.js";

export class Toolbar {
  /**
   * @param actions {tool(name), mirror(axis), undo(), redo(), picture(file), clear(), set(name, value)}
   */
  constructor(actions) {
    this.actions = actions;
    this.buttons = {};
    this.file = h("input", {
      type: "file",
      accept: "image/png,image/jpeg",
      class: "file",
      tabindex: "-1",
      "aria-hidden": "true",
      onchange: () => {
        if (this.file.files[0]) actions.picture(this.file.files[0]);
        this.file.value = "";
      },
    });
    const tools = Object.entries(TOOLS).map(([name, { title, key, about }]) =>
      this.button(name, name, `${title}: ${about}`, key, key.toLowerCase(), () =>
        actions.tool(name),
      ),
    );
    this.tools = h(
      "div",
      {
        class: "tools",
        role: "toolbar",
        "aria-label": "Drawing tools",
        onkeydown: (event) => this.rove(event),
        onfocusin: (event) => this.hold(event.target),
      },
      group("Tool", ...tools),
      group(
        "Mirror",
        this.button("mirrorX", "mirrorX", "Mirror left and right", "M", "m", () =>
          actions.mirror("X"),
        ),
        this.button("mirrorY", "mirrorY", "Mirror up and down", "Shift+M", "Shift+M", () =>
          actions.mirror("Y"),
        ),
      ),
      group(
        "History",
        this.button("undo", "undo", "Undo", "Ctrl+Z", "Control+Z Meta+Z", actions.undo),
        this.button(
          "redo",
          "redo",
          "Redo",
          "Shift+Ctrl+Z",
          "Control+Shift+Z Meta+Shift+Z",
          actions.redo,
        ),
      ),
      group(
        "Drawing",
        this.button(
          "picture",
          "picture",
          "Start from a picture, or drop one on the pad",
          "",
          "",
          () => this.file.click(),
        ),
        this.button("clear", "clear", "Clear", "Delete", "Delete", actions.clear),
      ),
      this.file,
    );
    this.sliders = h(
      "div",
      { class: "sliders" },
      this.slider("radius", "Radius", 0.08, 1.2, 0.02, "[ ]", (v) => v.toFixed(2), actions),
      this.slider(
        "strength",
        "Strength",
        0.05,
        1,
        0.05,
        "",
        (v) => `${Math.round(v * 100)} %`,
        actions,
      ),
    );
    this.element = h("div", { class: "toolbar" }, this.tools, this.sliders);
    tools[0].tabIndex = 0;
  }

  button(name, picture, title, shown, keys, act) {
    const button = h(
      "button",
      {
        type: "button",
        class: "tool",
        tabindex: "-1",
        "data-tool": name,
        title: shown ? `${title} (${shown})` : title,
        "aria-label": title,
        "aria-keyshortcuts": keys || undefined,
        onclick: act,
      },
      icon(picture),
    );
    this.buttons[name] = button;
    return button;
  }

  slider(name, title, low, high, step, keys, format, actions) {
    const output = h("span", { class: "value", "aria-hidden": "true" });
    const input = h("input", {
      type: "range",
      min: low,
      max: high,
      step,
      "aria-label": title,
      "aria-keyshortcuts": keys || undefined,
      title: keys ? `${title} (${keys})` : title,
      "data-slider": name,
      oninput: () => actions.set(name, Number(input.value)),
    });
    this.buttons[`slider-${name}`] = {
      low,
      high,
      show: (value) => {
        input.value = value;
        input.style.setProperty("--share", (value - low) / (high - low));
        input.setAttribute("aria-valuetext", format(value));
        output.textContent = format(value);
      },
      input,
    };
    return h("label", { class: "slider" }, h("span", {}, title), input, output);
  }

  /** Keep a slider's value in its range. */
  limit(name, value) {
    const { low, high } = this.buttons[`slider-${name}`];
    return Math.min(high, Math.max(low, value));
  }

  /** Show the state of the pad. */
  show({ tool, settings, history, empty, disabled }) {
    for (const name of Object.keys(TOOLS)) this.press(name, name === tool);
    this.press("mirrorX", settings.mirrorX);
    this.press("mirrorY", settings.mirrorY);
    this.enable("undo", history.past.length > 0 && !disabled);
    this.enable("redo", history.future.length > 0 && !disabled);
    this.enable("clear", !empty && !disabled);
    for (const name of ["picture", "mirrorX", "mirrorY", ...Object.keys(TOOLS)]) {
      this.enable(name, !disabled);
    }
    for (const name of ["radius", "strength"]) {
      const slider = this.buttons[`slider-${name}`];
      slider.show(settings[name]);
      slider.input.disabled = disabled;
    }
  }

  press(name, on) {
    this.buttons[name].setAttribute("aria-pressed", Boolean(on));
  }

  // Not the attribute "disabled": a button that is pressed must not lose the focus.
  enable(name, on) {
    this.buttons[name].setAttribute("aria-disabled", !on);
  }

  /** The arrow keys go from button to button, and Tab leaves the toolbar. */
  rove(event) {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!way) return;
    const all = [...this.tools.querySelectorAll("button")];
    all[(all.indexOf(event.target) + way + all.length) % all.length].focus();
    event.preventDefault();
  }

  /** Tab comes back to the button that had the focus last. */
  hold(button) {
    for (const other of this.tools.querySelectorAll("button")) other.tabIndex = -1;
    button.tabIndex = 0;
  }
}

function group(name, ...children) {
  return h("div", { class: "group", role: "group", "aria-label": name }, ...children);
}
