"""Files that are meant to fill the memory or the time, each small and written here.

``python -m tests.tables.hostile`` writes them all, reads each in a process of its own, and prints
what it took above its own size.
"""

from __future__ import annotations

import functools
import io
import json
import os
import resource
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

from tests.tables.files import PLAIN, column, footer, npy_header, schema, thrift, with_directory

MILLION = 1_000_000

GUARD = 6 << 30
"""Bytes of address space beyond which a reader fails rather than takes the machine down."""

FILES: dict[str, Callable[[], bytes]] = {}


def hostile(make: Callable[[], bytes]) -> Callable[[], bytes]:
    FILES[make.__name__] = make
    return make


@functools.cache
def archive(rows: int) -> bytes:
    """An NPZ file with an array of zeros of two columns."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed,
        packed.open("z.npy", "w", force_zip64=True) as member,
    ):
        member.write(npy_header(f"({rows}, 2)"))
        for start in range(0, rows, MILLION):
            member.write(bytes(16 * min(MILLION, rows - start)))
    return buffer.getvalue()


@hostile
def npz_with_a_lying_directory() -> bytes:
    """400 MB, of which the directory says that they are 144 bytes."""
    return with_directory(archive(25 * MILLION), 24, struct.pack("<I", 144))


@hostile
def npz_of_zeros() -> bytes:
    return archive(25 * MILLION)


@hostile
def npz_of_wide_rows() -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, z=np.zeros((MILLION, 50), np.int8))
    return buffer.getvalue()


@hostile
def npz_as_large_as_is_allowed() -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, z=np.arange(8 * MILLION, dtype=np.int8).reshape(-1, 8))
    return buffer.getvalue()


@hostile
def npz_whose_header_is_long() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("z.npy", b"\x93NUMPY\x02\x00" + struct.pack("<I", 1 << 30) + bytes(1 << 28))
    return buffer.getvalue()


@hostile
def npz_of_many_members() -> bytes:
    member = archive(1)
    start = member.find(b"PK\x01\x02")
    entry, end = member[start : member.find(b"PK\x05\x06")], member[-22:]
    count = 200_000
    total = struct.pack("<HHII", count & 65535, count & 65535, len(entry) * count, start)
    return member[:start] + entry * count + end[:8] + total + b"\0\0"


@hostile
def npy_whose_shape_is_huge() -> bytes:
    return npy_header("(1000000, 100)", "'<f2'") + bytes(1000)


@hostile
def npy_whose_header_is_long() -> bytes:
    return b"\x93NUMPY\x02\x00" + struct.pack("<I", 1 << 25) + b"(" * (1 << 25)


def parquet(table: pa.Table, **options: object) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(table, buffer, **options)
    return buffer.getvalue()


@hostile
def parquet_of_one_long_string() -> bytes:
    codes = pa.array(np.zeros(MILLION, np.int32))
    text = pa.DictionaryArray.from_arrays(codes, pa.array(["x" * MILLION]))
    return parquet(pa.table({"x": np.arange(MILLION) % 7, "text": text}), use_dictionary=["text"])


@hostile
def parquet_of_constants() -> bytes:
    column = pa.array(np.zeros(MILLION))
    return parquet(pa.table({f"x{i}": column for i in range(50)}))


@hostile
def parquet_as_large_as_is_allowed() -> bytes:
    column = pa.array(np.arange(MILLION) % 2)
    return parquet(pa.table({f"x{i}": column for i in range(8)}))


@hostile
def parquet_whose_page_is_a_bomb() -> bytes:
    """A page that unpacks to 400 MB, of which the metadata say that it holds a thousand numbers."""
    unpacked = 400 * MILLION
    packed = pa.compress(bytes(unpacked), codec="zstd", asbytes=True)
    page = thrift((1, 5, 0), (2, 5, unpacked), (3, 5, len(packed)), (5, 12, PLAIN)) + packed
    return b"PAR1" + page + footer(schema(["x"]), [column("x", len(page))])


@hostile
def parquet_whose_statistics_do_not_fit() -> bytes:
    """Arrow's metadata end the process where they are asked for such a column (pyarrow 26)."""
    packed = pa.compress(np.arange(1000.0).tobytes(), codec="zstd", asbytes=True)
    page = thrift((1, 5, 0), (2, 5, 8000), (3, 5, len(packed)), (5, 12, PLAIN)) + packed
    statistics = (16, 12, thrift((3, 9, (6, [1, 2]))))
    return b"PAR1" + page + footer(schema(["x"]), [column("x", len(page), statistics)])


