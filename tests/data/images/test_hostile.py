"""What is broken or meant to do harm: a clear error, or left out with the reason; nothing else."""

import errno
import io
import os
import stat
import tarfile
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sculptor import SculptorError, data
from sculptor.data.images import archive, opening, parquet, preparing, sources
from sculptor.data.own import store
from sculptor.home import datasets_dir
from tests.data.images.small import png, two_classes, write_folder, write_tar, write_zip


def left_out(name: str = "x") -> dict[str, str]:
    """What was left out of a set, and why."""
    return dict(store.skipped(store.read(name)))


def files_of(root: Path) -> set[str]:
    """Every file in a folder."""
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


HOSTILE = ["../../evil.png", "/etc/evil.png", "..\\..\\evil.png", "C:\\evil.png", "a/../../e.png"]


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_names_that_lead_out_of_an_archive(tmp_path: Path, kind: str, own_home: Path) -> None:
    files = two_classes(5) | {name: png(i + 900) for i, name in enumerate(HOSTILE)}
    write = write_zip if kind == "zip" else write_tar
    (tmp_path / "in").mkdir()
    path = write(tmp_path / "in" / f"x.{kind}", files)
    before = files_of(tmp_path)
    manifest = data.add("x", path)
    assert len(manifest) == 10
    assert set(left_out().values()) == {"its name leads out of the archive"}
    assert len(left_out()) == len(HOSTILE)
    assert {name for name in files_of(tmp_path) - before if "home" not in name} == set()


def test_links_and_devices_in_a_tar_are_left_out(tmp_path: Path) -> None:
    path = write_tar(tmp_path / "x.tar", two_classes(5))
    with tarfile.open(path, "a") as made:
        for name, kind in (
            ("s", tarfile.SYMTYPE),
            ("h", tarfile.LNKTYPE),
            ("c", tarfile.CHRTYPE),
            ("f", tarfile.FIFOTYPE),
        ):
            member = tarfile.TarInfo(f"{name}.png")
            member.type, member.linkname = kind, "/etc/passwd"
            made.addfile(member)
    assert len(data.add("x", path)) == 10
    assert left_out() == {
        "s.png": "a link within an archive",
        "h.png": "a link within an archive",
        "c.png": "no regular file",
        "f.png": "no regular file",
    }


def test_links_in_a_zip_are_left_out(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "x.zip", two_classes(5))
    with zipfile.ZipFile(path, "a") as made:
        link = zipfile.ZipInfo("link.png")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
    data.add("x", path)
    assert left_out() == {"link.png": "a link within an archive"}


def test_a_bomb_in_a_zip_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    write_zip(path, two_classes(5))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr("bomb.png", bytes(50_000_000))
        made.writestr("within.zip", b"PK\x05\x06" + bytes(18))
    data.add("x", path)
    assert left_out()["bomb.png"].startswith("it unpacks to")
    assert "archive within" in left_out()["within.zip"]


def test_a_size_in_the_directory_of_a_zip_that_is_a_lie(tmp_path: Path) -> None:
    """The member unpacks to more than its entry says: no more is read."""
    path = write_zip(tmp_path / "x.zip", two_classes(5) | {"lie.png": png(7) + bytes(5_000)})
    content = bytearray(path.read_bytes())
    place = content.rfind(b"lie.png") - 46
    content[place + 24 : place + 28] = (100).to_bytes(4, "little")
    path.write_bytes(content)
    assert len(data.add("x", path)) == 10
    assert "damaged" in left_out()["lie.png"]


def test_a_bomb_as_a_packed_tar_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_tar(tmp_path / "x.tar.gz", {"a.png": bytes(30_000_000)}, "w:gz")
    monkeypatch.setattr(archive, "RATIO", 10)
    monkeypatch.setattr(archive, "LEAST_BOMB", 1 << 20)
    with pytest.raises(SculptorError, match="unpacks to more than 10 times its size"):
        data.add("x", path)


def test_a_name_that_is_there_twice_counts_once(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "x.zip", two_classes(5))
    with zipfile.ZipFile(path, "a") as made, pytest.warns(UserWarning, match="Duplicate"):
        made.writestr("cats/0.bmp", png(1))
    assert len(data.add("x", path)) == 10
    assert left_out() == {"cats/0.bmp": "a second file of this name in the archive"}


