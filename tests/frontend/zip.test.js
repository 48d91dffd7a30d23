import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { crc32, fits, zipped } from "../../sculptor/ui/frontend/kit/zip.js";

const file = (text) => new Blob([text]);

test("the check of the nine digits is the one that is printed everywhere", () => {
  assert.equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
  assert.equal(crc32(new Uint8Array()), 0);
});

test("another program reads the archive: names in any script, empty files, folders", async () => {
  const files = [
    { name: "cats/1.png", file: file("one") },
    { name: "写真.png", file: file("") },
    { name: "dogs/<b>.png", file: file("x".repeat(100_000)) },
  ];
  const told = [];
  const archive = await zipped(files, (done) => told.push(done));
  const path = join(mkdtempSync(join(tmpdir(), "zip-")), "a.zip");
  writeFileSync(path, new Uint8Array(await archive.arrayBuffer()));
  const script =
    "import json, sys, zipfile\n" +
    "with zipfile.ZipFile(sys.argv[1]) as z:\n" +
    "    assert z.testzip() is None\n" +
    "    print(json.dumps([[i.filename, i.file_size, i.compress_type] for i in z.infolist()]))";
  const read = JSON.parse(execFileSync("python3", ["-c", script, path]));
  assert.deepEqual(read, [
    ["cats/1.png", 3, 0],
    ["写真.png", 0, 0],
    ["dogs/<b>.png", 100_000, 0],
  ]);
  assert.deepEqual(told, [1, 2, 3]);
});

test("what needs more than 32 bits is no archive", () => {
  assert.ok(fits([{ name: "a", file: { size: 1 << 30 } }]));
  assert.ok(!fits([{ name: "a", file: { size: 2 ** 32 - 10 } }]));
  assert.ok(!fits(Array.from({ length: 0xffff }, () => ({ name: "a", file: { size: 1 } }))));
});