@hostile
def parquet_of_deep_columns() -> bytes:
    """Groups within groups, 60,000 deep; what goes down such a chain runs out of stack."""
    return b"PAR1" + footer([*[thrift((4, 8, b"g"), (5, 5, 1))] * 60_000, *schema([])], [])


@hostile
def parquet_of_empty_columns() -> bytes:
    """A row group of 300,000 columns of three bytes, each of which takes a thousand in memory."""
    return b"PAR1" + footer(schema(["x"]), [thrift((2, 6, 0))] * 300_000)


@hostile
def text_of_one_line() -> bytes:
    return b"1," * (40 * MILLION)


@hostile
def text_of_empty_lines() -> bytes:
    return b"1,2\n3,4\n" + b"\n" * (60 * MILLION)


@hostile
def text_of_words() -> bytes:
    return (
        b"x,"
        + b",".join(b"t" for _ in range(400))
        + b"\n"
        + (b"1," + b"ab," * 399 + b"c\n") * 20_000
    )


@hostile
def text_of_open_quotes() -> bytes:
    return b"x,y\n" + b'1,"a\n",' * (10 * MILLION)


@hostile
def text_of_long_cells() -> bytes:
    return b"x,y\n" + (b"1," + b"a" * 100_000 + b"\n") * 400


@hostile
def text_of_digits() -> bytes:
    return b"x,y\n" + (b"1," + b"7" * 130_000 + b"\n") * 300


@hostile
def arrow_that_unpacks() -> bytes:
    """Zeros, of which a million bytes are packed into some hundreds."""
    zeros = pa.array(np.zeros(MILLION))
    buffer = io.BytesIO()
    table = pa.table({f"x{i}": zeros for i in range(50)})
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_file(buffer, table.schema, options=options) as file:
        file.write_table(table)
    return buffer.getvalue()


@hostile
def arrow_of_one_long_string() -> bytes:
    codes = pa.array(np.zeros(MILLION, np.int32))
    text = pa.DictionaryArray.from_arrays(codes, pa.array(["x" * MILLION]))
    buffer = io.BytesIO()
    table = pa.table({"x": np.arange(MILLION) % 7, "text": text})
    with pa.ipc.new_stream(buffer, table.schema) as file:
        file.write_table(table)
    return buffer.getvalue()


@hostile
def parquet_of_lists_of_zeros() -> bytes:
    lists = pa.FixedSizeListArray.from_arrays(pa.array(np.zeros(50 * MILLION, np.float32)), 50)
    return parquet(pa.table({"e": lists}))


@hostile
def safetensors_that_claim_much() -> bytes:
    about = {"x": {"dtype": "F64", "shape": [MILLION, 100], "data_offsets": [0, 800 * MILLION]}}
    text = json.dumps(about).encode()
    return struct.pack("<Q", len(text)) + text + bytes(1000)


