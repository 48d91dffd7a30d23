import assert from "node:assert/strict";
import { test } from "node:test";
import {
  fromBase64,
  same,
  toBase64,
  toPoints,
  unpacked,
} from "../../sculptor/ui/frontend/kit/bytes.js";

const ascii = (text) => [...text].map((letter) => letter.charCodeAt(0));

test("a message is read as Python's doctest of `packed` shows it", () => {
  const message = [37, 0, 0, 0, ...ascii('{"n": 2, "points": {"bytes": [0, 4]}}abcd')];
  const data = unpacked(Uint8Array.from(message));
  assert.equal(data.n, 2);
  assert.deepEqual([...data.points], ascii("abcd"));
});

test("bytes are found at any depth, in a message that begins within a larger one", () => {
  const header = '{"a": [{"points": {"bytes": [0, 1]}}, null], "b": {"bytes": [1, 3]}, "c": "é"}';
  const text = new TextEncoder().encode(header);
  const whole = Uint8Array.from([9, 9, 9, text.length, 0, 0, 0, ...text, 7, 8, 9]);
  const data = unpacked(whole.subarray(3));
  assert.deepEqual([...data.a[0].points], [7]);
  assert.equal(data.a[1], null);
  assert.deepEqual([...data.b], [8, 9]);
  assert.equal(data.c, "é");
});

test("the length of a header is little-endian and may exceed a byte", () => {
  const header = JSON.stringify({ words: "x".repeat(288) }); // 300 letters
  const data = unpacked(Uint8Array.from([44, 1, 0, 0, ...ascii(header)]));
  assert.equal(data.words.length, 288);
});

test("base64 is the one that everyone else writes", () => {
  assert.equal(toBase64(Uint8Array.from([1, 2])), "AQI=");
  assert.deepEqual([...fromBase64("/+8A")], [255, 239, 0]);
});

test("bytes of any length and value come back from base64", () => {
  for (const length of [0, 1, 2, 3, 255, 8191, 8192, 8193, 20000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37) % 256);
    assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
    assert.equal(toBase64(bytes), Buffer.from(bytes).toString("base64"));
  }
});

/** Points as Python packs them: a box of float64, then codes of uint16, all little-endian. */
function pack(box, codes) {
  const buffer = Buffer.alloc(32 + 2 * codes.length);
  box.forEach((edge, i) => {
    buffer.writeDoubleLE(edge, 8 * i);
  });
  codes.forEach((code, i) => {
    buffer.writeUInt16LE(code, 32 + 2 * i);
  });
  return Uint8Array.from(buffer);
}

test("points are decoded to the edges and the middle of their box", () => {
  const points = toPoints(pack([-2, 2, 10, 18], [0, 0, 65534, 65534, 32767, 16383]));
  assert.deepEqual([...points.subarray(0, 5)], [-2, 10, 2, 18, 0]);
  assert.ok(Math.abs(points[5] - (10 + (8 * 16383) / 65534)) < 1e-6);
});

test("the largest code is a coordinate that is not finite", () => {
  const points = toPoints(pack([0, 1, 0, 1], [65535, 65534, 0, 65535]));
  assert.deepEqual([...points], [Number.NaN, 1, 0, Number.NaN]);
});

test("points are decoded wherever their bytes begin in a message", () => {
  const packed = pack([0, 65534, 0, 65534], [1, 2, 300, 65534]);
  const shifted = new Uint8Array(packed.length + 3);
  shifted.set(packed, 3);
  assert.deepEqual([...toPoints(shifted.subarray(3))], [1, 2, 300, 65534]);
  assert.equal(toPoints(pack([0, 1, 0, 1], [])).length, 0);
});

test("arrays are the same by their bytes, and two that are missing are too", () => {
  const bytes = Uint8Array.from([1, 2, 3]);
  assert.ok(same(bytes, bytes.slice()));
  assert.ok(!same(bytes, Uint8Array.from([1, 2, 4])));
  assert.ok(!same(bytes, bytes.subarray(0, 2)));
  assert.ok(!same(bytes, null));
  assert.ok(same(null, null));
});
