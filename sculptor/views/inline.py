"""Pictures as addresses that bring them along (RFC 2397)."""

from __future__ import annotations

import base64


def data_uri(picture: bytes | str, kind: str = "png") -> str:
    """The address of a picture that holds all of it.

    A page that shows it asks for no file, so that it stays whole when what drew it has gone on.

    Args:
        picture: SVG, or the bytes of a picture of pixels.
        kind: Of what format these are.

    >>> data_uri(b"PNG"), data_uri("<svg/>")
    ('data:image/png;base64,UE5H', 'data:image/svg+xml;base64,PHN2Zy8+')
    """
    if isinstance(picture, str):
        picture, kind = picture.encode(), "svg+xml"
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"