def workbook(sheet: str, strings: bytes = b"") -> bytes:
    """An Excel workbook whose parts are written by hand."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/>'
        "</Types>",
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{office}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{office}/worksheet" Target="sheet1.xml"/></Relationships>',
        "xl/sheet1.xml": f"<worksheet {main}><sheetData>{sheet}</sheetData></worksheet>",
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
        packed.writestr("xl/sharedStrings.xml", strings or b"<sst/>")
    return buffer.getvalue()


@hostile
def excel_of_far_cells() -> bytes:
    row = '<row r="{0}"><c r="XFD{0}"><v>1</v></c></row>'
    return workbook("".join(row.format(i) for i in range(1, 20_000)))


@hostile
def excel_of_a_far_row() -> bytes:
    return workbook('<row r="1"><c r="A1"><v>1</v></c></row><row r="1000000000"></row>')


@hostile
def excel_of_many_texts() -> bytes:
    return workbook("", b"<sst>" + b"<si><t>a</t></si>" * (4 * MILLION) + b"</sst>")


@hostile
def excel_of_entities() -> bytes:
    lines = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    start = f'<!DOCTYPE x [<!ENTITY e0 "{"a" * 100}">{lines}]><sst><si><t>&e9;</t></si></sst>'
    return workbook('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', start.encode())


@hostile
def json_of_many_keys() -> bytes:
    keys = (f'{{"k{i}": 1}}' for i in range(MILLION))
    return "\n".join(keys).encode()


@hostile
def json_within_json() -> bytes:
    return b'{"a": ' * (5 * MILLION)


@hostile
def json_of_empty_lists() -> bytes:
    return b"[[1]," + b"[]," * (2 * MILLION) + b"[]]"


@hostile
def json_of_digits() -> bytes:
    return b"\n".join(b'{"a": ' + b"7" * 100_000 + b"}" for _ in range(300))


@hostile
def text_in_utf_16() -> bytes:
    return ("x,y\n" + "1,2\n" * (10 * MILLION)).encode("utf-16")


@hostile
def text_of_many_words() -> bytes:
    return b"x,y\n" + b"\n".join(b"1,%020d%s" % (i, b"a" * 40) for i in range(900_000))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, colour: int, channels: int, *more: bytes, depth: int = 8) -> bytes:
    """A PNG of zeros."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    pack, parts = zlib.compressobj(1), []
    for _ in range(height):
        parts.append(pack.compress(bytes(1 + width * channels * depth // 8)))
    parts.append(pack.flush())
    chunks = chunk(b"IHDR", header), *more, chunk(b"IDAT", b"".join(parts)), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@hostile
def png_of_many_clear_pixels() -> bytes:
    return png(7000, 7000, 6, 4)


@hostile
def png_of_sixteen_bits() -> bytes:
    return png(7000, 7000, 0, 1, depth=16)


@hostile
def png_with_text_that_unpacks() -> bytes:
    bomb = zlib.compress(bytes(1 << 26), 9)
    text = chunk(b"zTXt", b"a\0\0" + bomb) * 40 + chunk(b"iCCP", b"p\0\0" + bomb)
    return png(20, 20, 0, 1, text)


@hostile
def png_of_many_chunks() -> bytes:
    return png(20, 20, 0, 1, chunk(b"tEXt", b"a\0b") * MILLION)


def jpeg(side: int, mode: str = "RGB", **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, (side, side), 200).save(buffer, "JPEG", **options)
    return buffer.getvalue()


@hostile
def jpeg_in_progress() -> bytes:
    return jpeg(4000, progressive=True, subsampling=0)


@hostile
def jpeg_of_many_scans() -> bytes:
    content = jpeg(1500, progressive=True)
    last = content.rfind(b"\xff\xda")
    return content[:-2] + content[last:-2] * 6000 + content[-2:]


@hostile
def jpeg_of_many_segments() -> bytes:
    return b"\xff\xd8" + b"\xff\xe5\x00\x02" * (10 * MILLION) + jpeg(20)[2:]


def write(folder: Path) -> None:
    """Write all files."""
    for name, make in FILES.items():
        (folder / name).write_bytes(make())


def read(folder: Path) -> list[dict[str, Any]]:
    """What each file took to read: bytes above its own, seconds of a core, and what was said."""
    command = [sys.executable, "-m", "tests.tables.hostile", str(folder)]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in lines.splitlines()]


def _read_each(folder: Path) -> None:
    """Print what each file takes, read in a child that has imported everything already."""
    from sculptor.priors import from_image
    from sculptor.tables.reader import read_table

    buffer = io.BytesIO()
    pq.write_table(pa.table({"x": [1.0, 2.0]}), buffer)
    read_table(buffer.getvalue(), "warm")
    read_table(b"x\n1\n2\n", "warm")
    for path in sorted(folder.iterdir()):
        if child := os.fork():
            os.waitpid(child, 0)
            continue
        resource.setrlimit(resource.RLIMIT_AS, (GUARD, GUARD))
        is_picture = path.name.startswith(("png", "jpeg"))
        content = path.read_bytes()
        before, start = _peak(), time.process_time()
        try:
            from_image(content) if is_picture else read_table(content, path.name)
            said = "read"
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
        seconds = time.process_time() - start
        about = {"name": path.name, "size": len(content), "peak": _peak() - before}
        print(json.dumps({**about, "seconds": seconds, "said": said}), flush=True)
        os._exit(0)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


if __name__ == "__main__":
    if sys.argv[1:]:
        _read_each(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder))
            for one in read(Path(folder)):
                took = f"{one['peak'] / 1e6:6.0f} MB {one['seconds']:5.1f} s"
                print(f"{one['name']:36} {one['size'] / 1e3:9.0f} kB {took}  {one['said']:.150}")
