"""What a file of a home may turn out to hold, by names that a report can print."""

import io
import json
import pickle
import struct
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np

DEEP = 100_000
"""Levels of nested JSON: far more than a recursive parser stands."""

DIGITS = "9" * 400
"""A whole number that no float holds."""

VALUES: dict[str, str] = {
    "null": "null",
    "true": "true",
    "0": "0",
    "-1": "-1",
    "3.5": "3.5",
    "1e300": "1e300",
    "-1e300": "-1e300",
    "1e999": "1e999",
    "NaN": "NaN",
    "-Infinity": "-Infinity",
    "2**31": "2147483648",
    "2**63": "9223372036854775808",
    "400 digits": DIGITS,
    "minus 400 digits": f"-{DIGITS}",
    "5,000 digits": "9" * 5_000,
    "empty text": '""',
    "text": '"text"',
    "long text": json.dumps("x" * 100_000),
    "digits as text": '"123"',
    "surrogate": '"\\ud800"',
    "NUL": '"a\\u0000b"',
    "ANSI escape": '"\\u001b[31mred\\u001b[0m"',
    "override": '"\\u202egnp.exe"',
    "newlines": '"a\\n\\n# b\\r\\tc"',
    "script": '"<script>alert(1)</script>"',
    "markdown": '"[a](javascript:alert(1)) **b** $x$ :material/home:"',
    "way out": '"../../../outside/folder"',
    "an id": '"20200101-000000-dead"',
    "running": '"running"',
    "queued": '"queued"',
    "finished": '"finished"',
    "failed": '"failed"',
    "a device": '"cuda:99999999999999999999"',
    "a start": '"run:20200101-000000-dead"',
    "empty array": "[]",
    "empty object": "{}",
    "arrays": "[[], [[]], null]",
    "mixed array": '[1, "a", null, {"b": []}]',
    "kind": '{"kind": "ring"}',
    "kind of kinds": '{"kind": {"kind": []}}',
    "samples": json.dumps({"kind": "samples", "sha256": "f" * 64, "shape": [10, 2]}),
    "samples outside": json.dumps({"kind": "samples", "sha256": "../x", "shape": [10, 2]}),
    "blocks": json.dumps({"kind": "compose", "blocks": [{"kind": "ring", "dim": 10**30}]}),
    "nested arrays": "[" * DEEP + "]" * DEEP,
    "nested objects": '{"a":' * DEEP + "1" + "}" * DEEP,
}
"""Values of JSON, also such as Python's parser alone accepts."""


def _npy(array: object, *, objects: bool = False) -> bytes:
    file = io.BytesIO()
    np.save(file, np.asarray(array, dtype=object if objects else None), allow_pickle=objects)
    return file.getvalue()


def _npy_header(shape: str, dtype: str = "<f4") -> bytes:
    """An array file whose header claims more than there is."""
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}"
    padded = header.ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(padded)) + padded.encode() + b"\0" * 64


