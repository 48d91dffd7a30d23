"""Can a file be written that a reader of uploads does not survive?

python benchmarks/fuzz.py --reader csv [--minutes 10] [--to folder]

Changes seeds byte by byte, guided by the lines of Python that they reach where atheris is there
(pip install atheris), else by the messages that they get. A finding is an error that is not a
SculptorError, more than 10 s of a core, or 300 MB above the largest table and the file; each is
saved to the folder. The last line says how many inputs were tried.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import random
import resource
import struct
import sys
import time
import traceback
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np

SECONDS = 10.0
ROOM = 300 << 20

POINTS = np.arange(24.0).reshape(8, 3) / 7


class Reader(NamedTuple):
    """A reader and whole files to begin with."""

    read: Callable[[bytes], object]
    seeds: Callable[[], list[bytes]]


def table(content: bytes) -> object:
    from sculptor.tables.reader import read_table

    return read_table(content, "fuzz")


def picture(content: bytes) -> object:
    from sculptor.priors import from_image

    return from_image(content)


def member(content: bytes) -> object:
    """An NPZ whose member is the content: else its sum of bytes stops nearly all changes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("z.npy", content)
    return table(buffer.getvalue())


def png(content: bytes) -> object:
    """A PNG whose chunks have the sums that they should have."""
    parts, at = [content[:8]], 8
    while at + 12 <= len(content):
        size = min(int.from_bytes(content[at : at + 4], "big"), len(content) - at - 12)
        body = content[at + 4 : at + 8 + size]
        parts.append(struct.pack(">I", size) + body + struct.pack(">I", zlib.crc32(body)))
        at += 12 + size
    return picture(b"".join(parts))


def csv_seeds() -> list[bytes]:
    return [
        b"x,y,z\n1,2,3\n4,5e3,-6.5\n7,8,9\n",
        b"# made by hand\nx;y\n1,5;2\n3,25;4\n",
        b'name\tx\ty\n"a ""b"""\t1\t2\n"c\nd"\t3\t4\n',
        b"0.5 1\n  2   -3\nnan inf\n",
        "\ufeffx,y,\n1,2,\n3,4,\n".encode(),
        "x\ty\n1\t2\n3\t4\n".encode("utf-16"),
    ]


def npy_seeds() -> list[bytes]:
    arrays = (POINTS, np.asfortranarray(POINTS), POINTS[0], POINTS.astype(">i2"), POINTS > 1)
    seeds = []
    for array in (*arrays, np.zeros(3, [("é", "f4")]), np.array(["a"]), POINTS.astype("f2")):
        buffer = io.BytesIO()
        np.save(buffer, array)
        seeds.append(buffer.getvalue())
    return seeds


def npz_seeds() -> list[bytes]:
    seeds = []
    for save in (np.savez, np.savez_compressed):
        buffer = io.BytesIO()
        save(buffer, z=POINTS, labels=POINTS[0])
        seeds.append(buffer.getvalue())
    return seeds


def parquet_seeds() -> list[bytes]:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    frame = pd.DataFrame(POINTS, columns=["x", "y", "z"])
    frame["label"], frame["n"], frame["gap"] = "a", range(8), [None, *range(7)]
    frame["kind"] = pd.Categorical([1, 2] * 4)
    whole = pa.Table.from_pandas(frame.set_index("y"))
    few = pa.table({"x": POINTS[:, 0], "n": np.arange(8), "nested": [[1, 2]] * 8})
    options: list[dict[str, object]] = [
        {"compression": name, "data_page_version": version}
        for name in ("none", "snappy", "gzip", "zstd", "lz4", "brotli")
        for version in ("1.0", "2.0")
    ]
    options += [
        {"use_dictionary": False, "column_encoding": {"x": name, "n": "DELTA_BINARY_PACKED"}}
        for name in ("BYTE_STREAM_SPLIT", "PLAIN")
    ]
    seeds = []
    for option in options:
        buffer = io.BytesIO()
        pq.write_table(few if "column_encoding" in option else whole, buffer, **option)
        seeds.append(buffer.getvalue())
    return seeds


def png_seeds() -> list[bytes]:
    from PIL import Image, PngImagePlugin

    noise = np.random.default_rng(0).integers(0, 255, (9, 11, 4), np.uint8)
    about = PngImagePlugin.PngInfo()
    about.add_text("a", "b" * 50, zip=True)
    about.add_itxt("XML:com.adobe.xmp", '<x tiff:Orientation="6"/>', zip=True)
    seeds = []
    for mode in ("L", "RGB", "RGBA", "LA", "P", "1", "I;16"):
        image = Image.fromarray(noise).convert(mode if mode != "I;16" else "L")
        image = Image.fromarray(noise[..., 0].astype(np.uint16) * 200) if mode == "I;16" else image
        buffer = io.BytesIO()
        image.save(buffer, "PNG", pnginfo=about, transparency=3 if mode == "P" else None)
        seeds.append(buffer.getvalue())
    return seeds


