import assert from "node:assert/strict";
import { test } from "node:test";
import { Reel, Unpacked } from "../../sculptor/ui/frontend/compare/reel.js";

const points = (...bytes) => Uint8Array.from(bytes);
const frame = (step, ...bytes) => ({ step, seconds: step / 4, points: points(step, ...bytes) });
const target = (from) => ({ from, points: points(from) });

function reel(...items) {
  const made = new Reel();
  for (const item of items) made.add(item);
  return made;
}

const steps = ({ frames }) => frames.map(({ step }) => step);

test("snapshots come in any order and lie by step", () => {
  assert.deepEqual(
    steps(reel(...[40, 0, 20, 10, 30].map((step) => frame(step)))),
    [0, 10, 20, 30, 40],
  );
});

test("the snapshot of a place is the one at it or before it, or the first, or the newest", () => {
  const made = reel(frame(10), frame(20), frame(40));
  for (const [place, step] of [
    [0, 10],
    [10, 10],
    [19.9, 10],
    [20, 20],
    [39, 20],
    [40, 40],
    [1000, 40],
    [null, 40],
  ]) {
    assert.equal(made.frame(place, "step").step, step, `${place}`);
  }
  assert.equal(made.frame(5, "seconds").step, 20);
  assert.equal(made.frame(9.9, "seconds").step, 20);
  assert.equal(made.frame(2.4, "seconds").step, 10);
  assert.equal(reel().frame(3, "step"), undefined);
  assert.equal(reel().frame(null, "step"), undefined);
});

test("the target is the one that was in force, and no snapshot", () => {
  const made = reel(target(100), frame(50), target(0), frame(150));
  assert.deepEqual(steps(made), [50, 150]);
  assert.equal(made.target(99).from, 0);
  assert.equal(made.target(100).from, 100);
});

test("the same snapshot again is the one that is drawn; another of its step takes its place", () => {
  const made = reel(frame(10), frame(20, 1));
  const [, kept] = made.frames;
  made.add(frame(20, 1));
  assert.equal(made.frames[1], kept);
  made.add(frame(20, 2));
  assert.equal(made.frames[1].points[1], 2);
  assert.equal(made.frames.length, 2);
});

test("points are copied out of the message in which they came", () => {
  const message = points(7, 8, 9);
  const made = reel({ step: 0, seconds: 0, points: message.subarray(1) });
  assert.equal(made.frames[0].points.buffer.byteLength, 2);
});

test("it is thinned as Python's doctest of `thinned` shows it", () => {
  const made = reel(...[0, 1, 2, 5, 6, 9].map((step) => frame(step)));
  made.thin({ newest: 9, total: 10, places: 2 });
  assert.deepEqual(steps(made), [0, 5, 9]);
});

test("thinned at every snapshot it keeps what it keeps when it is thinned once", () => {
  const span = { total: 200, places: 7 };
  const [often, once] = [reel(), reel()];
  for (let step = 0; step <= 130; step += 5) {
    often.add(frame(step));
    once.add(frame(step));
    often.thin({ ...span, newest: step });
  }
  once.thin({ ...span, newest: 130 });
  assert.deepEqual(steps(often), steps(once));
  // The first step of each seventh of 200 that was reached, and the newest.
  assert.deepEqual(steps(once), [0, 30, 60, 90, 115, 130]);
});

test("what is beyond the newest is of a training that was taken back, and goes", () => {
  const made = reel(target(0), frame(0), frame(50), frame(60), target(55));
  made.thin({ newest: 50, total: 100, places: 100 });
  assert.deepEqual(steps(made), [0, 50]);
  assert.equal(made.target(1000).from, 0);
});

test("points are unpacked once for as long as the same ones are asked for", () => {
  const packed = new Uint8Array(36);
  new DataView(packed.buffer).setFloat64(8, 1, true);
  const [item, unpacked] = [{ points: packed }, new Unpacked()];
  assert.equal(unpacked.of(item), unpacked.of(item));
  assert.equal(unpacked.of(item).length, 2);
  assert.equal(unpacked.of(undefined).length, 0);
});
