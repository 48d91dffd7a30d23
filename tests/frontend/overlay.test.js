import assert from "node:assert/strict";
import { test } from "node:test";
import "./fakes.js";
import { area } from "../../sculptor/ui/frontend/explore/area.js";
import { apart, Overlay } from "../../sculptor/ui/frontend/plots/overlay.js";
import { View } from "../../sculptor/ui/frontend/plots/view.js";

function laid(marks = []) {
  const view = new View();
  view.fit([0, 100, 0, 100], { left: 0, top: 0, width: 100, height: 100 });
  const told = [];
  const overlay = new Overlay(
    view,
    (name, value) => told.push([name, value]),
    () => undefined,
  );
  overlay.take({ marks, path: [], selection: null, atlas: null, pictures: "" });
  return { overlay, view, told };
}

test("pictures have room: no two overlap, the first stay, and what is out of view is left out", () => {
  const { view } = laid();
  const points = Float32Array.from([50, 50, 55, 50, 90, 50, 150, 50, 50, 89]);
  assert.deepEqual(apart(points, view.map, view, 30, 9), [0, 2, 4]);
  assert.deepEqual(apart(points, view.map, view, 30, 1), [0]);
});

test("a drag from pin to pin is a path, and one that begins elsewhere is none", () => {
  const marks = [
    { x: 20, y: 80, name: "A" },
    { x: 80, y: 20, name: "B" },
  ];
  const { overlay, told } = laid(marks);
  assert.equal(overlay.stroke([21, 21], [50, 50]), true);
  overlay.stroke([50, 50], [79, 81]);
  overlay.lift();
  const [[name, { from, to }]] = told;
  assert.deepEqual([name, from, to], ["route", 0, 1]);
  assert.equal(overlay.stroke([50, 50], [60, 60]), false);
});

test("a lasso tells its corners, in units of the plane, and is put away then", () => {
  const { overlay, told } = laid();
  overlay.setLasso(true);
  for (const place of [
    [40, 10],
    [40, 40],
    [10, 40],
  ]) {
    overlay.stroke([10, 10], place);
  }
  overlay.lift();
  const [[name, { places }]] = told;
  assert.equal(name, "lasso");
  assert.deepEqual(places[0], [10, 90]);
  assert.deepEqual(places.at(-1), [10, 60]);
  assert.equal(overlay.lassoing, false);
});

test("what is in view is selected by a key", () => {
  const { overlay, told } = laid();
  assert.equal(overlay.pressed("V"), true);
  assert.deepEqual(told[0][1].places[0], [0, 100]);
  assert.equal(overlay.pressed("x"), false);
});

test("bars of bytes are a path on a foot", () => {
  assert.equal(area(Uint8Array.from([255, 0])), "M0 1L0 0.000L1 0.000L1 1.000L2 1.000L2 1Z");
});
