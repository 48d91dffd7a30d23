// How arrays travel between Python and the browser: base64 of little-endian numbers.

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
 * Points as `sculptor.ui.encoding.points` packs them, x and y in turn, in latent units.
 * The largest code stands for a point that is not finite.
 */
export function toPoints({ data, box }) {
  const codes = new Uint16Array(fromBase64(data).buffer);
  const [left, right, bottom, top] = box;
  const low = [left, bottom];
  const step = [(right - left) / 65534, (top - bottom) / 65534];
  return Float32Array.from(codes, (code, i) =>
    code === 65535 ? NaN : low[i % 2] + code * step[i % 2],
  );
}
