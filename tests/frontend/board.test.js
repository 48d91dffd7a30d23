import assert from "node:assert/strict";
import { test } from "node:test";
import { Board } from "../../sculptor/ui/frontend/kit/board.js";
import { FakeElement } from "./fakes.js";

/** A board, and what it says. */
function board() {
  const root = new FakeElement();
  const said = [];
  return { root, said, board: new Board(root, (name, value) => said.push([name, value])) };
}

const words = (html) => ({ kind: "words", html });
const colour = (value) => ({
  kind: "choice",
  name: "colour",
  label: "Colour by",
  options: [
    ["", "One colour"],
    ["label", "label"],
  ],
  value,
});

test("blocks stay the same elements, and what they show changes", () => {
  const { root, board: shown } = board();
  const part = shown.place("scatter");
  const column = (html) => ({ kind: "column", of: [words(html)], wide: 320 });
  const blocks = (html) => [{ kind: "row", of: [{ kind: "part", name: "scatter" }, column(html)] }];
  shown.take(blocks("one"));
  const [row] = root.children;
  assert.equal(row.children[0], part);
  const [text] = row.children[1].children;
  assert.equal(text.innerHTML, "one");
  shown.take(blocks("two"));
  assert.equal(root.children[0], row);
  assert.equal(row.children[1].children[0], text);
  assert.equal(text.innerHTML, "two");
});

test("what is pressed and chosen is said, each press with a number of its own", () => {
  const { root, said, board: shown } = board();
  const press = { kind: "button", name: "Stop", label: "Stop", about: "End it" };
  shown.take([press, colour("")]);
  const [button, label] = root.children;
  button.fire("click");
  button.fire("click");
  const [, select] = label.children;
  select.value = "label";
  select.fire("change");
  assert.deepEqual(said, [
    ["pressed", { name: "Stop", n: 1 }],
    ["pressed", { name: "Stop", n: 2 }],
    ["chosen", { colour: "label" }],
  ]);
});

test("a choice that stays is left alone, so that an open list does not close", () => {
  const { root, board: shown } = board();
  shown.take([colour("")]);
  const [, select] = root.children[0].children;
  const options = select.children;
  shown.take([colour("")]);
  assert.equal(select.children, options);
  shown.take([colour("label")]);
  assert.notEqual(select.children, options);
  assert.equal(select.value, "label");
});

test("what is hidden is hidden, and comes", () => {
  const { root, board: shown } = board();
  shown.take([{ ...words("one"), hidden: true }]);
  assert.equal(root.children[0].hidden, true);
  shown.take([words("one")]);
  assert.equal(root.children[0].hidden, false);
});
