import assert from "node:assert/strict";
import { test } from "node:test";
import { Cloud, radiusFor, splat, subset } from "../../sculptor/ui/frontend/plots/points.js";

const BLACK = { colours: Uint8Array.from([0, 0, 0]), codes: null, alpha: 1 };
const BOX = { left: 10, top: 10, width: 40, height: 40 };
// One latent unit is 10 pixels; the origin is at (20, 40).
const MAP = { scale: 10, offset: [20, 40] };

/** White, opaque pixels. */
const paper = (side = 60) => ({
  width: side,
  height: side,
  data: new Uint8ClampedArray(4 * side * side).fill(255),
});

/** How much ink there is, in full pixels, and where its middle is. */
function ink({ data, width }) {
  let [mass, x, y] = [0, 0, 0];
  for (let i = 0; i < data.length; i += 4) {
    const dark = 1 - data[i + 1] / 255;
    mass += dark;
    x += dark * (((i / 4) % width) + 0.5);
    y += dark * (Math.floor(i / 4 / width) + 0.5);
  }
  return { mass, x: x / mass, y: y / mass };
}

test("a dot has the area of its disc and lies where it should, also between pixels", () => {
  for (const radius of [1, 1.7, 3]) {
    for (const [x, y] of [
      [0, 0],
      [0.513, 0.287],
      [1.9, -0.04],
    ]) {
      const pixels = paper();
      assert.equal(splat(pixels, [x, y], MAP, BOX, 1, radius, BLACK), 1);
      const found = ink(pixels);
      // Its edge fades over one pixel: ∫ min(1, r + 1/2 - d) = π (r² + 1/12).
      const area = Math.PI * (radius ** 2 + 1 / 12);
      assert.ok(Math.abs(found.mass / area - 1) < 0.06, `${radius}: ${found.mass}, not ${area}`);
      assert.ok(Math.abs(found.x - (20 + 10 * x)) < 0.15, `${x}: ${found.x}`);
      assert.ok(Math.abs(found.y - (40 - 10 * y)) < 0.15, `${y}: ${found.y}`);
    }
  }
});

test("on a screen of two pixels to each of CSS all is twice as large", () => {
  const pixels = paper(120);
  splat(pixels, [1.25, 2.5], MAP, BOX, 2, 2, BLACK);
  const found = ink(pixels);
  assert.ok(Math.abs(found.mass / (Math.PI * (16 + 1 / 12)) - 1) < 0.05);
  assert.ok(Math.abs(found.x - 65) < 0.15 && Math.abs(found.y - 30) < 0.15);
});

test("points outside of the plot, and those that are missing, are left out and not counted", () => {
  const pixels = paper();
  const outside = [-1.1, 0, 3.1, 0, 0, 3.1, 0, -1.1, Number.NaN, 0, 0, Number.NaN];
  assert.equal(splat(pixels, outside, MAP, BOX, 1, 2, BLACK), 0);
  assert.ok(pixels.data.every((part) => part === 255));
  assert.equal(splat(pixels, [...outside, 1, 1, 2, 2], MAP, BOX, 1, 2, BLACK), 2);
});

test("a point is blended over what is there, in the colour of its code", () => {
  const pixels = paper();
  const colours = Uint8Array.from([1, 2, 3, 200, 100, 0]);
  const paint = { colours, codes: Uint8Array.from([0, 1]), alpha: 0.5 };
  const middle = 4 * (30 * 60 + 30);
  const points = [2.5, 2.5, 1, 1];
  splat(pixels, points, MAP, BOX, 1, 3, paint);
  const once = [...pixels.data.subarray(middle, middle + 4)];
  [227.5, 177.5, 127.5].forEach((part, i) => {
    assert.ok(Math.abs(once[i] - part) <= 1, `${once}`);
  });
  assert.equal(once[3], 255);
  for (let i = 0; i < 20; i += 1) splat(pixels, points, MAP, BOX, 1, 3, paint);
  const often = [...pixels.data.subarray(middle, middle + 3)];
  [200, 100, 0].forEach((part, i) => {
    assert.ok(Math.abs(often[i] - part) <= 1, `${often}`);
  });
});

test("the more points on the less room, the finer, between 1 and 3 pixels", () => {
  assert.ok(Math.abs(radiusFor(1999, 560) - 2) < 1e-12);
  assert.equal(radiusFor(1, 560), 3);
  assert.equal(radiusFor(100_000, 560), 1);
  assert.ok(radiusFor(3000, 560) < radiusFor(1000, 560));
  assert.ok(radiusFor(2000, 300) < radiusFor(2000, 560));
});

const [A, B] = [Float32Array.from([0, 0, 1, 1]), Float32Array.from([4, 8, 1, -1])];

/** A cloud that sets out from A to B at 1000 ms and takes 100. */
function flowing() {
  const cloud = new Cloud();
  cloud.to(A, 0, 0);
  cloud.to(B, 100, 1000);
  return cloud;
}

test("points flow from where they are to where they go, slowly at both ends", () => {
  const cloud = flowing();
  assert.deepEqual([...cloud.at(1000)], [...A]);
  const early = cloud.at(1010)[0];
  assert.ok(early > 0 && early < 0.4 / 2); // less than a tenth of the way
  assert.deepEqual([...cloud.at(1050)], [2, 4, 1, 0]);
  assert.ok(cloud.moving);
  assert.deepEqual([...cloud.at(1100)], [...B]);
  assert.ok(!cloud.moving);
  assert.deepEqual([...cloud.at(9999)], [...B]);
});

test("points that are sent elsewhere on their way set out from where they are", () => {
  const cloud = flowing();
  cloud.at(1050);
  cloud.to(A, 100, 1050);
  assert.deepEqual([...cloud.at(1050)], [2, 4, 1, 0]);
  assert.deepEqual([...cloud.at(1150)], [...A]);
});

test("other points, or as many more, are there at once", () => {
  const cloud = flowing();
  cloud.to(Float32Array.from([5, 5]), 100, 1050);
  assert.ok(!cloud.moving);
  assert.deepEqual([...cloud.at(1050)], [5, 5]);
  cloud.to(Float32Array.from([6, 6]), 0, 1100);
  assert.deepEqual([...cloud.at(1100)], [6, 6]);
});

test("a point that was missing is there in the end, and what was sent stays as it was", () => {
  const cloud = new Cloud();
  cloud.to(Float32Array.from([Number.NaN, 0, 1, 1]), 0, 0);
  cloud.to(B, 100, 0);
  cloud.at(50);
  assert.deepEqual([...cloud.at(100)], [...B]);
  assert.deepEqual([...B], [4, 8, 1, -1]);
  cloud.to(A, 100, 200);
  cloud.at(300);
  assert.deepEqual([...B], [4, 8, 1, -1]);
});

test("some of the points are chosen by their rows, in the order of these", () => {
  assert.deepEqual([...subset(Float32Array.from([0, 1, 2, 3, 4, 5]), [2, 0])], [4, 5, 0, 1]);
  assert.equal(subset(A, []).length, 0);
});
