"""CelebA, from folders and archives in its makers' layout."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sculptor import SculptorError, data
from sculptor.data.sets import celeba

pytestmark = pytest.mark.usefixtures("fresh")

RANDOM = np.random.default_rng(0)


NUMBERS = (1, 2, 162_771, 182_637, 182_638, 202_599)


def photograph(number: int, size: tuple[int, int] = (178, 218)) -> bytes:
    """One whose middle is white and whose rim, which is cropped, is black."""
    pixels = np.zeros((*size[::-1], 3), np.uint8)
    pixels[35:183, 15:163] = number % 251
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


def write_faces(folder: Path, zipped: bool, **changes: bytes) -> None:
    contents = {f"{number:06}.jpg": photograph(number) for number in NUMBERS} | changes
    if zipped:
        with zipfile.ZipFile(folder / "img_align_celeba.zip", "w") as archive:
            for name, content in reversed(contents.items()):
                archive.writestr(f"img_align_celeba/{name}", content)
            archive.writestr("../../outside.jpg", b"x")
    else:
        (folder / "img_align_celeba").mkdir()
        for name, content in contents.items():
            (folder / "img_align_celeba" / name).write_bytes(content)


def write_attributes(folder: Path, numbers: tuple[int, ...] = NUMBERS) -> np.ndarray:
    table = RANDOM.choice([-1, 1], (len(numbers), 40))
    lines = [str(len(numbers)), " ".join(name.replace(" ", "_") for name in celeba.ATTRIBUTES)]
    for number, row in zip(numbers, table, strict=True):
        lines.append(f"{number:06}.jpg {' '.join(f'{value:2}' for value in row)}")
    (folder / "list_attr_celeba.txt").write_text("\n".join(lines) + "\n")
    return table


@pytest.mark.parametrize("zipped", [True, False])
def test_celeba_from_a_folder_or_a_zip(zipped: bool, folder: Path) -> None:
    write_faces(folder, zipped)
    found = data.load("celeba-64")
    assert (found.train, found.validation, found.shape) == (2, 2, (3, 64, 64))
    assert found.factors is None
    inner = found.images[:, :, 2:-2, 2:-2].mean((1, 2, 3))
    assert inner == pytest.approx([number % 251 for number in NUMBERS], abs=3)
    assert data.thumbnail("celeba-64").startswith(b"\x89PNG")
    info = data.describe("celeba-64")
    assert (info.n_train, info.n_validation, info.n_test) == (2, 2, 2)


def test_attributes_are_factors_where_they_are_there(folder: Path) -> None:
    write_faces(folder, zipped=False)
    table = write_attributes(folder)
    found = data.load("celeba-64")
    assert np.array_equal(found.factors, table > 0)
    assert found.factor_names == celeba.ATTRIBUTES
    assert set(found.factor_kinds) == {"categorical"}
    write_attributes(folder, NUMBERS[:-1])
    with pytest.raises(SculptorError, match="202599"):
        data.load("celeba-64")
    (folder / "list_attr_celeba.txt").write_text("6\nSmiling\n")
    with pytest.raises(SculptorError, match="40 attributes"):
        data.load("celeba-64")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "whole JPEG in .*000001.*it is none"),
        (photograph(1)[:900], "whole JPEG in .*000001.*truncated"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "whole JPEG in .*000001.*it is none"),
        (photograph(1, (64, 64)), "178 x 218"),
        (bytes(celeba.MAX_JPEG + 1), "at most"),
    ],
    ids=["empty", "cut", "svg", "size", "long"],
)
@pytest.mark.parametrize("zipped", [True, False])
def test_photographs_that_are_none_are_said(
    zipped: bool, content: bytes, told: str, folder: Path
) -> None:
    write_faces(folder, zipped, **{"000001.jpg": content})
    with pytest.raises(SculptorError, match=told):
        data.load("celeba-64")


def test_links_out_of_the_folder_are_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.jpg").write_bytes(photograph(9))
    write_faces(folder, zipped=False)
    (folder / "img_align_celeba" / "000009.jpg").symlink_to(tmp_path / "secret.jpg")
    assert len(data.load("celeba-64")) == 6


def test_a_folder_without_photographs_is_said(folder: Path) -> None:
    (folder / "img_align_celeba").mkdir()
    with pytest.raises(SculptorError, match=r"000001\.jpg and so on"):
        data.load("celeba-64")


def test_celeba_must_be_got_from_its_makers() -> None:
    with pytest.raises(SculptorError, match=r"mmlab.*SCULPTOR_DATA"):
        data.download("celeba-64")
