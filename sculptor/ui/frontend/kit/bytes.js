// How arrays travel between Python and the browser: as little-endian numbers.

/** The data of a component, as `sculptor.ui.frontend.encoding.packed` writes it. */
export function unpacked(packed) {
  const begin = 4 + new DataView(packed.buffer, packed.byteOffset).getUint32(0, true);
  const header = new TextDecoder().decode(packed.subarray(4, begin));
  const body = packed.subarray(begin);
  return JSON.parse(header, (_, value) => (value?.bytes ? body.subarray(...value.bytes) : value));
}

/** Whether two arrays have the same bytes; either may be missing. */
export function same(a, b) {
  if (!a || !b || a.length !== b.length) return a === b;
  return a.every((byte, i) => byte === b[i]);
}

export function toBase64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return btoa(text);
}

export function fromBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text); // many times as fast, where it is
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/**
 * Points as `sculptor.ui.frontend.encoding.points` packs them, x and y in turn, in latent units.
 * The largest code stands for a point that is not finite.
 */
export function toPoints(packed) {
  const { buffer } = packed.slice(); // whose numbers begin where such numbers may
  const [left, right, bottom, top] = new Float64Array(buffer, 0, 4);
  const codes = new Uint16Array(buffer, 32);
  const low = [left, bottom];
  const step = [(right - left) / 65534, (top - bottom) / 65534];
  return Float32Array.from(codes, (code, i) =>
    code === 65535 ? Number.NaN : low[i % 2] + code * step[i % 2],
  );
}
