import assert from "node:assert/strict";
import { test } from "node:test";
import { Probe } from "../../sculptor/ui/frontend/plots/probe.js";

/** A probe, the questions it has sent, and a clock that is set forward by hand. */
function probing(t, answers = true) {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1e6 });
  t.mock.method(performance, "now", () => Date.now());
  const probe = new Probe(() => undefined);
  const sent = [];
  probe.answers = answers;
  probe.send = (point) => sent.push(point);
  return { probe, sent, wait: (time) => t.mock.timers.tick(time) };
}

const point = (x, pinned = false) => ({ x, y: 0, pinned });
const answer = ({ n }) => ({ n, png: "AAAA", note: "" });

test("one question is on its way at a time, and then the newest wish goes", (t) => {
  const { probe, sent, wait } = probing(t);
  for (let x = 0; x < 50; x += 1) {
    probe.ask(point(x));
    wait(1);
  }
  assert.deepEqual(
    sent.map(({ x }) => x),
    [0],
  );
  wait(60);
  probe.take(answer(sent[0]));
  assert.deepEqual(
    sent.map(({ x }) => x),
    [0, 49],
  );
});

test("a question to which no answer comes counts as lost after two seconds", (t) => {
  const { probe, sent, wait } = probing(t);
  probe.ask(point(1));
  probe.ask(point(2));
  wait(1999);
  assert.equal(sent.length, 1);
  wait(1);
  assert.equal(sent[1].x, 2);
});

test("an answer is shown at the point that is looked at, and gone with it", (t) => {
  const { probe, sent } = probing(t);
  probe.ask(point(1));
  probe.take(answer(sent[0]));
  assert.equal(probe.answer.png, "AAAA");
  probe.ask(null);
  assert.equal(probe.answer, null);
  probe.take(answer(sent[0]));
  assert.equal(probe.answer, null);
});

test("that the pointer has left is told once", (t) => {
  const { probe, sent, wait } = probing(t);
  probe.ask(point(1));
  probe.take(answer(sent[0]));
  wait(100);
  probe.ask(null);
  assert.equal(sent[1], null);
  wait(5000);
  assert.equal(sent.length, 2);
});

test("an answer that comes after the pointer has left frees the way for the next question", (t) => {
  const { probe, sent, wait } = probing(t);
  probe.ask(point(1));
  wait(20);
  probe.ask(null);
  wait(80);
  probe.take(answer(sent[0]));
  wait(100);
  probe.ask(point(2));
  wait(60);
  assert.equal(sent.at(-1)?.x, 2);
});

test("where nothing is decoded, pins alone are told", (t) => {
  const { probe, sent, wait } = probing(t, false);
  probe.ask(point(1));
  wait(3000);
  probe.ask(null);
  wait(3000);
  assert.equal(sent.length, 0);
  probe.ask(point(2, true));
  wait(100);
  assert.equal(sent[0].pinned, true);
  probe.ask(null);
  wait(800);
  assert.deepEqual(sent.slice(1), [null]);
});

test("what is not there yet is asked for again while the pointer rests", (t) => {
  const { probe, sent, wait } = probing(t);
  probe.ask(point(1));
  for (let i = 0; i < 2; i += 1) {
    probe.take({ ...answer(sent.at(-1)), png: "", soon: true });
    wait(499);
    assert.equal(sent.length, i + 1);
    wait(1);
    assert.equal(sent.length, i + 2);
  }
  probe.take(answer(sent.at(-1)));
  wait(5000);
  assert.equal(sent.length, 3);
  probe.take({ ...answer(sent.at(-1)), soon: true });
  probe.ask(null);
  wait(5000);
  assert.equal(sent.filter(Boolean).length, 3);
});
