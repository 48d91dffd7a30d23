import assert from "node:assert/strict";
import { test } from "node:test";
import { History } from "../../sculptor/ui/frontend/plots/history.js";

/** A drawing that is changed to "1", "2" and so on. */
function changed(times) {
  const history = new History();
  for (let i = 0; i < times; i += 1) history.keep(`${i}`);
  return { history, now: `${times}` };
}

test("undo goes back change by change, and redo forth again, to the same drawings", () => {
  const { history, now } = changed(3);
  assert.equal(history.undo(now), "2");
  assert.equal(history.undo("2"), "1");
  assert.equal(history.redo("1"), "2");
  assert.equal(history.redo("2"), "3");
  assert.equal(history.undo("3"), "2");
});

test("at either end there is nothing more, and nothing is lost by asking", () => {
  const { history, now } = changed(1);
  assert.equal(history.redo(now), undefined);
  assert.equal(history.undo(now), "0");
  assert.equal(history.undo("0"), undefined);
  assert.equal(history.redo("0"), "1");
});

test("a new change forgets what was undone", () => {
  const { history, now } = changed(2);
  history.undo(now);
  history.keep("1");
  assert.equal(history.redo("other"), undefined);
  assert.equal(history.undo("other"), "1");
});

test("sixty changes are kept, the newest ones", () => {
  let { history, now } = changed(100);
  let steps = 0;
  for (let found = history.undo(now); found !== undefined; found = history.undo(now)) {
    now = found;
    steps += 1;
  }
  assert.equal(steps, 60);
  assert.equal(now, "40");
  assert.ok(history.past.length + history.future.length <= 60);
});
