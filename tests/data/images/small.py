"""Small images of every kind, made on the spot."""

import io
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image


def picture(number: int = 0, size: tuple[int, int] = (12, 10), mode: str = "RGB") -> Image.Image:
    """A picture of its own for each number; the size is width and height."""
    generator = np.random.default_rng(number)
    coarse = generator.integers(0, 256, (3, 3, 3), dtype=np.uint8)
    image = Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)
    return image.convert(mode)


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """The content of a file."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def png(number: int = 0, size: tuple[int, int] = (12, 10), mode: str = "RGB") -> bytes:
    """The same as PNG."""
    return encoded(picture(number, size, mode))


def write_folder(root: Path, files: Mapping[str, bytes]) -> Path:
    """Files at any depth."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def write_zip(path: Path, files: Mapping[str, bytes]) -> Path:
    """A zip of files."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def write_tar(path: Path, files: Mapping[str, bytes], mode: str = "w") -> Path:
    """A tar of files."""
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def two_classes(n: int = 20) -> dict[str, bytes]:
    """As many images of each of two classes, in a format that every version writes alike."""
    return {
        f"{name}/{i}.bmp": encoded(picture(100 * place + i), "BMP")
        for place, name in enumerate(("cats", "dogs"))
        for i in range(n)
    }
