import assert from "node:assert/strict";
import { test } from "node:test";
import { listen } from "../../sculptor/ui/frontend/plots/gestures.js";
import { FakeElement } from "./fakes.js";

/** A canvas of which the left 200 pixels count as inside, and what its gestures meant. */
function listening(more = {}) {
  const [canvas, told] = [new FakeElement(), []];
  const tell =
    (name) =>
    (...given) => {
      told.push([name, ...given]);
    };
  const names = ["hover", "leave", "click", "pan", "zoom", "reset"];
  const acts = Object.fromEntries(names.map((name) => [name, tell(name)]));
  const key = (name) => name === "c";
  listen(canvas, { ...acts, inside: (x) => x < 200, key, ...more });
  const of = (name) => told.filter((each) => each[0] === name).map(([, ...given]) => given);
  return { canvas, told, of };
}

function drag(canvas, places, more = {}) {
  const [first, ...rest] = places;
  canvas.fire("pointerdown", { x: first[0], y: first[1], ...more });
  for (const [x, y] of rest) canvas.fire("pointermove", { x, y, ...more });
  const [x, y] = places.at(-1);
  canvas.fire("pointerup", { x, y, ...more });
}

const total = (pans) => pans.reduce(([x, y], [dx, dy]) => [x + dx, y + dy], [0, 0]);

test("a pointer that is not pressed hovers inside, and leaves outside", () => {
  const { canvas, told } = listening();
  canvas.fire("pointermove", { x: 30, y: 40 });
  canvas.fire("pointermove", { x: 230, y: 40 });
  assert.deepEqual(told, [["hover", 30, 40], ["leave"]]);
});

test("a press that stays where it is is a click, of the main button alone", () => {
  const { canvas, told } = listening();
  drag(canvas, [[30, 40]]);
  drag(canvas, [[30, 40]], { button: 2 });
  assert.deepEqual(told, [["click", 30, 40]]);
});

test("a click may tremble, however long, as long as it stays within its pixels", () => {
  const { canvas, of } = listening();
  const trembling = Array.from({ length: 20 }, (_, i) => [30 + (i % 3), 40 - (i % 2)]);
  drag(canvas, trembling);
  assert.equal(of("click").length, 1);
  assert.equal(of("pan").length, 0);
});

test("a drag pans by all of its way, also the first pixels of it, and is no click", () => {
  const { canvas, told, of } = listening();
  drag(canvas, [
    [30, 40],
    [31, 41],
    [33, 42],
    [60, 45],
    [30, 41],
  ]);
  assert.deepEqual(total(of("pan")), [0, 1]);
  assert.equal(of("click").length, 0);
  assert.ok(!canvas.classes.has("grabbed"));
  canvas.fire("pointermove", { x: 5, y: 5 });
  assert.deepEqual(told.at(-1), ["hover", 5, 5]);
});

test("two fingers zoom by how far they part, about their middle, and make no click", () => {
  const { canvas, of } = listening();
  canvas.fire("pointerdown", { x: 100, y: 100, pointerId: 1 });
  canvas.fire("pointerdown", { x: 140, y: 100, pointerId: 2 });
  canvas.fire("pointermove", { x: 160, y: 100, pointerId: 2 });
  canvas.fire("pointermove", { x: 180, y: 100, pointerId: 2 });
  assert.equal(
    of("zoom").reduce((product, [factor]) => product * factor, 1),
    2,
  );
  assert.deepEqual(of("zoom").at(-1).slice(1), [140, 100]);
  assert.deepEqual(total(of("pan")), [20, 0]); // their middle moved by half
  canvas.fire("pointerup", { x: 180, y: 100, pointerId: 2 });
  canvas.fire("pointerup", { x: 100, y: 100, pointerId: 1 });
  assert.equal(of("click").length, 0);
});

test("a drag draws instead where that is wanted, until it is lifted", () => {
  const strokes = [];
  let lifted = 0;
  const { canvas, of } = listening({
    stroke: (from, to) => strokes.push([from, to]) > 0,
    lift: () => {
      lifted += 1;
    },
  });
  drag(canvas, [
    [10, 10],
    [20, 10],
    [20, 30],
  ]);
  assert.deepEqual(strokes, [
    [
      [10, 10],
      [20, 10],
    ],
    [
      [20, 10],
      [20, 30],
    ],
  ]);
  assert.equal(lifted, 1);
  assert.equal(of("pan").length, 0);
});

test("what is left of a pinch pans and does not draw", () => {
  let strokes = 0;
  const { canvas, of } = listening({
    stroke: () => {
      strokes += 1;
      return true;
    },
  });
  canvas.fire("pointerdown", { x: 100, y: 100, pointerId: 1 });
  canvas.fire("pointerdown", { x: 140, y: 100, pointerId: 2 });
  canvas.fire("pointerup", { x: 140, y: 100, pointerId: 2 });
  canvas.fire("pointermove", { x: 110, y: 90, pointerId: 1 });
  assert.equal(strokes, 0);
  assert.deepEqual(of("pan"), [[10, -10]]);
});

test("the wheel zooms inside only, and there and back is as before", () => {
  const { canvas, of } = listening();
  assert.ok(canvas.fire("wheel", { x: 50, y: 60, deltaY: -300, deltaMode: 0 }).prevented);
  canvas.fire("wheel", { x: 50, y: 60, deltaY: 300, deltaMode: 0 });
  assert.ok(!canvas.fire("wheel", { x: 250, y: 60, deltaY: 300, deltaMode: 0 }).prevented);
  const [[closer, x, y], [away]] = of("zoom");
  assert.deepEqual([x, y], [50, 60]);
  assert.ok(closer > 1.5 && closer < 1.7);
  assert.ok(Math.abs(closer * away - 1) < 1e-12);
  assert.equal(of("zoom").length, 2);
});

test("a key that means something is not left to the page, one with Control is", () => {
  const { canvas } = listening();
  assert.ok(canvas.fire("keydown", { key: "c" }).prevented);
  assert.ok(!canvas.fire("keydown", { key: "x" }).prevented);
  assert.ok(!canvas.fire("keydown", { key: "c", ctrlKey: true }).prevented);
});
