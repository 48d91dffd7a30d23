// A picture file as a density. It is read in the browser and never leaves it.

import { SIDE } from "./density.js";

const MOST_BYTES = 20e6;
const MOST_PIXELS = 50e6;

/**
 * Bytes of SIDE by SIDE cells: the luminance of the picture, its shape kept, dark on light turned
 * over so that the drawing is what is dense.
 * @throws Error with words for the user.
 */
export async function toDensity(file) {
  if (file.size > MOST_BYTES) {
    throw new Error(
      `Expected a picture of at most 20 MB, received ${Math.round(file.size / 1e6)} MB.`,
    );
  }
  const size = measure(new DataView(await file.slice(0, 1 << 20).arrayBuffer()));
  if (!size) throw new Error("Expected a PNG or JPEG picture, received another kind of file.");
  if (size.width * size.height > MOST_PIXELS) {
    throw new Error(`Expected at most 50 megapixels, received ${size.width} × ${size.height}.`);
  }
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch (cause) {
    throw new Error("The picture is damaged and could not be read. Try to save it anew.", {
      cause,
    });
  }
  const density = luminance(bitmap);
  if (!density.some((value) => value > 0)) {
    throw new Error(
      "The picture has nothing to draw: all of it is background. Choose another one.",
    );
  }
  return density;
}

function luminance(bitmap) {
  const scale = SIDE / Math.max(bitmap.width, bitmap.height);
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const pen = new OffscreenCanvas(width, height).getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const { data } = pen.getImageData(0, 0, width, height);
  const at = (x, y) => (y * width + x) * 4;
  const light = (i) => 0.2126 * data[i] + 0.7152 * data[i + 1] + 0.0722 * data[i + 2];
  // What is transparent is the ground: black under a light drawing, white under a dark one.
  const edge = [];
  let [sum, cover] = [0, 0];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const alpha = data[at(x, y) + 3] / 255;
      sum += alpha * light(at(x, y));
      cover += alpha;
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) edge.push(at(x, y));
    }
  }
  const opaque = edge.filter((i) => data[i + 3] > 127);
  const ground =
    opaque.length > edge.length / 2
      ? opaque.reduce((total, i) => total + light(i), 0) / opaque.length
      : 255 * (sum / Math.max(cover, 1) < 128);
  const darkOnLight = ground > 127;
  const bytes = new Uint8Array(SIDE * SIDE);
  const [left, top] = [(SIDE - width) >> 1, (SIDE - height) >> 1];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const i = at(x, y);
      const value = darkOnLight ? 255 - light(i) : light(i);
      bytes[(top + y) * SIDE + left + x] = Math.round((value * data[i + 3]) / 255);
    }
  }
  return bytes;
}

/** Width and height out of the head of a PNG or JPEG, before it is unpacked; null for others. */
function measure(view) {
  if (view.byteLength >= 24 && view.getUint32(0) === 0x89504e47) {
    return { width: view.getUint32(16), height: view.getUint32(20) };
  }
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 9 < view.byteLength; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    if (marker < 0xff01) return null;
    const frame = marker >= 0xffc0 && marker <= 0xffcf;
    if (frame && ![0xffc4, 0xffc8, 0xffcc].includes(marker)) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
  }
  return null;
}
