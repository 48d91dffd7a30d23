import assert from "node:assert/strict";
import { test } from "node:test";
import { plot, tallFor, ticks } from "../../sculptor/ui/frontend/plots/axes.js";

const texts = (...range) => ticks(...range).map(({ text }) => text);

test("ticks stand at round numbers and are written with a true minus", () => {
  assert.deepEqual(texts(-3, 3, 6), ["−3", "−2", "−1", "0", "1", "2", "3"]);
  assert.deepEqual(texts(-3.2, 2.9, 3), ["−2", "0", "2"]);
  assert.deepEqual(texts(0, 1, 4), ["0.0", "0.5", "1.0"]);
  assert.deepEqual(texts(-0.05, 0.05, 4), ["−0.05", "0.00", "0.05"]);
  assert.deepEqual(texts(0, 1000, 2), ["0", "500", "1000"]);
  assert.deepEqual(texts(-3e5, 3e5, 3), ["−2e+5", "0", "2e+5"]);
  assert.deepEqual(texts(2.5e5, 2.6e5, 2), ["2.50e+5", "2.55e+5", "2.60e+5"]);
});

test("in any range there are two ticks at least, evenly spaced, in it, and each has its own words", () => {
  for (const low of [-7.3, 0, 0.001, 12.5, 99_990, 123_456.7, -4e6]) {
    for (const span of [0.03, 0.7, 6, 45, 1000, 8e5]) {
      for (const count of [2, 5, 9]) {
        const found = ticks(low, low + span, count);
        const what = `${low}, ${span}, ${count}: ${found.map(({ text }) => text)}`;
        assert.ok(found.length >= 2 && found.length <= count + 3, what);
        assert.equal(new Set(found.map(({ text }) => text)).size, found.length, what);
        const step = found[1].value - found[0].value;
        for (const [i, { value }] of found.entries()) {
          assert.ok(value >= low - 1e-6 * span && value <= low + span * (1 + 1e-6), what);
          assert.ok(Math.abs(value - found[0].value - i * step) < 1e-6 * span, what);
        }
      }
    }
  }
});

test("the words of a tick are its value", () => {
  for (const [low, high] of [
    [-3, 3],
    [0, 0.004],
    [250_000, 260_000],
    [-2e7, 5e7],
  ]) {
    for (const { value, text } of ticks(low, high, 6)) {
      assert.ok(Math.abs(Number(text.replace("−", "-")) - value) < 1e-9 * (high - low), text);
    }
  }
});

test("a canvas as tall as its extent wants has axes of one scale", () => {
  for (const extent of [
    [-3, 3, -3, 3],
    [0, 4, -1, 1],
  ]) {
    const { width, height } = plot(500, tallFor(500, extent));
    assert.ok(Math.abs(width / (extent[1] - extent[0]) - height / (extent[3] - extent[2])) < 1e-9);
  }
});