@pytest.mark.parametrize(
    "name", ["x.zip", "x.tar", "x.tar.gz", "x.npy", "x.npz", "x.parquet", "x.safetensors"]
)
@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 no archive", b"\x1f\x8b\x08junk", bytes(1_000)],
    ids=["empty", "pk", "gzip", "zeros"],
)
def test_files_that_are_not_what_their_name_says(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SculptorError, match="Expected"):
        data.add("x", tmp_path / name, kind="images")
    assert "x" not in data.names()
    assert not datasets_dir().exists() or files_of(datasets_dir()) == set()


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_an_archive_that_is_cut_short(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"x.{kind}"
    if kind == "zip":
        write_zip(path, two_classes(5))
    else:
        write_tar(path, two_classes(5), "w:gz")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(SculptorError, match="get it again from its source"):
        data.add("x", path)


def test_an_encrypted_member_is_left_out(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "x.zip", two_classes(5))
    content = bytearray(path.read_bytes())
    place = content.rfind(b"PK\x01\x02")
    content[place + 8] |= 1
    path.write_bytes(content)
    data.add("x", path)
    assert [*left_out().values()] == ["encrypted"]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "but there are none"),
        ({"readme.txt": b"hello"}, r"none among 1 files: readme\.txt is no image by its name"),
        ({"a.png": png()}, "Expected 3 or more that can be read.*received 1"),
        ({"a.png": png(), "b.png": b"x", "c.png": b"y"}, "received 1"),
        ({f"{i}.png": b"x" for i in range(5)}, "none of the 5 that were looked at can be read"),
    ],
    ids=["empty", "text", "one", "one of three", "none readable"],
)
def test_folders_without_enough_images(
    tmp_path: Path, files: dict[str, bytes], message: str
) -> None:
    folder = tmp_path / "x"
    folder.mkdir()
    with pytest.raises(SculptorError, match=message):
        data.add("x", write_folder(folder, files))
    assert "x" not in data.names()


def test_a_place_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SculptorError, match="is not there"):
        data.add("x", tmp_path / "nothing")


def test_images_that_are_all_the_same_are_a_set_and_that_is_said(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "x", {f"{i}.png": png() for i in range(9)})
    manifest = data.add("x", folder)
    assert min(manifest.n_train, manifest.n_validation, manifest.n_test) >= 1
    assert any("8 images have the same pixels" in note for note in manifest.notes)


NAMES = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "$x$",
    ":red[x]",
    "\u0444\u043e\u0442\u043e",
    "\u5199\u771f",
    "a" * 250,
    "line\nbreak",
    "\u202egnp",
]


@pytest.mark.skipif(os.name == "nt", reason="has no such names")
def test_names_of_any_kind_are_kept_as_text(tmp_path: Path) -> None:
    files = {
        f"{name.replace('/', '-')}/{i}.png": png(10 * place + i)
        for place, name in enumerate(NAMES)
        for i in range(3)
    }
    files |= {f"{name.replace('/', '-')}.txt": b"" for name in NAMES[:4]}
    manifest = data.add("x", write_folder(tmp_path / "x", files))
    assert len(manifest.label_names) == len(NAMES)
    assert "<script>alert(1)<-script>" in manifest.label_names
    assert not any("\n" in name or "\u202e" in name for name in manifest.label_names)
    assert len(left_out()) == 4


def test_a_name_that_is_no_unicode(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "x", two_classes(5))
    raw = os.fsencode(folder) + b"/cats/\xff\xfe.png"
    try:
        with open(raw, "wb") as file:  # noqa: PTH123
            file.write(png(77))
        with open(raw + b".txt", "wb") as file:  # noqa: PTH123
            file.write(b"")
    except OSError:
        pytest.skip("the file system takes no such name")
    assert len(data.add("x", folder)) == 11
    assert len(left_out()) == 1


def test_a_link_in_a_circle_is_walked_once(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "x", two_classes(5))
    (folder / "cats" / "again").symlink_to(folder, target_is_directory=True)
    (folder / "nowhere.png").symlink_to(tmp_path / "gone.png")
    assert len(data.add("x", folder)) == 10
    assert "a link" in left_out()["cats/again"]
    assert left_out()["nowhere.png"] == "a link to nothing"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "x", two_classes(5))
    os.mkfifo(folder / "pipe.png")
    data.add("x", folder)
    assert left_out() == {"pipe.png": "a pipe or a device"}
    with pytest.raises(sources.Unreadable, match="no regular file"):
        sources.read_file(folder / "pipe.png")


