"""Images that are decoded once into a mapped file: order, damage, several processes, full disks."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.data import kept, progress

pytestmark = pytest.mark.usefixtures("fresh")

IMAGES = np.random.default_rng(0).integers(0, 256, (50, 3, 4, 5), np.uint8)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    (tmp_path / "source").write_bytes(b"x")
    return {"images": tmp_path / "source"}


def blocks() -> Iterator[np.ndarray]:
    yield from np.split(IMAGES, [20, 21, 45])


def never() -> Iterator[np.ndarray]:
    raise AssertionError
    yield


def test_they_are_decoded_once_and_mapped_in_their_order(files: dict[str, Path]) -> None:
    order = kept.shuffled(50)
    first = kept.mapped("a", files, IMAGES.shape, blocks, order)
    again = kept.mapped("a", files, IMAGES.shape, never, order)
    assert np.array_equal(first[order], IMAGES)
    assert np.array_equal(again, first)
    assert isinstance(again.base, np.memmap)
    plain = kept.mapped("b", files, IMAGES.shape, blocks)
    assert np.array_equal(plain, IMAGES)


def test_what_one_reader_changes_no_other_sees(files: dict[str, Path]) -> None:
    first = kept.mapped("a", files, IMAGES.shape, blocks)
    first[:] = 7
    assert np.array_equal(kept.mapped("a", files, IMAGES.shape, never), IMAGES)


def test_other_files_are_decoded_anew(files: dict[str, Path]) -> None:
    kept.mapped("a", files, IMAGES.shape, blocks)
    os.utime(files["images"], (1, 1))
    found = kept.mapped("a", files, IMAGES.shape, lambda: iter([255 - IMAGES]))
    assert np.array_equal(found, 255 - IMAGES)


def test_a_damaged_file_is_made_anew(files: dict[str, Path]) -> None:
    kept.mapped("a", files, IMAGES.shape, blocks)
    (path,) = kept.cache_dir().glob("*.npy")
    whole = path.read_bytes()
    for content in (b"", whole[:90], whole[:-1], b"x" * len(whole)):
        path.unlink()
        path.write_bytes(content)
        assert np.array_equal(kept.mapped("a", files, IMAGES.shape, blocks), IMAGES)
        assert path.read_bytes() == whole


def test_progress_is_told(files: dict[str, Path]) -> None:
    seen: list[tuple[int, int]] = []
    with progress.watching(lambda done, total: seen.append((done, total))):
        kept.mapped("a", files, IMAGES.shape, blocks)
    assert seen == [(20, 50), (21, 50), (45, 50), (50, 50)]


@pytest.mark.parametrize("cut", [slice(0, 49), slice(None, None, -1)], ids=["fewer", "turned"])
def test_other_images_than_were_said_leave_nothing(cut: slice, files: dict[str, Path]) -> None:
    wrong = IMAGES[cut] if cut.stop else IMAGES.transpose(0, 1, 3, 2)
    with pytest.raises(SculptorError, match="Expected 50 images"):
        kept.mapped("a", files, IMAGES.shape, lambda: iter([wrong]))
    assert not list(kept.cache_dir().glob("*.npy"))


def test_more_images_than_were_said_are_refused(files: dict[str, Path]) -> None:
    with pytest.raises(SculptorError, match="after 50"):
        kept.mapped("a", files, IMAGES.shape, lambda: iter([IMAGES, IMAGES[:1]]))


def test_a_disk_without_room_is_said_before_anything_is_decoded(
    files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=100))
    with pytest.raises(SculptorError, match="free space"):
        kept.mapped("a", files, IMAGES.shape, never)


def test_a_disk_that_runs_full_is_said_and_leaves_nothing(
    files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(SculptorError, match="No space left"):
        kept.mapped("a", files, IMAGES.shape, blocks)
    assert [path.suffix for path in kept.cache_dir().iterdir()] in ([], [".lock"])


def test_a_cache_that_cannot_be_written_is_said(
    files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("SCULPTOR_CACHE", str(tmp_path / "file"))
    with pytest.raises(SculptorError, match="SCULPTOR_CACHE"):
        kept.mapped("a", files, IMAGES.shape, blocks)


def test_two_at_once_decode_once(files: dict[str, Path]) -> None:
    calls = []

    def counted() -> Iterator[np.ndarray]:
        calls.append(1)
        yield from blocks()

    found: list[np.ndarray] = []
    both = [
        threading.Thread(
            target=lambda: found.append(kept.mapped("a", files, IMAGES.shape, counted))
        )
        for _ in range(2)
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert len(calls) == 1
    assert all(np.array_equal(each, IMAGES) for each in found)


def test_memory_stays_far_below_the_size_of_the_images(tmp_path: Path) -> None:
    """200 MB are decoded, shuffled and mapped in a process that may grow by 60 MB."""
    (tmp_path / "source").write_bytes(b"x")
    code = f"""
import resource, numpy as np
from pathlib import Path
from sculptor.data import kept
n = 16_384
def blocks():
    for i in range(0, n, 512):
        yield np.full((512, 3, 64, 64), i // 512, np.uint8)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
x = kept.mapped("a", {{"images": Path({str(tmp_path / "source")!r})}}, (n, 3, 64, 64), blocks,
                kept.shuffled(n))
assert x[kept.shuffled(n)[0]].max() == 0 and x[kept.shuffled(n)[-1]].min() == 31
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert int(result.stdout) < 60_000, result.stderr
