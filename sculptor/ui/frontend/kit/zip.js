// One archive of many files, each stored as it is: one upload in the place of thousands.
//
// The layout is that of PKWARE's APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16, with names in
// UTF-8 (bit 11 of the flags) and without the extension to 64 bits.

const MOST = 0xffff; // files
const LARGEST = 0xffffffff; // bytes
const UTF8 = 0x0800;
const DAY = 0x21; // the first of January 1980: when a file was made says nothing of it
const VERSION = 20;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});

/** The cyclic redundancy check of bytes, as in ZIP and PNG. */
export function crc32(bytes) {
  let crc = -1;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** Whether files `{name, file}` are few and small enough for one archive. */
export function fits(files) {
  const bytes = files.reduce((sum, { name, file }) => sum + file.size + 6 * name.length + 80, 0);
  return files.length < MOST && bytes < LARGEST;
}

/**
 * An archive of files, which are read one after another and are not copied.
 * @param files Objects `{name, file}`: the path within the archive, and a Blob.
 * @param progress Called with the files that are done.
 */
export async function zipped(files, progress = () => undefined) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [place, { name, file }] of files.entries()) {
    const path = new TextEncoder().encode(name);
    const crc = crc32(new Uint8Array(await file.arrayBuffer()));
    const facts = [
      [2, VERSION],
      [2, UTF8],
      [2, 0], // stored
      [2, 0],
      [2, DAY],
      [4, crc],
      [4, file.size],
      [4, file.size],
      [2, path.length],
      [2, 0], // of further fields
    ];
    const head = record([4, 0x04034b50], ...facts);
    parts.push(head, path, file);
    const more = [2, 2, 2, 4].map((size) => [size, 0]);
    directory.push(record([4, 0x02014b50], [2, VERSION], ...facts, ...more, [4, offset]), path);
    offset += head.length + path.length + file.size;
    progress(place + 1);
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const counts = [0, 0, files.length, files.length].map((count) => [2, count]);
  const end = record([4, 0x06054b50], ...counts, [4, size], [4, offset], [2, 0]);
  return new Blob([...parts, ...directory, end], { type: "application/zip" });
}

/** Whole numbers of 2 or 4 bytes, the lowest byte first. */
function record(...fields) {
  const bytes = new Uint8Array(fields.reduce((sum, [size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return bytes;
}