def test_a_folder_that_changes_while_it_is_read(tmp_path: Path) -> None:
    """One file goes, one is cut short, and one appears after the folder was listed."""
    folder = write_folder(tmp_path / "x", two_classes(5))
    source = opening.open_source(folder)
    (folder / "cats/0.bmp").unlink()
    (folder / "cats/1.bmp").write_bytes((folder / "cats/1.bmp").read_bytes()[:60])
    (folder / "cats/9.bmp").write_bytes(png(99))
    from sculptor.data.images.options import Options
    from sculptor.data.images.picture import Shape

    with store.adding("x") as draft:
        shape = Shape((10, 12), 3)
        draft.keep(preparing.prepare(source, Options(), shape, draft, "x", lambda *_: None))
    assert len(store.read("x")) == 8
    assert left_out()["cats/0.bmp"] == "it was there and is gone"
    assert left_out()["cats/1.bmp"].startswith("a damaged image")


def refuse_after(n: int) -> Callable[..., int]:
    """A write that finds the disk full after so many bytes."""
    left, usual = [n], Path.open

    class Full(io.FileIO):
        def write(self, content: object) -> int:
            left[0] -= len(memoryview(content).cast("B"))  # type: ignore[arg-type]
            if left[0] < 0:
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(content)  # type: ignore[arg-type]

    def opened(path: Path, mode: str = "r", *rest: object, **more: object) -> object:
        return Full(path, mode) if mode == "xb" else usual(path, mode, *rest, **more)

    return opened  # type: ignore[return-value]


@pytest.mark.parametrize("after", [0, 2_000, 5_000])
def test_a_full_disk_is_said_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    folder = write_folder(tmp_path / "x", two_classes(5))
    monkeypatch.setattr(Path, "open", refuse_after(after))
    with pytest.raises(SculptorError, match=r"No space left on device\. Free some disk space"):
        data.add("x", folder)
    monkeypatch.undo()
    assert "x" not in data.names()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_that_is_read_only(tmp_path: Path, own_home: Path) -> None:
    own_home.mkdir()
    own_home.chmod(0o500)
    with pytest.raises(SculptorError, match="make the folder writable"):
        data.add("x", write_folder(tmp_path / "x", two_classes(5)))


def test_a_home_that_is_a_file(tmp_path: Path, own_home: Path) -> None:
    own_home.write_text("")
    with pytest.raises(SculptorError, match="make the folder writable"):
        data.add("x", write_folder(tmp_path / "x", two_classes(5)))


def test_two_that_add_the_same_at_once(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "x", two_classes(10))
    faults: list[SculptorError] = []

    def add() -> None:
        try:
            data.add("x", folder)
        except SculptorError as error:
            faults.append(error)

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(faults) == 3
    assert all("there is one called x" in str(error) for error in faults)
    assert len(data.load("x")) == 20
    (place,) = datasets_dir().iterdir()
    assert len([path for path in place.iterdir() if path.is_dir()]) == 1


def test_a_set_that_is_deleted_under_a_reader_goes_on_and_is_then_said_to_be_gone(
    tmp_path: Path,
) -> None:
    data.add("x", write_folder(tmp_path / "x", two_classes(10)))
    images = data.load("x").images
    whole = np.array(images)
    data.remove("x")
    assert np.array_equal(images, whole)
    with pytest.raises(SculptorError):
        data.load("x")


@pytest.mark.parametrize("shape", [(0, 8, 8), (4,), (4, 8), (4, 8, 8, 8), (2, 3, 4, 5, 6)], ids=str)
def test_arrays_that_hold_no_images(shape: tuple[int, ...]) -> None:
    with pytest.raises(SculptorError, match="Expected"):
        data.add("x", np.zeros(shape, np.uint8), kind="images")


@pytest.mark.parametrize(
    "array",
    [
        np.full((5, 8, 8), np.nan),
        np.full((5, 8, 8), 1e9),
        np.array([None] * 5),
        np.zeros((5, 8, 8), complex),
    ],
    ids=["nan", "far", "objects", "complex"],
)
def test_arrays_of_what_is_no_pixels(array: np.ndarray) -> None:
    with pytest.raises(SculptorError, match="Expected"):
        data.add("x", array, kind="images")


def test_rows_that_are_not_finite_are_left_out() -> None:
    array = np.random.default_rng(0).random((10, 8, 8))
    array[3, 2, 2] = np.nan
    data.add("x", array)
    assert left_out() == {"row 3": "numbers that are not finite"}


def test_nothing_is_ever_unpickled(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.array([{"a": 1}] * 5), allow_pickle=True)
    with pytest.raises(SculptorError, match="Expected"):
        data.add("x", tmp_path / "x.npy", kind="images")
    assert not parquet.has_images(tmp_path / "x.npy")
