// The thin mounts of components in a notebook's cell, as anywidget calls them.
//
// The same default export that Streamlit calls is given the same bytes; what it says goes into the
// widget's trait `said`, as Streamlit would keep it. Colours are those of JupyterLab, VS Code,
// marimo or the system. A picture beneath, kept for when no kernel is there, is hidden meanwhile.

import { Board } from "./board.js";
import { unpacked } from "./bytes.js";
import { h } from "./dom.js";

const THEME = `
:host { display: block;
  --st-background-color: var(--jp-layout-color0, var(--vscode-editor-background, var(--background, Canvas)));
  --st-secondary-background-color: var(--jp-layout-color2,
    var(--vscode-editorWidget-background, var(--muted, Canvas)));
  --st-text-color: var(--jp-content-font-color1, var(--vscode-editor-foreground, var(--foreground, CanvasText)));
  --st-primary-color: var(--jp-brand-color1, var(--vscode-focusBorder, #0072b2));
  --st-font: var(--jp-ui-font-family, system-ui, sans-serif);
  --st-red-background-color: color-mix(in srgb, #d55e00 15%, transparent);
  --st-red-text-color: var(--jp-error-color1, #b5410a) }
`;

/**
 * An anywidget of a component.
 * @param component Its default export, made by `mounting`.
 * @param style Its style sheet.
 * @param name Its element has the class `sculptor-NAME`.
 */
export function inNotebook(component, style, name) {
  return {
    render({ model, el }) {
      const root = shadow(el, THEME + style, h("div", { class: `sculptor-${name}` }));
      return all(instead(model), feed(model, "data", component, root));
    },
  };
}

/**
 * An anywidget of a board, with components as parts of it.
 * @param components By name, each with its style sheet.
 * @param style Of the board.
 */
export function onBoard(components, style) {
  return {
    render({ model, el }) {
      const root = h("div", { class: "sculptor-board" });
      shadow(el, THEME + style, root);
      const board = new Board(root, (key, value) => say(model, key, value));
      const show = () => board.take(unpacked(bytes(model, "data")).blocks);
      const feeds = Object.entries(components).map(([name, [component, ownStyle]]) => {
        const place = shadow(board.place(name), ownStyle, h("div", { class: `sculptor-${name}` }));
        return () => feed(model, `${name}_data`, component, place);
      });
      // A component finds its size once it is on the page.
      return all(instead(model), follow(model, "data", show), ...feeds.map((begin) => begin()));
    },
  };
}

/** The shadow of an element, with a style sheet and another element in it. */
function shadow(element, style, inner) {
  const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
  root.replaceChildren(h("style", {}, style), inner);
  return root;
}

/** Draw a component from a trait; returns what ends it. */
function feed(model, trait, component, parentElement) {
  const setStateValue = (key, value) => say(model, key, value);
  let leave;
  const end = follow(model, trait, () => {
    leave = component({ data: bytes(model, trait), parentElement, setStateValue });
  });
  return () => {
    end();
    leave();
  };
}

/** Show a trait now and with each change; returns what ends it. */
function follow(model, trait, show) {
  model.on(`change:${trait}`, show);
  show();
  return () => model.off(`change:${trait}`, show);
}

function say(model, key, value) {
  model.set("said", { ...model.get("said"), [key]: value });
  model.save_changes();
}

function bytes(model, trait) {
  const { buffer, byteOffset, byteLength } = model.get(trait);
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Hide the picture that stands in for a widget where it cannot live. */
function instead(model) {
  const rule = h("style", {}, `.sculptor-still-${model.get("still")} { display: none }`);
  document.head.append(rule);
  return () => rule.remove();
}

const all =
  (...ends) =>
  () => {
    for (const end of ends) end();
  };
