import assert from "node:assert/strict";
import { test } from "node:test";
import { Brush } from "../../sculptor/ui/frontend/plots/brush.js";

function lasso(...places) {
  const brush = new Brush("lasso", places[0]);
  for (const place of places.slice(1)) brush.to(place);
  return brush;
}

function rectangle(from, ...to) {
  const brush = new Brush("rectangle", from);
  for (const place of to) brush.to(place);
  return brush;
}

const grid = Float32Array.from({ length: 200 }, (_, i) =>
  i % 2 ? Math.floor(i / 20) + 0.5 : ((i / 2) % 10) + 0.5,
);

test("a rectangle holds what is between its corners, whichever way it was drawn", () => {
  const expected = [23, 24, 33, 34, 43, 44]; // x 3 and 4, y 2 to 4
  assert.deepEqual(rectangle([3, 2], [5, 5]).holds(grid), expected);
  assert.deepEqual(rectangle([5, 5], [3, 2]).holds(grid), expected);
  assert.deepEqual(rectangle([3, 5], [9, 9], [5, 2]).holds(grid), expected);
});

test("a lasso holds what is inside of its outline, also where that bends inwards", () => {
  // A letter L: the lower left square of 4, and one of 2 on its left.
  const brush = lasso([0, 0], [4, 0], [4, 2], [2, 2], [2, 4], [0, 4]);
  const points = Float32Array.from([1, 1, 3, 1, 1, 3, 3, 3, 5, 1, -1, 1]);
  assert.deepEqual(brush.holds(points), [0, 1, 2]);
});

test("where a lasso goes round twice is a hole: the even-odd rule", () => {
  const outer = [
    [0, 0],
    [6, 0],
    [6, 6],
    [0, 6],
    [0, 0],
  ];
  const inner = [
    [2, 2],
    [4, 2],
    [4, 4],
    [2, 4],
    [2, 2],
    [0, 0],
  ];
  assert.deepEqual(lasso(...outer, ...inner).holds(Float32Array.from([1, 1, 3, 3, 5, 5])), [0, 2]);
});

test("a disc holds its share of many points", () => {
  const disc = lasso(
    ...Array.from({ length: 200 }, (_, i) => [
      5 + 4 * Math.cos((i / 100) * Math.PI),
      5 + 4 * Math.sin((i / 100) * Math.PI),
    ]),
  );
  const inside = Array.from({ length: 100 }, (_, i) => i).filter(
    (i) => Math.hypot(grid[2 * i] - 5, grid[2 * i + 1] - 5) < 4,
  );
  assert.deepEqual(disc.holds(grid), inside);
});

test("a brush without an area, and a point that is missing, hold nothing and are in none", () => {
  assert.deepEqual(new Brush("lasso", [0.5, 0.5]).holds(grid), []);
  assert.deepEqual(lasso([0, 0.5], [9, 0.5]).holds(grid), []);
  const missing = Float32Array.from([Number.NaN, 1, 1, Number.NaN, 1, 1]);
  assert.deepEqual(rectangle([0, 0], [2, 2]).holds(missing), [2]);
});
