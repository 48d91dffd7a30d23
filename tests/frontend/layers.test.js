import assert from "node:assert/strict";
import { test } from "node:test";
import "./fakes.js";
import { SIDE } from "../../sculptor/ui/frontend/plots/density.js";
import { Layers, PRESETS } from "../../sculptor/ui/frontend/plots/layers.js";

const CELLS = SIDE * SIDE;
const mass = ({ cells }) => cells.reduce((sum, value) => sum + value, 0);

/** Where the middle of a drawing lies, from the middle of the pad, in cells. */
function middle(density) {
  let [x, y] = [0, 0];
  density.cells.forEach((value, i) => {
    x += value * ((i % SIDE) - (SIDE - 1) / 2);
    y += value * (Math.floor(i / SIDE) - (SIDE - 1) / 2);
  });
  return [x / mass(density), y / mass(density)];
}

test("what is drawn on one drawing leaves the others alone, and bytes go round", () => {
  const layers = new Layers(3);
  layers.active = 1;
  layers.density.cells[5] = 0.5;
  assert.deepEqual(
    layers.all.map((density) => density.empty),
    [true, false, true],
  );
  const other = new Layers(3);
  other.load(layers.toBytes());
  assert.equal(other.toBytes()[CELLS + 5], 128);
  assert.deepEqual(other.toBytes(), layers.toBytes());
  other.load(new Uint8Array(CELLS));
  assert.ok(other.empty, "of another number of drawings");
  const before = layers.copy();
  layers.put(layers.cleared(true));
  assert.ok(layers.empty);
  layers.put(before);
  layers.active = 0;
  layers.put(layers.cleared(true));
  assert.ok(!layers.empty, "another class is not the one that is cleared");
  layers.put(layers.cleared(false));
  assert.ok(layers.empty);
});

test("one drawing is as it was before there were several", () => {
  const layers = new Layers();
  assert.equal(layers.toBytes().length, CELLS);
  layers.put(layers.exchanged(new Float32Array(CELLS).fill(1)));
  assert.ok(!layers.empty);
});

for (const name of ["blobs", "flower"]) {
  test(`${PRESETS[name].title} gives each class a place of its own, evenly on a ring`, () => {
    const layers = new Layers(8);
    layers.put(PRESETS[name].make(layers, 7));
    const own = layers.all.slice(0, 7);
    assert.ok(layers.all[7].empty, "all others are given nothing");
    const middles = own.map(middle);
    for (const [x, y] of middles) {
      assert.ok(Math.abs(Math.hypot(x, y) - Math.hypot(...middles[0])) < 0.6);
    }
    const cells = own.map(({ cells }) => [...cells].map((value) => value > 0.3));
    const shared = cells[0].filter((_, i) => cells.filter((each) => each[i]).length > 1);
    assert.equal(shared.length, 0, "they do not meet");
    assert.ok(!new Layers(3).all.some((density) => mass(density)));
  });
}

test("strokes are spread evenly as they lie round the middle, and keep their form", () => {
  const layers = new Layers(4);
  const places = [
    [40, 32],
    [44, 32],
    [32, 40],
  ];
  places.forEach(([x, y], i) => {
    layers.all[i].cells[y * SIDE + x] = 1;
    layers.all[i].cells[y * SIDE + x + 1] = 0.5;
  });
  const before = layers.all.map(mass);
  layers.put(PRESETS.spread.make(layers));
  assert.deepEqual(layers.all.map(mass), before);
  const angles = layers.all
    .slice(0, 3)
    .map(middle)
    .map(([x, y]) => Math.atan2(y, x));
  angles.sort((one, other) => one - other);
  const apart = angles.map((angle, i) => (i ? angle - angles[i - 1] : 0)).slice(1);
  for (const turn of apart) assert.ok(Math.abs(turn - (2 * Math.PI) / 3) < 0.08);
});
