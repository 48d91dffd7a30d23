import assert from "node:assert/strict";
import { test } from "node:test";
import { Density, SIDE } from "../../sculptor/ui/frontend/plots/density.js";
import { Stroke } from "../../sculptor/ui/frontend/plots/tools.js";
import { fakeInterval } from "./fakes.js";

const place = (column, row, pressure = 1) => ({ column, row, pressure });
const plain = { radius: 4, strength: 0.6, mirrorX: false, mirrorY: false };
const cell = (cells, column, row) => cells[row * SIDE + column];

function drawn(tool, settings, places, density = new Density()) {
  let changes = 0;
  const stroke = new Stroke(density, tool, { ...plain, ...settings }, () => {
    changes += 1;
  });
  for (const each of places) stroke.to(each);
  stroke.end();
  return { cells: density.cells, changes };
}

/** That a drawing is its own mirror image. */
function mirrored(cells, image) {
  for (let row = 0; row < SIDE; row += 1) {
    for (let column = 0; column < SIDE; column += 1) {
      const difference = cell(cells, column, row) - cell(cells, ...image(column, row));
      assert.ok(Math.abs(difference) < 1e-5, `${column}, ${row}: ${difference}`);
    }
  }
}

const leftRight = (column, row) => [SIDE - 1 - column, row];
const upDown = (column, row) => [column, SIDE - 1 - row];
const path = [place(10.2, 12.7), place(18, 25, 0.4), place(40.5, 20)];

for (const tool of ["brush", "spray"]) {
  test(`mirrors make the ${tool} symmetric`, () => {
    const both = drawn(tool, { mirrorX: true, mirrorY: true }, path).cells;
    mirrored(both, leftRight);
    mirrored(both, upDown);
    mirrored(drawn(tool, { mirrorX: true }, path).cells, leftRight);
    mirrored(drawn(tool, { mirrorY: true }, path).cells, upDown);
  });
}

test("each mirror doubles the mass of a stroke that stays on its side", () => {
  const mass = (settings) =>
    drawn("brush", settings, [place(15, 15)]).cells.reduce((sum, value) => sum + value, 0);
  const one = mass({});
  assert.ok(Math.abs(mass({ mirrorX: true }) / one - 2) < 1e-4);
  assert.ok(Math.abs(mass({ mirrorX: true, mirrorY: true }) / one - 4) < 1e-4);
});

test("at the ring of the pointer 14 % of the strength are left", () => {
  const { cells } = drawn("brush", {}, [place(30, 30)]);
  assert.ok(Math.abs(cell(cells, 34, 30) / cell(cells, 30, 30) - Math.exp(-2)) < 1e-5);
});

test("a stroke back over its own path adds nothing", () => {
  const there = drawn("brush", {}, [place(10, 30), place(50, 30)]).cells;
  const back = drawn("brush", {}, [place(10, 30), place(50, 30), place(10, 30)]).cells;
  assert.deepEqual(back, there);
});

test("brush, then eraser at full strength: nothing is left under its middle", () => {
  const density = new Density();
  drawn("brush", {}, [place(10, 30), place(50, 30)], density);
  drawn("eraser", { strength: 1, radius: 8 }, [place(30, 30)], density);
  assert.equal(cell(density.cells, 30, 30), 0);
  assert.ok(cell(density.cells, 10, 30) > 0.5);
});

/** Uniform numbers, the same ones each time (Park and Miller). */
function seeded() {
  let state = 1;
  return () => {
    state = (48271 * state) % 2147483647;
    return state / 2147483647;
  };
}

test("the spray falls about its place, half the radius wide, until it ends", (t) => {
  const pass = fakeInterval(t);
  t.mock.method(Math, "random", seeded());
  const density = new Density();
  const stroke = new Stroke(density, "spray", { ...plain, radius: 12, strength: 0.1 }, () => {});
  stroke.to(place(32, 30));
  pass(30 * 200);
  stroke.end();
  const after = density.copy();
  pass(300);
  assert.deepEqual(density.cells, after, "it goes on after its end");
  let [mass, across, down, spread] = [0, 0, 0, 0];
  after.forEach((value, i) => {
    mass += value;
    across += value * (i % SIDE);
    down += value * Math.floor(i / SIDE);
    spread += value * ((i % SIDE) - 32) ** 2;
  });
  // 204 puffs of 14 droplets of 0.07 · 0.1 · 2π 0.7².
  assert.ok(Math.abs(mass / (204 * 14 * 0.007 * 2 * Math.PI * 0.49) - 1) < 0.05, `${mass}`);
  assert.ok(Math.abs(across / mass - 32) < 0.6 && Math.abs(down / mass - 30) < 0.6);
  assert.ok(Math.abs(Math.sqrt(spread / mass) - Math.hypot(6, 0.7)) < 0.4);
  assert.ok(after.every((value) => value >= 0 && value <= 1));
});

test("a change is told once a place, so that it can be drawn and sent", () => {
  assert.equal(drawn("brush", {}, path).changes, 3);
});
