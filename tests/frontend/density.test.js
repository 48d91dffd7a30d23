import assert from "node:assert/strict";
import { test } from "node:test";
import "./fakes.js";
import { Density, line, SIDE } from "../../sculptor/ui/frontend/plots/density.js";

const sum = (cells) => cells.reduce((total, value) => total + value, 0);
const place = (column, row, pressure = 1) => ({ column, row, pressure });
const at = (cells, column, row) => cells[row * SIDE + column];
const near = (value, expected, share) =>
  assert.ok(Math.abs(value - expected) <= share * expected, `${value} is not near ${expected}`);

test("a dab is a Gaussian: its mass is 2π size², its height 1, its profile exp(-d²/2 size²)", () => {
  const mask = new Float32Array(SIDE * SIDE);
  line(mask, place(30, 20), place(30, 20), 2.5);
  near(sum(mask), 2 * Math.PI * 2.5 ** 2, 0.02);
  assert.equal(at(mask, 30, 20), 1);
  assert.ok(Math.abs(at(mask, 35, 20) - Math.exp(-2)) < 1e-6);
  assert.ok(Math.abs(at(mask, 33, 24) - Math.exp(-2)) < 1e-6); // 3, 4, 5
});

test("a line is a Gaussian across, the same all along, however it runs", () => {
  for (const [from, to] of [
    [place(12, 32), place(52, 32)],
    [place(32, 52), place(32, 12)],
    [place(16, 14), place(40, 46)], // 24, 32, 40
  ]) {
    const mask = new Float32Array(SIDE * SIDE);
    line(mask, from, to, 2);
    near(sum(mask), 40 * 2 * Math.sqrt(2 * Math.PI) + 2 * Math.PI * 4, 0.02);
    assert.ok(mask.every((value) => value <= 1));
  }
});

test("a line from one pressure to another goes evenly between them", () => {
  const mask = new Float32Array(SIDE * SIDE);
  line(mask, place(10, 30, 0.2), place(50, 30, 1), 2);
  const along = [10, 20, 30, 40, 50].map((column) => at(mask, column, 30));
  [0.2, 0.4, 0.6, 0.8, 1].forEach((pressure, i) => {
    assert.ok(Math.abs(along[i] - pressure) < 0.02, `${along}`);
  });
});

test("a line drawn in parts is the line drawn at once", () => {
  const [whole, parts] = [new Float32Array(SIDE * SIDE), new Float32Array(SIDE * SIDE)];
  const places = [10, 17, 31, 50].map((column) => place(column, column / 2 + 9));
  line(whole, places[0], places[3], 3);
  for (let i = 0; i < 3; i += 1) line(parts, places[i], places[i + 1], 3);
  whole.forEach((value, i) => {
    assert.ok(Math.abs(value - parts[i]) < 0.003);
  });
});

test("what leaves the pad is cut off, and does not come in again on the other side", () => {
  for (const edge of [-0.5, SIDE - 0.5]) {
    const mask = new Float32Array(SIDE * SIDE);
    line(mask, place(edge, 30), place(edge, 30), 3);
    near(sum(mask), Math.PI * 9, 0.03); // half of it
    assert.ok(mask.every((value, i) => value === 0 || Math.abs((i % SIDE) - edge) < 10));
  }
});

test("a stroke adds its strength once where it crosses itself, and the next one adds to it", () => {
  const density = new Density();
  const mask = new Float32Array(SIDE * SIDE);
  const before = density.copy();
  for (let i = 0; i < 3; i += 1) {
    line(mask, place(10, 30), place(50, 30), 2);
    density.blend(before, mask, 0.4, false);
  }
  assert.ok(Math.abs(at(density.cells, 30, 30) - 0.4) < 1e-6);
  density.blend(density.copy(), mask, 0.4, false);
  assert.ok(Math.abs(at(density.cells, 30, 30) - 0.8) < 1e-6);
  density.blend(density.copy(), mask, 0.4, false);
  assert.equal(at(density.cells, 30, 30), 1); // and not more
});

test("the eraser takes its share of what is there, and leaves the rest alone", () => {
  const density = new Density(new Float32Array(SIDE * SIDE).fill(0.5));
  const mask = new Float32Array(SIDE * SIDE);
  mask[5] = 1;
  mask[6] = 0.5;
  density.blend(density.copy(), mask, 0.6, true);
  assert.ok(Math.abs(density.cells[5] - 0.2) < 1e-6);
  assert.ok(Math.abs(density.cells[6] - 0.35) < 1e-6);
  assert.equal(density.cells[7], 0.5);
});

test("a droplet adds the mass of its Gaussian until cells are full", () => {
  const density = new Density();
  density.droplet(30.3, 20.6, 1.5, 0.1);
  near(sum(density.cells), 0.1 * 2 * Math.PI * 1.5 ** 2, 0.02);
  for (let i = 0; i < 50; i += 1) density.droplet(30, 20, 1.5, 0.1);
  assert.equal(Math.max(...density.cells), 1);
});

test("every byte comes back as it was", () => {
  const density = new Density();
  const bytes = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => i % 256);
  density.load(bytes);
  assert.deepEqual(density.toBytes(), bytes);
});

test("a drawing is empty exactly if all of its bytes are 0", () => {
  for (const value of [0, 0.0019, 0.002, 0.5]) {
    const density = new Density(new Float32Array(SIDE * SIDE));
    density.cells[100] = value;
    assert.equal(
      density.empty,
      density.toBytes().every((byte) => byte === 0),
      `${value}`,
    );
  }
});

test("a copy stays as it is while the drawing changes", () => {
  const density = new Density();
  const before = density.copy();
  density.droplet(30, 30, 1, 0.5);
  assert.equal(sum(before), 0);
});

test("a picture of a drawing is clear where nothing is, and opaque where it is full", () => {
  const density = new Density();
  density.cells.set([0, 0.25, 1]);
  const paint = (dark) => [...density.paint([200, 100, 0], dark).pixels.data.subarray(0, 12)];
  const light = paint(false);
  assert.equal(light[3], 0);
  assert.ok(light[7] > 0.25 * 255 && light[7] < 255);
  assert.deepEqual(light.slice(8), [150, 75, 0, 255]); // a quarter darker on a light page
  const lighter = [216.5, 146.5, 76.5, 255]; // three tenths of the way to white on a dark one
  for (const [i, value] of paint(true).slice(8).entries()) {
    assert.ok(Math.abs(value - lighter[i]) <= 0.5, `${i}: ${value}`);
  }
});
