"""What a component is sent: a header of JSON, and bytes as they are."""

import json
import struct
from typing import Any

from sculptor.ui.frontend.encoding import packed


def unpacked(sent: bytes) -> Any:
    """As the browser reads it."""
    (length,) = struct.unpack("<I", sent[:4])
    body = sent[4 + length :]

    def put_back(value: dict[str, Any]) -> Any:
        return body[slice(*value["bytes"])] if value.keys() == {"bytes"} else value

    return json.loads(sent[4 : 4 + length], object_hook=put_back)


def test_bytes_come_back_from_any_depth() -> None:
    data = {
        "points": b"\x00\xff" * 5,
        "none": b"",
        "runs": [{"id": "größe", "seen": [b"abc", 1.5, None]}, {"latents": b"\n{}"}],
    }
    assert unpacked(packed(data)) == data


def test_what_holds_no_bytes_is_json_alone() -> None:
    sent = packed({"n": 1})
    assert sent == struct.pack("<I", 8) + b'{"n": 1}'
