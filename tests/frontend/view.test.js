import assert from "node:assert/strict";
import { test } from "node:test";
import { Moving } from "../../sculptor/ui/frontend/plots/moving.js";
import { View } from "../../sculptor/ui/frontend/plots/view.js";

const box = { left: 36, top: 10, width: 400, height: 200 };

function view() {
  const made = new View();
  made.fit([-1, 3, -2, 2], box);
  return made;
}

const close = (found, expected) =>
  found.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]) < 1e-9, `${found}, not ${expected}`);
  });

test("the plane is whole and in the middle, with one scale for both axes", () => {
  const { map } = view();
  assert.equal(map.scale, 50); // 4 units on the 200 pixels of the height
  close([map.x(1), map.y(0)], [236, 110]);
  close([map.x(2) - map.x(1), map.y(0) - map.y(1)], [50, 50]); // up is up
  assert.equal(map.y(2), 10);
});

test("pixels and latent units are each other's inverse, however the view was moved", () => {
  const moved = view();
  moved.enlarge(3.7, 50, 60);
  moved.pan(-31, 12.5);
  const { map } = moved;
  for (const place of [
    [0, 0],
    [123.4, 56.7],
    [436, 210],
  ]) {
    const [x, y] = map.invert(...place);
    close([map.x(x), map.y(y)], place);
    close([map.offset[0] + map.scale * x, map.offset[1] - map.scale * y], place);
  }
});

test("what is under the pointer stays there when the view is enlarged, and moves with a pan", () => {
  const moved = view();
  const under = moved.map.invert(100, 50);
  moved.enlarge(2.5, 100, 50);
  close(moved.map.invert(100, 50), under);
  assert.equal(moved.scale, 125);
  moved.pan(30, -20);
  close(moved.map.invert(130, 30), under);
});

test("it is enlarged between a fifth and two hundred times", () => {
  const moved = view();
  const under = moved.map.invert(100, 50);
  moved.enlarge(1e9, 100, 50);
  assert.equal(moved.zoom, 200);
  moved.enlarge(1e-9, 100, 50);
  assert.equal(moved.zoom, 0.2);
  close(moved.map.invert(100, 50), under);
});

test("it tells whether it was moved, and goes back to where it was", () => {
  const moved = view();
  assert.ok(!moved.moved);
  moved.pan(1, 0);
  assert.ok(moved.moved);
  moved.reset();
  assert.ok(!moved.moved);
  assert.equal(moved.map.x(1), 236);
});

test("it holds what is on its box, edges included", () => {
  for (const place of [
    [36, 10],
    [436, 210],
    [200, 100],
  ]) {
    assert.ok(view().holds(...place));
  }
  for (const place of [
    [35, 100],
    [437, 100],
    [200, 9],
    [200, 211],
  ]) {
    assert.ok(!view().holds(...place));
  }
});

test("keys move the view: arrows by pixels, plus and minus about the middle, 0 back", () => {
  const moved = view();
  let changes = 0;
  const moving = new Moving(
    moved,
    () => {
      changes += 1;
    },
    () => moved.reset(),
  );
  const middle = moved.map.invert(236, 110);
  assert.ok(moving.pressed("+", 20) && moving.pressed("=", 20));
  close(moved.map.invert(236, 110), middle);
  assert.equal(moved.zoom, 1.25 ** 2);
  assert.ok(moving.pressed("-", 20) && moving.pressed("-", 20));
  assert.ok(Math.abs(moved.zoom - 1) < 1e-12);
  moving.pressed("ArrowRight", 20);
  close(moved.map.invert(216, 110), middle); // what lies to the right comes nearer
  moving.pressed("ArrowUp", 30);
  close(moved.map.invert(216, 140), middle);
  assert.equal(changes, 6);
  assert.ok(moving.pressed("0", 20));
  assert.ok(!moved.moved);
  assert.ok(!moving.pressed("x", 20));
});
