"""CelebA: aligned photographs of faces, cropped to 64 pixels, from a folder that the user has.

Its makers ask to be asked, so nothing is downloaded: what they hand out is
``img_align_celeba.zip``, or the folder in it, beside ``list_attr_celeba.txt``.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, UnidentifiedImageError

from sculptor.data import kept
from sculptor.data.dataset import Dataset, FactorKind, Images
from sculptor.data.source import AGAIN, ZIP_DAMAGE, Files, RemoteFile, Source, reading
from sculptor.errors import SculptorError

SIDE = 64
WIDTH, HEIGHT = 178, 218
"""Of the published photographs."""
CROP = 148
"""The side of the square in their middle that is kept, as in most work on them."""
N_TRAIN, N_VALIDATION, N_TEST = 162_770, 19_867, 19_962
N = N_TRAIN + N_VALIDATION + N_TEST
"""The makers' partition goes by number: 162,770 to train, 19,867 to validate, the rest to test."""

ATTRIBUTES: tuple[str, ...] = tuple(
    name.replace("_", " ")
    for name in (
        *("5_o_Clock_Shadow", "Arched_Eyebrows", "Attractive", "Bags_Under_Eyes", "Bald", "Bangs"),
        *("Big_Lips", "Big_Nose", "Black_Hair", "Blond_Hair", "Blurry", "Brown_Hair"),
        *("Bushy_Eyebrows", "Chubby", "Double_Chin", "Eyeglasses", "Goatee", "Gray_Hair"),
        *("Heavy_Makeup", "High_Cheekbones", "Male", "Mouth_Slightly_Open", "Mustache"),
        *("Narrow_Eyes", "No_Beard", "Oval_Face", "Pale_Skin", "Pointy_Nose"),
        *("Receding_Hairline", "Rosy_Cheeks", "Sideburns", "Smiling", "Straight_Hair"),
        *("Wavy_Hair", "Wearing_Earrings", "Wearing_Hat", "Wearing_Lipstick"),
        *("Wearing_Necklace", "Wearing_Necktie", "Young"),
    )
)
KINDS: tuple[FactorKind, ...] = tuple("categorical" for _ in ATTRIBUTES)
MAX_JPEG = 1 << 17
"""Bytes of a photograph, at most; those published have up to 30,000."""
MAX_TEXT = 1 << 26
_NAME = re.compile(r"(?:.*/)?(\d{6})\.jpg")


def build(files: Files) -> Dataset:
    """The photographs by their number; attributes are factors where their list is there.

    Raises:
        SculptorError: A file is damaged, or not CelebA's.
    """
    path = files["images"]
    with _opened(path) as (names, _):
        numbers = list(names)
    train, _, validation = _sizes(numbers)
    attributes = _attributes(files["attributes"], numbers) if "attributes" in files else None
    return Dataset(
        name="celeba-64",
        images=kept.mapped(
            "celeba-64-1", files, (len(numbers), 3, SIDE, SIDE), lambda: _blocks(path, numbers)
        ),
        train=train,
        validation=validation,
        factors=attributes,
        factor_names=ATTRIBUTES if attributes is not None else (),
        factor_kinds=KINDS if attributes is not None else (),
    )


def preview(files: Files, n: int) -> Images:
    """The first photographs."""
    with _opened(files["images"]) as (names, _):
        numbers = list(names)[:n]
    return np.concatenate(list(_blocks(files["images"], numbers)))


def count(files: Files) -> tuple[int, int, int]:
    """Photographs to train, to test and to validate, by their names."""
    with _opened(files["images"]) as (names, _):
        return _sizes(names)


def _sizes(numbers: Collection[int]) -> tuple[int, int, int]:
    """How many there are of the makers' splits for training, test and validation."""
    train = sum(number <= N_TRAIN for number in numbers)
    untested = sum(number <= N_TRAIN + N_VALIDATION for number in numbers)
    return train, len(numbers) - untested, untested - train


@contextmanager
def _opened(path: Path) -> Iterator[tuple[dict[int, str], Callable[[str], bytes]]]:
    """Names by number, in order, and what reads one: in a folder or in a ZIP archive.

    Other names are passed over. Nothing outside the folder is read: links are not followed.
    """
    with reading(path, "a whole ZIP archive or a folder", ZIP_DAMAGE):
        if path.is_dir():
            with os.scandir(path) as entries:
                found = [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]
            yield _numbered(found, path), lambda name: _content(path / name)
        else:
            with zipfile.ZipFile(path) as archive:
                yield (
                    _numbered(archive.namelist(), path),
                    lambda name: _member(archive, name, path),
                )


