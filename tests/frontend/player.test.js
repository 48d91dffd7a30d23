import assert from "node:assert/strict";
import { test } from "node:test";
import { Player } from "../../sculptor/ui/frontend/compare/player.js";
import { fakeInterval } from "./fakes.js";

const FRAME = 50;

/** A player of some places, where it has been, and what it told once it stayed. */
function playing(t, places) {
  const pass = fakeInterval(t);
  const [moved, settled] = [[], []];
  const player = new Player(
    (place) => moved.push(place),
    (place) => settled.push(place),
  );
  player.take(places, (place) => `step ${place}`);
  const scrub = (value) => {
    player.range.value = String(value);
    player.range.fire("input");
  };
  return { player, moved, settled, scrub, wait: (frames) => pass(FRAME * frames) };
}

const even = (count) => Array.from({ length: count }, (_, i) => 10 * i);

test("a short film is played place by place, from the first to the newest, and then it stops", (t) => {
  const { player, moved, settled, wait } = playing(t, even(5));
  player.toggle();
  wait(3);
  assert.deepEqual(moved, [0, 10, 20, 30]);
  assert.ok(player.playing);
  wait(20);
  assert.deepEqual(moved, [0, 10, 20, 30, null]);
  assert.deepEqual(settled, [null]);
  assert.ok(!player.playing);
});

test("a long film takes eight seconds at most, whatever its length", (t) => {
  for (const count of [160, 161, 400, 1601]) {
    const { player, moved, settled, wait } = playing(t, even(count));
    player.toggle();
    wait(160);
    assert.deepEqual(settled, [null], `${count}`);
    const walked = moved.slice(0, -1);
    assert.ok(walked.every((place, i) => i === 0 || place > walked[i - 1]));
    assert.ok(walked.length >= 80);
    t.mock.restoreAll();
  }
});

test("it can be paused, and goes on from there", (t) => {
  const { player, moved, settled, wait } = playing(t, even(10));
  player.toggle();
  wait(2);
  player.toggle();
  assert.deepEqual(settled, [20]);
  wait(10);
  assert.deepEqual(moved, [0, 10, 20]);
  player.toggle();
  wait(1);
  assert.deepEqual(moved, [0, 10, 20, 20, 30]);
});

test("places that come while it plays are played too", (t) => {
  const { player, moved, wait } = playing(t, even(3));
  player.toggle();
  wait(1);
  player.take(even(5), String);
  wait(3);
  assert.deepEqual(moved, [0, 10, 20, 30, null]);
});

test("a place between those that there are goes on to the next of them", (t) => {
  const { player, moved, scrub, wait } = playing(t, even(5));
  scrub(12.5);
  player.toggle();
  wait(1);
  assert.deepEqual(moved, [12.5, 12.5, 20]);
});

test("scrubbing goes where the slider is; at its end is the newest, whatever comes", (t) => {
  const { player, moved, settled, scrub } = playing(t, even(5));
  scrub(12.5);
  assert.equal(player.label.textContent, "step 12.5");
  scrub(40);
  assert.deepEqual(moved, [12.5, null]);
  assert.equal(player.label.textContent, "newest");
  player.take(even(9), String);
  assert.equal(player.range.value, "80");
  player.range.fire("change");
  assert.deepEqual(settled, [null]);
});

test("scrubbing stops what plays", (t) => {
  const { player, moved, scrub, wait } = playing(t, even(10));
  player.toggle();
  scrub(50);
  wait(5);
  assert.deepEqual(moved, [0, 50]);
  assert.equal(player.button.attributes["aria-label"], "Play");
});

test("of fewer than two places there is nothing to play", (t) => {
  for (const places of [[], [0]]) {
    const { player, moved, wait } = playing(t, places);
    player.toggle();
    wait(5);
    assert.deepEqual(moved, []);
    assert.ok(!player.playing);
    t.mock.restoreAll();
  }
});
