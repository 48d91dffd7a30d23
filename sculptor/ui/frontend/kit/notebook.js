// The thin mount of a component in a notebook's cell, as anywidget calls it.
//
// The same default export that Streamlit calls is given the same bytes; what it says goes into the
// widget's trait `said`, as Streamlit would keep it. Colours are those of JupyterLab, VS Code or
// the system.

import { h } from "./dom.js";

const THEME = `
:host { display: block;
  --st-background-color: var(--jp-layout-color0, var(--vscode-editor-background, Canvas));
  --st-secondary-background-color: var(--jp-layout-color2,
    var(--vscode-editorWidget-background, Canvas));
  --st-text-color: var(--jp-content-font-color1, var(--vscode-editor-foreground, CanvasText));
  --st-primary-color: var(--jp-brand-color1, var(--vscode-focusBorder, #0072b2));
  --st-font: var(--jp-ui-font-family, system-ui, sans-serif);
  --st-red-background-color: color-mix(in srgb, #d55e00 15%, transparent);
  --st-red-text-color: var(--jp-error-color1, #b5410a) }
`;

/**
 * An anywidget of a component.
 * @param component Its default export, made by `mounting`.
 * @param name Its element has the class `sculptor-NAME`.
 * @param style Its style sheet.
 */
export function inNotebook(component, name, style) {
  return {
    render({ model, el }) {
      const root = el.shadowRoot ?? el.attachShadow({ mode: "open" });
      root.replaceChildren(h("style", {}, THEME + style), h("div", { class: `sculptor-${name}` }));
      const setStateValue = (key, value) => {
        model.set("said", { ...model.get("said"), [key]: value });
        model.save_changes();
      };
      let leave;
      const show = () => {
        const { buffer, byteOffset, byteLength } = model.get("data");
        const data = new Uint8Array(buffer, byteOffset, byteLength);
        leave = component({ data, parentElement: root, setStateValue });
      };
      model.on("change:data", show);
      show();
      return () => {
        model.off("change:data", show);
        leave();
      };
    },
  };
}
