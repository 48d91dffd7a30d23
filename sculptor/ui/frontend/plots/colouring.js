// Colours of points: one for all, one for each label, or a ramp for a factor; and their legend.

import { fromBase64 } from "../kit/bytes.js";
import { h } from "../kit/dom.js";
import { mix, toRgb } from "../kit/theme.js";

/** {colours: bytes r, g, b in turn, codes} for `splat`. */
export function paintOf(colouring, palette) {
  if (!colouring) return { colours: Uint8Array.from(toRgb(palette.posterior)), codes: null };
  const codes = fromBase64(colouring.codes);
  if (colouring.kind === "labels") {
    const colours = colouring.labels.flatMap((_, i) => toRgb(colourOf(colouring, palette, i)));
    return { colours: Uint8Array.from(colours), codes };
  }
  const stops = stopsOf(colouring, palette).map(toRgb);
  const colours = new Uint8Array(256 * 3);
  const top = colouring.missing ? 254 : 255;
  if (colouring.missing) colours.set(toRgb(palette.muted), 255 * 3);
  for (let code = 0; code <= top; code += 1) {
    const at = (code / top) * (stops.length - 1);
    const first = Math.min(stops.length - 2, Math.floor(at));
    colours.set(mix(stops[first], stops[first + 1], at - first), code * 3);
  }
  return { colours, codes };
}

/** The colour of a label; the last one is grey where it stands for what is not known. */
function colourOf({ labels, missing }, palette, i) {
  const unknown = missing && i === labels.length - 1;
  return unknown ? palette.muted : palette.categories[i % palette.categories.length];
}

function stopsOf({ circular }, palette) {
  return circular ? [...palette.wheel, palette.wheel[0]] : palette.ramp;
}

/** The legend: swatches with names, or the ramp between its ends. */
export function legendOf(colouring, palette) {
  if (!colouring) return [];
  const title = h("span", { class: "title" }, colouring.name);
  if (colouring.kind === "labels") {
    return [
      title,
      ...colouring.labels.map((label, i) =>
        h("span", { class: "entry" }, swatch(colourOf(colouring, palette, i)), label),
      ),
    ];
  }
  const bar = h("span", { class: "ramp" });
  bar.style.background = `linear-gradient(to right, ${stopsOf(colouring, palette).join(",")})`;
  const ramp = [title, h("span", {}, colouring.low), bar, h("span", {}, colouring.high)];
  if (!colouring.missing) return ramp;
  return [...ramp, h("span", { class: "entry" }, swatch(palette.muted), "not known")];
}

/** The swatch of points of many colours. */
export const CONIC = "conic-gradient(#0072B2, #009E73, #E69F00, #CC79A7, #0072B2)";

export function swatch(colour) {
  const element = h("span", { class: "swatch", "aria-hidden": "true" });
  element.style.background = colour;
  return element;
}
