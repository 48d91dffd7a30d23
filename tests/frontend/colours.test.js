import assert from "node:assert/strict";
import { test } from "node:test";
import { css, luminance, mix, readTheme } from "../../sculptor/ui/frontend/kit/theme.js";
import { paintOf } from "../../sculptor/ui/frontend/plots/colouring.js";
import "./fakes.js";

const palette = {
  posterior: "#0072b2",
  categories: ["#ff0000", "#00ff00", "#0000ff"],
  ramp: ["#000000", "#ff0000", "#ffffff"],
  wheel: ["#ff0000", "#00ff00", "#0000ff"],
  muted: "#808080",
};
const codes = btoa(String.fromCharCode(0, 1, 255));
const colourOf = ({ colours }, code) => [...colours.subarray(3 * code, 3 * code + 3)];

test("two colours are mixed part by part", () => {
  assert.deepEqual(mix([0, 100, 200], [100, 0, 200], 0.25), [25, 75, 200]);
  assert.deepEqual(mix([1, 2, 3], [7, 8, 9], 0), [1, 2, 3]);
  assert.deepEqual(mix([1, 2, 3], [7, 8, 9], 1), [7, 8, 9]);
});

test("white is lightest, and green is lighter than red, and red than blue", () => {
  assert.ok(Math.abs(luminance([255, 255, 255]) - 1) < 1e-12);
  const [red, green, blue] = [0, 1, 2].map((i) =>
    luminance([0, 0, 0].map((_, j) => (i === j ? 255 : 0))),
  );
  assert.ok(green > red && red > blue && blue > 0);
});

test("a colour is written as a style sheet reads it", () => {
  assert.equal(css([1, 2, 3]), "rgba(1,2,3,1)");
  assert.equal(css([1, 2, 3], 0.5), "rgba(1,2,3,0.5)");
});

test("a theme is dark if its background is, and has a font in any case", (t) => {
  for (const [background, mode] of [
    ["#0e1117", "dark"],
    ["#ffffff", "light"],
    ["#ffff00", "light"],
    ["#0000ff", "dark"],
  ]) {
    const colours = { "--st-background-color": ` ${background}`, "--st-font": "" };
    const style = { getPropertyValue: (name) => colours[name] ?? "#102030" };
    globalThis.getComputedStyle = () => style;
    t.after(() => Reflect.deleteProperty(globalThis, "getComputedStyle"));
    const theme = readTheme(null);
    assert.equal(theme.mode, mode);
    assert.deepEqual(theme.text, [16, 32, 48]);
    assert.equal(theme.font, "sans-serif");
  }
});

test("without a colouring all points have the posterior's colour", () => {
  const paint = paintOf(null, palette);
  assert.deepEqual([...paint.colours], [0, 0x72, 0xb2]);
  assert.equal(paint.codes, null);
});

test("each label has its category's colour; when there are no more they begin anew", () => {
  const labels = ["a", "b", "c", "d"];
  const paint = paintOf({ kind: "labels", labels, codes }, palette);
  assert.deepEqual([...paint.codes], [0, 1, 255]);
  assert.deepEqual(colourOf(paint, 1), [0, 255, 0]);
  assert.deepEqual(colourOf(paint, 3), [255, 0, 0]);
});

test("a ramp goes through all of its colours, evenly, from the least value to the largest", () => {
  const paint = paintOf({ kind: "values", codes, circular: false }, palette);
  assert.equal(paint.colours.length, 3 * 256);
  assert.deepEqual(colourOf(paint, 0), [0, 0, 0]);
  assert.deepEqual(colourOf(paint, 255), [255, 255, 255]);
  assert.deepEqual(colourOf(paint, 51), [102, 0, 0]);
  assert.deepEqual(colourOf(paint, 204), [255, 153, 153]);
});

test("a wheel ends where it began", () => {
  const paint = paintOf({ kind: "values", codes, circular: true }, palette);
  assert.deepEqual(colourOf(paint, 255), colourOf(paint, 0));
  assert.deepEqual(colourOf(paint, 85), [0, 255, 0]);
  assert.deepEqual(colourOf(paint, 170), [0, 0, 255]);
});

test("what is not known is grey, of labels the last and of values code 255", () => {
  const labels = paintOf({ kind: "labels", labels: ["a", "b"], missing: true, codes }, palette);
  assert.deepEqual(colourOf(labels, 0), [255, 0, 0]);
  assert.deepEqual(colourOf(labels, 1), [128, 128, 128]);
  const values = paintOf({ kind: "values", missing: true, codes }, palette);
  assert.deepEqual(colourOf(values, 254), [255, 255, 255]);
  assert.deepEqual(colourOf(values, 255), [128, 128, 128]);
});