def jpeg_seeds() -> list[bytes]:
    from PIL import Image

    noise = np.random.default_rng(0).integers(0, 255, (40, 24, 3), np.uint8)
    exif = Image.Exif()
    exif[0x0112] = 6
    seeds = []
    for mode in ("L", "RGB", "CMYK"):
        for is_progressive in (False, True):
            buffer = io.BytesIO()
            image = Image.fromarray(noise).convert(mode)
            image.save(buffer, "JPEG", progressive=is_progressive, exif=exif, comment=b"a")
            seeds.append(buffer.getvalue())
    return seeds


READERS = {
    "csv": Reader(table, csv_seeds),
    "npy": Reader(table, npy_seeds),
    "npz": Reader(table, npz_seeds),
    "npz-member": Reader(member, npy_seeds),
    "parquet": Reader(table, parquet_seeds),
    "png": Reader(png, png_seeds),
    "jpeg": Reader(picture, jpeg_seeds),
}


class Judge:
    """Reads one input after the other, and keeps those that should not have gone as they did."""

    def __init__(self, reader: Reader, to: Path, minutes: float) -> None:
        from sculptor.tables.limits import ROOM as TABLE

        self.tried = 0
        self.found: set[str] = set()
        self._reader, self._to, self._allowed = reader, to, ROOM + TABLE
        for seed in reader.seeds():  # loads what is loaded late
            self._try(seed)
        self._most = _peak()
        self.end = time.monotonic() + 60 * minutes

    def look(self, content: bytes) -> str:
        """Read an input; in a word how it went."""
        self.tried += 1
        start = time.process_time()
        said = self._try(content)
        seconds = time.process_time() - start
        if seconds > SECONDS:
            self._keep(content, f"{seconds:.0f} seconds")
        if (peak := _peak()) > self._most + self._allowed + len(content):
            self._keep(content, f"{peak - self._most >> 20} MB")
            self._most = peak
        return said

    def _try(self, content: bytes) -> str:
        from sculptor import SculptorError

        try:
            self._reader.read(content)
        except SculptorError as error:
            return "".join(letter for letter in str(error) if letter.isalpha())[:60]
        except BaseException as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            self._keep(
                content, f"{type(error).__name__} at {Path(where.filename).name}:{where.lineno}"
            )
            return "finding"
        return "read"

    def _keep(self, content: bytes, what: str) -> None:
        if what in self.found:
            return
        self.found.add(what)
        path = self._to / f"{hashlib.sha256(content).hexdigest()[:16]}.bin"
        path.write_bytes(content)
        print(f"finding: {what}, in {path}", flush=True)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def changed(corpus: list[bytes], chance: random.Random) -> bytes:
    """One of the corpus with a few bytes, or a part, in another way."""
    content = bytearray(chance.choice(corpus))
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(content) + 1)
        match chance.randrange(5):
            case 0:
                content[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                content[at : at + 4] = struct.pack("<I", chance.choice((0, 1, 1 << 31, 2**32 - 1)))
            case 2:
                del content[at : at + chance.randint(1, 20)]
            case 3:
                content[at:at] = content[at : at + chance.randint(1, 40)] * chance.randint(1, 5)
            case 4:
                other = chance.choice(corpus)
                content[at:] = other[chance.randrange(len(other) + 1) :]
    return bytes(content)


def inputs(judge: Judge, seeds: list[bytes]) -> Iterator[str]:
    """Without atheris: what gets a new message is changed further."""
    chance, corpus, known = random.Random(0), list(seeds), set[str]()
    while True:
        content = changed(corpus, chance)
        said = judge.look(content)
        if said not in known:
            known.add(said)
            corpus.append(content)
        yield said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--reader", choices=READERS, required=True)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--to", type=Path, default=Path("findings"))
    args = parser.parse_args()
    args.to.mkdir(parents=True, exist_ok=True)
    warnings.simplefilter("ignore")  # each damaged picture has some
    reader = READERS[args.reader]
    if find_spec("atheris"):
        import atheris

        with atheris.instrument_imports(include=["sculptor.tables", "sculptor.priors", "PIL"]):
            judge = Judge(reader, args.to, args.minutes)
        corpus = args.to / f"corpus-{args.reader}"
        corpus.mkdir(exist_ok=True)
        for place, seed in enumerate(reader.seeds()):
            (corpus / f"seed-{place}").write_bytes(seed)

        def one(content: bytes) -> None:
            judge.look(content)
            if time.monotonic() > judge.end:
                finish(args.reader, judge)

        options = ("-rss_limit_mb=0", "-timeout=120", "-max_len=65536", "-verbosity=0")
        atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={args.to}/", str(corpus)], one)
        atheris.Fuzz()
    judge = Judge(reader, args.to, args.minutes)
    for _ in inputs(judge, reader.seeds()):
        if time.monotonic() > judge.end:
            finish(args.reader, judge)


def finish(name: str, judge: Judge) -> None:
    print(f"{name}: {judge.tried:,} inputs, {len(judge.found)} findings", flush=True)
    os._exit(0)  # libFuzzer's loop has no end of its own


if __name__ == "__main__":
    main()
