"""Tiny ImageNet's ZIP: what is in it, and archives that are not it."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sculptor import SculptorError
from sculptor.data.dataset import Dataset
from sculptor.data.sets import tiny_imagenet

TOP = "tiny-imagenet-200/"
CAT, REEL = "n02124075", "n04067472"


def jpeg(colour: tuple[int, int, int] | int, side: int = 64, mode: str = "RGB") -> bytes:
    """An image of one colour."""
    buffer = io.BytesIO()
    Image.new(mode, (side, side), colour).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


def members() -> dict[str, bytes]:
    """Two classes of two training images, and two images to validate, one of them grey."""
    return {
        f"{TOP}": b"",
        f"{TOP}wnids.txt": f"{REEL}\n{CAT}\n".encode(),
        f"{TOP}words.txt": f"{CAT}\tEgyptian cat, puss\n{REEL}\treel\nn00001740\tentity\n".encode(),
        f"{TOP}train/{CAT}/images/{CAT}_10.JPEG": jpeg((200, 0, 0)),
        f"{TOP}train/{CAT}/images/{CAT}_2.JPEG": jpeg((100, 0, 0)),
        f"{TOP}train/{CAT}/{CAT}_boxes.txt": b"",
        f"{TOP}train/{REEL}/images/{REEL}_2.JPEG": jpeg((0, 0, 90)),
        f"{TOP}val/images/val_1.JPEG": jpeg(70, mode="L"),
        f"{TOP}val/images/val_0.JPEG": jpeg((0, 0, 250)),
        f"{TOP}val/val_annotations.txt": (
            f"val_1.JPEG\t{CAT}\t0\t0\t1\t1\nval_0.JPEG\t{REEL}\t0\t0\t1\t1\n".encode()
        ),
    }


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Where the archive of a test goes."""
    return tmp_path / "tiny-imagenet-200.zip"


def write(path: Path, files: dict[str, bytes], packing: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(path, "w", packing) as target:
        for name, content in files.items():
            target.writestr(name, content)


def read(path: Path, **changes: bytes | None) -> Dataset:
    """Read the archive of `members` with some of them changed or left out."""
    files = members()
    for name, content in changes.items():
        if content is None:
            del files[TOP + name]
        else:
            files[TOP + name] = content
    write(path, files)
    return tiny_imagenet.build({"archive": path})


def test_order_labels_names_and_grey_images(archive: Path) -> None:
    found = read(archive)
    assert (len(found), found.train, found.shape) == (5, 3, (3, 64, 64))
    assert found.labels.tolist() == [1, 0, 1, 0, 1]
    assert found.label_names == ("reel", "Egyptian cat")
    middle = found.images[:, :, 32, 32].astype(int)
    expected = [[100, 0, 0], [0, 0, 90], [200, 0, 0], [0, 0, 250], [70, 70, 70]]
    assert np.abs(middle - expected).max() <= 3
    assert tiny_imagenet.count({"archive": archive}) == (3, 2)
    shown = tiny_imagenet.preview({"archive": archive}, 2)
    assert np.array_equal(shown, found.images[:2])


def test_the_test_folder_and_other_names_are_left_alone(archive: Path, tmp_path: Path) -> None:
    other = {
        "test/images/test_0.JPEG": b"no label, not read",
        "../../outside.JPEG": b"x",
        f"train/{CAT}/images/../{CAT}_9.JPEG": b"x",
        f"train/{CAT}/images/{REEL}_9.JPEG": b"x",
    }
    assert len(read(archive, **other)) == 5
    assert [path.name for path in tmp_path.iterdir()] == [archive.name]


def test_packed_members_are_read_too(archive: Path) -> None:
    write(archive, members(), zipfile.ZIP_DEFLATED)
    assert len(tiny_imagenet.build({"archive": archive})) == 5


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("wnids.txt", None, "wnids.txt in .* not there"),
        ("words.txt", b"\xff\xfe", "Expected text in words.txt"),
        ("wnids.txt", CAT.encode(), f"1 others such as '{REEL}'"),
        ("wnids.txt", "\n".join(f"n{i:08}" for i in range(201)).encode(), "200 at most"),
        ("val/val_annotations.txt", f"val_0.JPEG\t{CAT}".encode(), "val_1.JPEG"),
        ("val/images/val_0.JPEG", jpeg((0, 0, 0), side=32), "64 x 64 .* received mode RGB and 32"),
        ("val/images/val_0.JPEG", jpeg((0, 0, 0))[:-400], "whole JPEG in .*val_0"),
        ("val/images/val_0.JPEG", b"no image", "whole JPEG"),
        ("val/images/val_0.JPEG", b"", "whole JPEG"),
        ("val/images/val_0.JPEG", bytes(200_000), "at most 131,072 bytes"),
    ],
)
def test_what_is_not_the_archive_is_said(
    name: str, content: bytes | None, message: str, archive: Path
) -> None:
    with pytest.raises(SculptorError, match=message):
        read(archive, **{name: content})


def test_an_image_of_another_format_is_refused(archive: Path) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 64)).save(buffer, "PNG")
    with pytest.raises(SculptorError, match="whole JPEG"):
        read(archive, **{"val/images/val_0.JPEG": buffer.getvalue()})


def test_a_member_that_unpacks_to_very_much_is_refused(archive: Path) -> None:
    files = members() | {f"{TOP}words.txt": bytes(50_000_000)}
    write(archive, files, zipfile.ZIP_DEFLATED)
    assert archive.stat().st_size < 100_000
    with pytest.raises(SculptorError, match="at most 8,388,608 bytes"):
        tiny_imagenet.build({"archive": archive})


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_is_there_twice_is_refused(archive: Path) -> None:
    write(archive, members())
    with zipfile.ZipFile(archive, "a") as target:
        target.writestr(f"{TOP}val/images/val_0.JPEG", jpeg(0))
    with pytest.raises(SculptorError, match="twice"):
        tiny_imagenet.build({"archive": archive})


def test_damaged_archives_are_said(archive: Path) -> None:
    write(archive, members())
    whole = archive.read_bytes()
    place = whole.index(b"\xff\xd8") + 300  # within the first JPEG
    changed = whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :]
    for content in (b"", b"PK", whole[: len(whole) // 2], changed):
        archive.write_bytes(content)
        with pytest.raises(SculptorError, match="damaged"):
            tiny_imagenet.build({"archive": archive})


def test_an_archive_without_images_is_said(archive: Path) -> None:
    write(archive, {f"{TOP}wnids.txt": b""})
    with pytest.raises(SculptorError, match="received 0 and 0"):
        tiny_imagenet.build({"archive": archive})