def _numbered(names: list[str], path: Path) -> dict[int, str]:
    found = {int(match[1]): name for name in names if (match := _NAME.fullmatch(name))}
    if not 1 <= len(found) <= N:
        raise SculptorError(
            f"Expected 1 to {N:,} photographs called 000001.jpg and so on in "
            f"{path}, received {len(found):,}. Put CelebA's img_align_celeba there."
        )
    return dict(sorted(found.items()))


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return _bounded(file.read(MAX_JPEG + 1), path.name, path.parent)


def _member(archive: zipfile.ZipFile, name: str, path: Path) -> bytes:
    with archive.open(name) as file:
        return _bounded(file.read(MAX_JPEG + 1), name, path)


def _bounded(content: bytes, name: str, path: Path) -> bytes:
    if len(content) > MAX_JPEG:
        raise SculptorError(
            f"Expected at most {MAX_JPEG:,} bytes in {name} of {path}, but there are more. {AGAIN}."
        )
    return content


def _blocks(path: Path, numbers: list[int]) -> Iterator[Images]:
    """The photographs of some numbers; they are decoded on all cores."""
    with _opened(path) as (names, read), ThreadPoolExecutor(os.cpu_count()) as pool:
        for start in range(0, len(numbers), kept.BLOCK):
            chosen = [names[number] for number in numbers[start : start + kept.BLOCK]]
            contents = map(read, chosen)  # one after another: they are in one archive
            decoded = pool.map(_face, contents, chosen, [path] * len(chosen))
            yield np.stack(list(decoded))


def _face(content: bytes, name: str, path: Path) -> Images:
    """The middle of a photograph, ``(3, 64, 64)``."""
    left, top = (WIDTH - CROP) / 2, (HEIGHT - CROP) / 2
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG",)) as picture:
            if picture.size != (WIDTH, HEIGHT):
                raise SculptorError(
                    f"Expected a photograph of {WIDTH} x {HEIGHT} pixels in {name} of {path}, "
                    f"received {picture.width} x {picture.height}. Put CelebA's aligned ones there."
                )
            face = picture.convert("RGB").resize(
                (SIDE, SIDE),
                Image.Resampling.BILINEAR,
                box=(left, top, left + CROP, top + CROP),
            )
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        none = isinstance(error, UnidentifiedImageError)
        raise SculptorError(
            f"Expected a whole JPEG in {name} of {path}, but: "
            f"{'it is none' if none else error}. {AGAIN}."
        ) from error
    return np.asarray(face).transpose(2, 0, 1)


def _attributes(path: Path, numbers: list[int]) -> npt.NDArray[np.float32]:
    """Whether each photograph has each attribute, 0 or 1, ``(n, 40)``.

    The list has the number of photographs, then the names, then a row each: a file name and 1 or -1
    for each attribute.
    """
    with reading(path, "a text", (UnicodeDecodeError,)), path.open("rb") as file:
        content = file.read(MAX_TEXT + 1)
        lines = content.decode("ascii").splitlines()
    known = [name.replace("_", " ") for name in lines[1].split()] if len(lines) > 1 else []
    if len(content) > MAX_TEXT or known != list(ATTRIBUTES):
        raise SculptorError(
            f"Expected CelebA's {len(ATTRIBUTES)} attributes in the second line of {path}, "
            f"received {len(known)} names. Put its list_attr_celeba.txt there."
        )
    rows = {line[:6]: line.split()[1:] for line in lines[2:]}
    try:
        table = np.array([rows[f"{number:06}"] for number in numbers], np.float32)
        if table.shape != (len(numbers), len(ATTRIBUTES)) or not np.isin(table, (-1, 1)).all():
            raise ValueError("a value that is neither 1 nor -1")
    except (KeyError, ValueError) as error:
        raise SculptorError(
            f"Expected a row of 1 and -1 for each photograph in {path}, but: {error}. {AGAIN}."
        ) from error
    return (table > 0).astype(np.float32)


SOURCES = (
    Source(
        name="celeba-64",
        title="Faces, 64 pixels, from a folder of yours",
        shape=(3, SIDE, SIDE),
        n_train=N_TRAIN,
        n_validation=N_VALIDATION,
        n_test=N_TEST,
        licence="Non-commercial research only, as its makers say",
        source="CelebA (Liu, Luo, Wang and Tang, Deep Learning Face Attributes in the Wild, 2015)",
        factor_names=ATTRIBUTES,
        factor_kinds=KINDS,
        make=build,
        preview=preview,
        files=(
            RemoteFile(
                key="images",
                names=("img_align_celeba.zip", "img_align_celeba/"),
                page="https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html",
            ),
            RemoteFile(key="attributes", names=("list_attr_celeba.txt",), optional=True),
        ),
        count=count,
    ),
)
