import assert from "node:assert/strict";
import { test } from "node:test";
import { asking } from "../../sculptor/ui/frontend/plots/asking.js";

/** What is taken where the network does as told, and the addresses that were asked. */
async function ask(t, network, point) {
  const urls = [];
  const taken = [];
  t.mock.method(globalThis, "fetch", (url) => {
    urls.push(String(url));
    return network();
  });
  await asking("_sculptor/answers/abc", (answer) => taken.push(answer))(point);
  return { urls, taken };
}

const point = { x: 1.5, y: -2, n: 7, pinned: true };

test("the app is asked where it is, whatever lies above it", async (t) => {
  const answer = { n: 7, png: "AAAA" };
  const network = () => Promise.resolve({ ok: true, json: () => answer });
  const { urls, taken } = await ask(t, network, point);
  // From component/plots/asking.js of Streamlit's address, three folders above.
  const asked = "../../_sculptor/answers/abc?x=1.5&y=-2&n=7";
  assert.deepEqual(urls, [new URL(asked, import.meta.url).href]);
  assert.deepEqual(taken, [answer]);
});

test("silence and refusal are said", async (t) => {
  for (const network of [
    () => Promise.reject(new TypeError("no network")),
    () => Promise.resolve({ ok: false }),
  ]) {
    const { taken } = await ask(t, network, point);
    assert.equal(taken[0].n, 7);
    assert.match(taken[0].problem, /did not answer/);
    t.mock.restoreAll();
  }
});

test("nothing is asked where there is no point", async (t) => {
  assert.deepEqual(await ask(t, () => assert.fail("asked"), null), { urls: [], taken: [] });
});