def _zip(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def _safetensors(header: str, data: bytes = b"") -> bytes:
    return struct.pack("<Q", len(header.encode())) + header.encode() + data


class Touch:
    """What a pickle does to whoever loads it: it leaves a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return Path.touch, (self.path,)


@cache
def contents(outside: Path) -> dict[str, bytes]:
    """Whole contents of a file; the pickles among them leave a file in ``outside``."""
    touch = Touch(outside / "unpickled")
    about = json.dumps({"metrics": {}, "details": {}}).encode()
    return {
        "nothing": b"",
        "NUL bytes": bytes(1000),
        "one NUL": b"\0",
        "newlines": b"\n" * 1000,
        "blank": b" \t\r\n",
        "no JSON": b"{'single': quotes,}",
        "open object": b'{"a": 1',
        "not UTF-8": b'{"name": "\xff\xfe\xc3\x28"}',
        "lone surrogate": b'{"name": "\xed\xa0\x80", "step": 1}\n',
        "pickle": pickle.dumps(touch),
        "pickle in npy": _npy([touch], objects=True),
        "pickle in npz": _zip({"target.npy": _npy([touch], objects=True), "about.npy": b""}),
        "npy of text": _npy(["a", "b"]),
        "npy without dimensions": _npy(3.0),
        "npy of no rows": _npy(np.zeros((0, 2), np.float32)),
        "npy of NaN": _npy(np.full((359, 2), np.nan)),
        "npy of 1e300": _npy(np.full((359, 2), 1e300)),
        "npy of complex numbers": _npy(np.zeros((359, 2), complex)),
        "npy of five dimensions": _npy(np.zeros((1, 1, 1, 1, 1))),
        "npy of many columns": _npy(np.zeros((2, 10_000), np.float32)),
        "npy of records": _npy(np.zeros(3, [("a", "<i4"), ("b", "<f8")])),
        "npy of dates": _npy(np.zeros(359, "datetime64[s]")),
        "npy that claims a terabyte": _npy_header("(250000000000,)"),
        "npy that claims less than nothing": _npy_header("(-1, 2)"),
        "npy that claims 2**63": _npy_header("(9223372036854775808, 2)"),
        "npy with code in its header": _npy_header("__import__('os')"),
        "npy with a nested header": _npy_header("(" * 100 + "1" + ",)" * 100),
        "npz of nothing": _zip({}),
        "npz of other names": _zip({"../../outside/a.npy": _npy([1.0]), "b": b"text"}),
        "npz with a bomb": _zip({"target.npy": bytes(20_000_000), "latents.mean.npy": b""}),
        "npz of text": _zip({"about.npy": _npy(["a"]), "target.npy": _npy(["b"])}),
        "npz of odd shapes": _zip(
            {
                "about.npy": _npy(np.frombuffer(about, np.uint8)),
                "target.npy": _npy(np.zeros((3, 7))),
                "latents.mean.npy": _npy(np.float32(1.0)),
                "latents.sample.npy": _npy(np.zeros((5, 2, 2))),
            }
        ),
        "npz of NaN": _zip(
            {
                "about.npy": _npy(np.frombuffer(about, np.uint8)),
                "target.npy": _npy(np.full((40, 2), np.nan, np.float32)),
                "latents.mean.npy": _npy(np.full((40, 2), np.inf, np.float32)),
            }
        ),
        "npz whose figures are nested": _zip(
            {
                "about.npy": _npy(np.frombuffer(b"[" * DEEP, np.uint8)),
                "target.npy": _npy(np.zeros((3, 2), np.float32)),
                "latents.mean.npy": _npy(np.zeros((3, 2), np.float32)),
            }
        ),
        "npz whose figures are text": _zip(
            {
                "about.npy": _npy(np.frombuffer(b'{"metrics": "a", "details": 3}', np.uint8)),
                "target.npy": _npy(np.zeros((3, 2), np.float32)),
                "latents.mean.npy": _npy(np.zeros((3, 2), np.float32)),
            }
        ),
        "safetensors of nothing": _safetensors("{}"),
        "safetensors with a long header": struct.pack("<Q", 2**62) + b"{}",
        "safetensors with a nested header": _safetensors("[" * DEEP + "]" * DEEP),
        "safetensors that lie": _safetensors(
            '{"a": {"dtype": "F32", "shape": [99999999999], "data_offsets": [0, 4]}}', b"\0" * 4
        ),
        "safetensors of another model": _safetensors(
            '{"a": {"dtype": "F64", "shape": [1], "data_offsets": [0, 8]}}', b"\0" * 8
        ),
        "PNG that is cut": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff",
        "HTML": b"<html><script>alert(1)</script></html>",
        "ANSI escapes": b"\x1b[2J\x1b]0;title\x07 red\r\n" * 10,
        "a long line": b"x" * 1_000_000,
        "many lines": b'{"step": 1}\n' * 20_000,
        "lines of any kind": "\n".join(
            text for text in VALUES.values() if len(text) < 10_000
        ).encode(),
        "lines nested": ("[" * DEEP + "\n" + '{"a":' * DEEP + "\n").encode(),
        "steps of any kind": "".join(
            f'{{"step": {text}, "kind": "set", "changes": {text}}}\n'
            for text in VALUES.values()
            if len(text) < 10_000
        ).encode(),
        **{f"value {name}": text.encode() for name, text in VALUES.items()},
    }


NAMES = (
    "unknown.json",
    "-rf",
    "a b",
    "a\nb",
    "a\x1b[31mb",
    "a\u202eb.json",
    "a\udcffb",
    "e\u0301.npz",
    "x" * 255,
    "0000300.npz",
    "99999999999999999999999.npz",
    "0000300-traversal.png",
    ".status.json.0a1b2c3d.tmp",
    "config.json.bak",
    "__pycache__",
    "CON",
    "%00",
    "..%2f..",
    "*",
)
"""Names of files that nobody has asked for; one is not UTF-8."""
