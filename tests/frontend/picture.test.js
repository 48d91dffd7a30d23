import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { SIDE } from "../../sculptor/ui/frontend/plots/density.js";
import { toDensity } from "../../sculptor/ui/frontend/plots/picture.js";
import "./fakes.js";

const uint16 = (value) => [value >> 8, value & 255];
const uint32 = (value) => [...uint16(value >>> 16), ...uint16(value & 65535)];

/** The head of a PNG of a size. */
const png = (width, height) =>
  new Blob([
    Uint8Array.from([
      0x89,
      ...[..."PNG\r\n\x1a\n"].map((letter) => letter.charCodeAt(0)),
      ...uint32(13),
      ...[..."IHDR"].map((letter) => letter.charCodeAt(0)),
      ...uint32(width),
      ...uint32(height),
    ]),
  ]);

/** The head of a JPEG of a size: other segments, of which one has tables, before the frame. */
const jpeg = (width, height, frame = 0xc2) =>
  new Blob([
    Uint8Array.from([
      ...[0xff, 0xd8],
      ...[0xff, 0xe0, ...uint16(16), ...new Array(14).fill(0)],
      ...[0xff, 0xc4, ...uint16(5), 0xff, 0xc0, 0x11],
      ...[0xff, frame, ...uint16(17), 8, ...uint16(height), ...uint16(width), ...uint32(0)],
    ]),
  ]);

let decoded;
beforeEach(() => {
  globalThis.createImageBitmap = async () => decoded;
});
afterEach(() => {
  globalThis.createImageBitmap = undefined;
});

/** A picture of an ink on a ground, each [red, green, blue, alpha]. */
function show(width, height, ground, ink, inked) {
  decoded = { width, height, at: (x, y) => (inked(x, y) ? ink : ground), close: () => undefined };
  return toDensity(png(width, height));
}

const [BLACK, WHITE, CLEAR] = [
  [0, 0, 0, 255],
  [255, 255, 255, 255],
  [0, 0, 0, 0],
];
const leftHalf = (width) => (x) => x < width / 2 && x > 4;
const cell = (bytes, column, row) => bytes[row * SIDE + column];

test("what is drawn is dense, whether it is dark on light, light on dark or on nothing", async () => {
  for (const [ground, ink] of [
    [WHITE, BLACK],
    [BLACK, WHITE],
    [CLEAR, BLACK],
    [CLEAR, WHITE],
    [[250, 250, 250, 255], BLACK],
  ]) {
    const bytes = await show(100, 100, ground, ink, leftHalf(100));
    assert.ok(cell(bytes, 20, 30) >= 250, `${ink} on ${ground}`);
    assert.ok(cell(bytes, 50, 30) <= 5, `${ink} on ${ground}`);
  }
});

test("a density is the luminance: green counts most, half clear is half dense", async () => {
  const green = await show(64, 64, BLACK, [0, 255, 0, 255], leftHalf(64));
  assert.equal(cell(green, 10, 10), 182); // 0.7152 · 255
  const half = await show(64, 64, CLEAR, [0, 0, 0, 128], leftHalf(64));
  assert.equal(cell(half, 10, 10), 128);
});

test("a picture keeps its shape, in the middle of the pad", async () => {
  const rowsOf = (bytes) =>
    Array.from({ length: SIDE }, (_, row) => row).filter((row) => cell(bytes, 20, row) > 0);
  const wide = await show(200, 100, BLACK, WHITE, (x, y) => x > 10 && x < 100 && y > 4 && y < 95);
  assert.deepEqual([rowsOf(wide).at(0), rowsOf(wide).at(-1)], [18, 45]); // from 16 to 47 less two at each end
  assert.ok(cell(wide, 4, 30) > 0 && cell(wide, 2, 30) === 0);
  const tall = await show(50, 100, BLACK, WHITE, (x, y) => x > 4 && y > 4 && y < 95);
  const columns = Array.from({ length: SIDE }, (_, i) => i).filter((i) => cell(tall, i, 30) > 0);
  assert.deepEqual([columns.at(0), columns.at(-1)], [19, 47]); // from 16 to 47 less three
  const line = await show(1000, 1, BLACK, WHITE, (x) => x > 700);
  assert.equal(line.filter((value) => value > 0).length, 19); // three tenths of 64
});

test("a picture that is too large is told by its head, without unpacking it", async () => {
  decoded = null;
  await assert.rejects(toDensity(png(30_000, 20_000)), /30000 × 20000/);
  await assert.rejects(toDensity(jpeg(30_000, 20_000)), /30000 × 20000/);
  await assert.rejects(toDensity(jpeg(9000, 60_000, 0xc0)), /9000 × 60000/);
  await assert.rejects(toDensity({ size: 21e6 }), /at most 20 MB, received 21 MB/);
});

test("what is no picture, damaged, or all background is refused in words", async () => {
  const empty = Uint8Array.of(0xff, 0xd8); // a JPEG that ends as it begins
  for (const content of ["", "GIF89a and more than enough of it", empty]) {
    await assert.rejects(toDensity(new Blob([content])), /Expected a PNG or JPEG picture/);
  }
  const cut = (await jpeg(10, 10).arrayBuffer()).slice(0, 24);
  await assert.rejects(toDensity(new Blob([cut])), /Expected a PNG or JPEG picture/);
  await assert.rejects(
    show(10, 10, WHITE, WHITE, () => true),
    /nothing to draw/,
  );
  globalThis.createImageBitmap = () => Promise.reject(new Error("bad CRC"));
  await assert.rejects(toDensity(png(10, 10)), (error) => {
    assert.match(error.message, /damaged/);
    assert.equal(error.cause.message, "bad CRC");
    return true;
  });
});
