"""Texts of any encoding as UTF-8, which all that follows reads."""

from __future__ import annotations

import codecs

from sculptor.tables.limits import Unlike

MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
"""How a text that says its encoding begins."""

PIECE = 1 << 20
"""Bytes that are converted at once."""

LOOKED_AT = 1 << 16
"""Bytes by which a text without a mark is told from other files."""

_CONTROLS = bytes(value for value in range(32) if value not in b"\t\n\v\f\r\x1a\x1b")


def to_utf8(content: bytes, encoding: str | None = None) -> tuple[bytes, str, str]:
    r"""A text in UTF-8 without a mark, the name of its encoding, and what is to be said of it.

    >>> to_utf8("größe".encode("utf-16"))[:2] == ("größe".encode(), "utf-16")
    True
    >>> to_utf8("größe".encode("latin-1"))[1:]
    ('windows-1252', "It is not UTF-8 and was read as windows-1252, such as 'größe'.")

    Args:
        content: The text.
        encoding: That it is in, out of `sculptor.tables.reading.ENCODINGS`; found where None.

    Raises:
        Unlike: It is no text, or not in that encoding.
    """
    for mark, name in MARKS:
        if content.startswith(mark) and encoding in (None, name[:6].rstrip("-")):
            if name == "utf-8":
                return _checked(content[len(mark) :]), name, ""
            return _converted(content[len(mark) :], name), "utf-16", ""
    if encoding is None:
        return _found(content)
    if encoding == "utf-8":
        return _checked(content), encoding, ""
    codec = {"utf-16": "utf-16-le", "windows-1252": "cp1252"}.get(encoding, encoding)
    return _converted(content, codec), encoding, ""


def _found(content: bytes) -> tuple[bytes, str, str]:
    """A text that does not say what it is in."""
    start = content[:LOOKED_AT]
    if (wide := _wide(start)) is not None:
        note = "It does not say its encoding and was read as UTF-16."
        return _converted(content, wide), "utf-16", note
    if start.translate(None, _CONTROLS) != start:
        raise Unlike(
            "CSV, TSV, JSON Lines, NPY, NPZ, Parquet, Arrow, safetensors or Excel (.xlsx)",
            "a file of another kind",
            "Save the samples as one of these",
        )
    place = _first_other(content)
    if place is None:
        return content, "utf-8", ""
    for name, codec in (("windows-1252", "cp1252"), ("latin-1", "latin-1")):
        try:
            text = _converted(content, codec)
        except Unlike:
            continue
        shown = content[max(0, place - 12) : place + 12].decode(codec, "replace")
        word = next((part for part in shown.split() if not part.isascii()), shown).strip(',;"')
        return text, name, f"It is not UTF-8 and was read as {name}, such as {word[:24]!r}."
    raise AssertionError("every byte is a character of Latin-1")


def _wide(start: bytes) -> str | None:
    """UTF-16 without a mark: of most characters, one byte of two is zero."""
    half = len(start) // 2
    if half < 2:
        return None
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if odd > 0.6 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 * half and odd < 0.05 * half else None


def _first_other(content: bytes) -> int | None:
    """Where a text stops being UTF-8; None if it does not."""
    if content.isascii():
        return None
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(content), PIECE):
        part = content[start : start + PIECE]
        try:
            decoder.decode(part, final=start + PIECE >= len(content))
        except UnicodeDecodeError as error:
            # What was held back of the piece before is counted by the decoder, and is not in this.
            held = len(error.object) - len(part)
            return max(0, start + error.start - held)
    return None


def _checked(content: bytes) -> bytes:
    """A text that says that it is UTF-8.

    Raises:
        Unlike: It is not.
    """
    place = _first_other(content)
    if place is not None:
        raise Unlike(
            "a table as UTF-8 text",
            f"bytes that are not, first at byte {place:,}",
            "Choose the encoding that it is in",
        )
    return content


def _converted(content: bytes, codec: str) -> bytes:
    decoder = codecs.getincrementaldecoder(codec)()
    found = bytearray()
    try:
        for start in range(0, len(content), PIECE):
            part = content[start : start + PIECE]
            text = decoder.decode(part, final=start + PIECE >= len(content))
            found += text.encode("utf-8", "replace")
    except UnicodeDecodeError as error:
        raise Unlike(
            f"a table as text in {codec}", "bytes that are not", "Choose the encoding that it is in"
        ) from error
    return bytes(found)
