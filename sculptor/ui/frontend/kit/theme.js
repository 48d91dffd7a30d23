// The colours of the page's theme, read from Streamlit's variables on an element.

export function readTheme(element) {
  const style = getComputedStyle(element);
  const of = (name) => style.getPropertyValue(`--st-${name}`).trim();
  const background = toRgb(of("background-color"));
  const dark = luminance(background) < 0.5;
  return {
    dark,
    mode: dark ? "dark" : "light",
    background,
    panel: toRgb(of("secondary-background-color")),
    text: toRgb(of("text-color")),
    primary: toRgb(of("primary-color")),
    font: of("font") || "sans-serif",
  };
}

/** Any CSS colour as [red, green, blue], 0 to 255. */
export function toRgb(colour) {
  pen ??= new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  pen.clearRect(0, 0, 1, 1);
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data.subarray(0, 3)];
}
let pen;

export const css = ([red, green, blue], alpha = 1) => `rgba(${red},${green},${blue},${alpha})`;

/** A colour between two. */
export const mix = (from, to, share) => from.map((part, i) => part + share * (to[i] - part));

export function luminance([red, green, blue]) {
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}
