"""IDX files: whole ones are read, packed or not; every fault has its message."""

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.data import idx

ARRAY = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
HEADER = struct.pack(">IIII", 0x0803, 2, 3, 4)
WHOLE = HEADER + ARRAY.tobytes()


def written(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_an_array_comes_back(pack, tmp_path: Path) -> None:
    path = written(tmp_path, pack(WHOLE))
    assert idx.read_shape(path) == (2, 3, 4)
    assert np.array_equal(idx.read_idx(path), ARRAY)
    assert np.array_equal(idx.read_idx(path, rows=1), ARRAY[:1])
    assert np.array_equal(idx.read_idx(path, rows=9), ARRAY)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "nothing"),
        (b"\x89PNG", "89 50 4e 47"),
        (struct.pack(">I", 0x0D03) + WHOLE[4:], "unsigned bytes"),
        (struct.pack(">I", 0x0800), "dimensions"),
        (HEADER[:9], "cut short"),
        (WHOLE[:-1], "there are 23"),
        (WHOLE + b"!", "there are more"),
        (struct.pack(">IIII", 0x0803, *[2**32 - 1] * 3), "asks for"),
    ],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_faults_are_said(pack, content: bytes, expected: str, tmp_path: Path) -> None:
    with pytest.raises(SculptorError, match=expected):
        idx.read_idx(written(tmp_path, pack(content)))


def test_a_damaged_gzip_file_is_said(tmp_path: Path) -> None:
    packed = gzip.compress(HEADER + bytes(np.random.default_rng(0).bytes(24)))
    wrong_sum = packed[:-8] + b"\0\0\0\0" + packed[-4:]
    for content in (packed[:-10], wrong_sum, packed[:12] + b"\xff" * 8 + packed[20:]):
        with pytest.raises(SculptorError, match="The file is damaged"):
            idx.read_idx(written(tmp_path, content))


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(SculptorError, match="No such file"):
        idx.read_idx(tmp_path / "none")


def test_a_bomb_is_unpacked_no_further_than_its_header_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    read = gzip.GzipFile.read

    def counted(self: gzip.GzipFile, size: int | None = -1) -> bytes:
        asked.append(size)
        return read(self, size)

    monkeypatch.setattr(gzip.GzipFile, "read", counted)
    path = written(tmp_path, gzip.compress(WHOLE + bytes(50_000_000)))
    with pytest.raises(SculptorError, match="there are more"):
        idx.read_idx(path)
    assert max(asked) == ARRAY.size + 1
    assert min(asked) > 0
