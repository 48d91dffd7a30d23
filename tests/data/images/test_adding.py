"""Images as people have them, made a set: what is found, how it is split, what is known of it."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from safetensors.numpy import save_file

from sculptor import RunConfig, SculptorError, data
from sculptor.data.own import store
from tests.data.images.small import (
    encoded,
    picture,
    png,
    two_classes,
    write_folder,
    write_tar,
    write_zip,
)


@pytest.mark.parametrize(
    "make",
    [
        lambda path, files: write_folder(path / "pets", files),
        lambda path, files: write_zip(path / "pets.zip", files),
        lambda path, files: write_tar(path / "pets.tar", files),
        lambda path, files: write_tar(path / "pets.tar.gz", files, "w:gz"),
        lambda path, files: write_tar(path / "pets.tar.xz", files, "w:xz"),
    ],
    ids=["folder", "zip", "tar", "tar.gz", "tar.xz"],
)
def test_class_folders_in_a_folder_and_in_archives_give_the_same_set(
    tmp_path: Path, make: Callable[[Path, dict[str, bytes]], Path]
) -> None:
    manifest = data.add("pets", make(tmp_path, two_classes()))
    dataset = data.load("pets")
    assert manifest.label_names == ("cats", "dogs")
    assert dataset.shape == (3, 10, 12)
    assert len(dataset) == 40
    sums = {dataset.images[row].tobytes(): int(dataset.labels[row]) for row in range(40)}
    for name, content in two_classes().items():
        pixels = np.asarray(picture_of(content)).transpose(2, 0, 1)
        assert sums[pixels.tobytes()] == ("dogs" in name)
    assert RunConfig(dataset="pets").dataset == "pets"
    # The same content falls into the same split, however it is packed.
    assert (manifest.n_train, manifest.n_validation, manifest.n_test) == SIZES
    assert (
        dataset.digest
        == data.Dataset("", np.array(dataset.images), SIZES[0], validation=SIZES[1]).digest
    )


SIZES = (31, 4, 5)


def picture_of(content: bytes) -> object:
    """The image in a content."""
    from sculptor.data.images.picture import decode

    return decode(content)[0]


def test_a_common_folder_around_the_classes_is_no_class(tmp_path: Path) -> None:
    files = {f"my pets/all/{name}": content for name, content in two_classes(5).items()}
    assert data.add("pets", write_zip(tmp_path / "x.zip", files)).label_names == ("cats", "dogs")


def test_folders_of_splits_are_kept_with_their_classes(tmp_path: Path) -> None:
    files = {
        f"{split}/{name}/{i}.png": png(hash_of(split, name, i))
        for split, n in (("train", 6), ("val", 3), ("Test", 2))
        for name in ("cats", "dogs")
        for i in range(n)
    }
    manifest = data.add("pets", write_folder(tmp_path / "pets", files))
    assert (manifest.n_train, manifest.n_validation, manifest.n_test) == (12, 6, 4)
    assert manifest.label_names == ("cats", "dogs")


def hash_of(split: str, name: str, i: int) -> int:
    """A number of its own for each."""
    return 1000 * ("train", "val", "Test").index(split) + 100 * (name == "dogs") + i


def test_without_a_validation_folder_some_training_images_are_held_out_and_that_is_said(
    tmp_path: Path,
) -> None:
    files = {
        f"{split}/{i}.png": png(i + 500 * (split == "test"))
        for split, n in (("train", 40), ("test", 5))
        for i in range(n)
    }
    manifest = data.add("x", write_folder(tmp_path / "x", files))
    assert manifest.n_test == 5
    assert manifest.n_train + manifest.n_validation == 40
    assert 1 <= manifest.n_validation <= 12
    assert any("held out to look at" in note for note in manifest.notes)


def test_adding_files_moves_none_of_the_others(tmp_path: Path) -> None:
    def split_of() -> dict[bytes, str]:
        dataset = data.load("x")
        return {
            image.tobytes(): split
            for split in ("train", "validation", "test")
            for image in dataset.split(split).images
        }

    folder = write_folder(tmp_path / "x", {f"{i}.png": png(i) for i in range(60)})
    data.add("x", folder)
    before = split_of()
    write_folder(folder, {f"a{i}.png": png(1000 + i) for i in range(60)})
    (folder / "3.png").rename(folder / "another name.png")
    data.add("x", folder, replace=True)
    after = split_of()
    assert len(after) == 120
    assert all(after[image] == split for image, split in before.items())


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_folder_as_hugging_face_has_it(tmp_path: Path, kind: str) -> None:
    files = {f"train/{i}.png": png(i) for i in range(12)}
    rows = [
        {
            "file_name": f"{i}.png",
            "label": "even" if i % 2 == 0 else "odd",
            "height": i / 2,
            "caption": f"picture {i}",
        }
        for i in range(12)
    ]
    if kind == "jsonl":
        text = "\n".join(map(json.dumps, rows))
    else:
        text = "\n".join([",".join(rows[0]), *(",".join(map(str, row.values())) for row in rows)])
    files[f"train/metadata.{kind}"] = text.encode()
    manifest = data.add("x", write_folder(tmp_path / "x", files))
    dataset = data.load("x")
    assert manifest.label_names == ("even", "odd")
    assert manifest.factor_names == ("height",)
    assert np.array_equal((dataset.factors[:, 0] * 2) % 2, dataset.labels)
    assert any("caption" in note for note in manifest.notes)


def test_a_second_file_joined_by_name_with_some_missing(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "x", {f"a/{i}.png": png(i) for i in range(10)})
    known = tmp_path / "known.csv"
    known.write_text(
        "image;size;class\n"
        + "".join(f"{i}.png;{i if i else ''};{'ab'[i % 2]}\n" for i in range(8))
        + "99.png;1;a\n"
    )
    manifest = data.add("x", folder, known=str(known))
    dataset = data.load("x")
    assert sorted(dataset.labels.tolist()) == [-1, -1, 0, 0, 0, 0, 1, 1, 1, 1]
    assert np.isnan(dataset.factors).sum() == 3
    assert any("1 of 9 rows of" in note for note in manifest.notes)
    assert any("2 of 10 images are not named" in note for note in manifest.notes)
    assert any("class of 2 of 10" in note for note in manifest.notes)


def test_a_second_file_that_fits_neither_by_name_nor_by_row(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "x", {f"{i}.png": png(i) for i in range(10)})
    (tmp_path / "known.csv").write_text("size\n1\n2\n")
    with pytest.raises(SculptorError, match=r"file_name in .*csv, or a row for each of the 10"):
        data.add("x", folder, known=str(tmp_path / "known.csv"))
    assert "x" not in data.names()


IMAGES = np.stack([np.asarray(picture(i)) for i in range(20)])


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (IMAGES, IMAGES.transpose(0, 3, 1, 2)),
        (IMAGES.transpose(0, 3, 1, 2), IMAGES.transpose(0, 3, 1, 2)),
        (IMAGES[..., 0], IMAGES[:, None, :, :, 0]),
        (IMAGES / 255, IMAGES.transpose(0, 3, 1, 2)),
        ((IMAGES / 127.5 - 1).astype("f4"), IMAGES.transpose(0, 3, 1, 2)),
        (IMAGES.astype(np.int64), IMAGES.transpose(0, 3, 1, 2)),
        (IMAGES.astype(np.uint16) * 256, IMAGES.transpose(0, 3, 1, 2)),
    ],
    ids=["hwc", "chw", "hw", "unit", "signed", "int64", "uint16"],
)
def test_an_array_of_any_layout_and_type(array: np.ndarray, expected: np.ndarray) -> None:
    dataset = data.from_images(array)
    assert sorted(image.tobytes() for image in dataset.images) == sorted(
        image.tobytes() for image in expected
    )
    assert dataset.name == "array"
    assert "array" not in data.names()


@pytest.mark.parametrize("kind", ["npy", "npz", "safetensors"])
def test_files_of_arrays(tmp_path: Path, kind: str) -> None:
    path, labels = tmp_path / f"x.{kind}", np.arange(20) % 2
    if kind == "npy":
        np.save(path, np.asfortranarray(IMAGES))
    elif kind == "npz":
        np.savez(path, images=IMAGES, labels=labels, height=np.arange(20.0))
    else:
        save_file({"images": IMAGES, "labels": labels, "height": np.arange(20.0)}, path)
    manifest = data.add("x", path)
    assert len(manifest) == 20
    if kind != "npy":
        assert manifest.label_names == ("0", "1")
        assert manifest.factor_names == ("height",)


def test_the_sets_of_keras(tmp_path: Path) -> None:
    path = tmp_path / "x.npz"
    np.savez(
        path,
        x_train=IMAGES[:15],
        y_train=np.arange(15) % 3,
        x_test=IMAGES[15:],
        y_test=np.arange(5) % 3,
    )
    manifest = data.add("x", path)
    assert manifest.n_test == 5
    assert manifest.label_names == ("0", "1", "2")


@pytest.mark.parametrize("shards", [1, 2])
def test_parquet_of_hugging_face(tmp_path: Path, shards: int) -> None:
    features = {
        "image": {"_type": "Image"},
        "label": {"names": ["cat", "dog", "owl"], "_type": "ClassLabel"},
    }
    told = {b"huggingface": json.dumps({"info": {"features": features}}).encode()}
    folder = tmp_path / "x"
    folder.mkdir()
    for split, first in (("train", 0), ("test", 20)):
        for shard in range(shards):
            rows = [{"bytes": png(first + 10 * shard + i), "path": f"{i}.png"} for i in range(10)]
            table = pa.table({"image": rows, "label": [i % 2 for i in range(10)]})
            pq.write_table(
                table.replace_schema_metadata(told),
                folder / f"{split}-0000{shard}-of-0000{shards}.parquet",
            )
    manifest = data.add("x", folder)
    assert manifest.n_test == 10 * shards
    assert len(manifest) == 20 * shards
    assert manifest.label_names == ("cat", "dog", "owl")
    one = data.add("one", folder / f"train-00000-of-0000{shards}.parquet")
    assert len(one) == 10


def test_parquet_with_pixels_as_lists(tmp_path: Path) -> None:
    pq.write_table(pa.table({"pixels": IMAGES.tolist()}), tmp_path / "x.parquet")
    dataset = data.from_images(tmp_path / "x.parquet")
    assert {image.tobytes() for image in dataset.images} == {
        image.tobytes() for image in IMAGES.transpose(0, 3, 1, 2)
    }


@pytest.mark.parametrize(
    ("options", "shape"),
    [
        ({"size": 28, "channels": 3}, (3, 28, 28)),
        ({"size": "32x48"}, (3, 32, 48)),
        ({"size": [128, 128]}, (3, 128, 128)),
        ({"size": "8x200", "channels": 1}, (1, 8, 200)),
        ({"channels": 4, "fit": "pad"}, (4, 10, 12)),
    ],
    ids=["28", "32x48", "128", "8x200", "alpha"],
)
def test_the_size_and_channels_that_are_chosen(
    tmp_path: Path, options: dict[str, object], shape: tuple[int, ...]
) -> None:
    folder = write_folder(tmp_path / "x", {f"{i}.png": png(i) for i in range(5)})
    assert data.add("x", folder, **options).shape == shape
    assert data.thumbnail("x").startswith(b"\x89PNG")


def test_sizes_and_channels_that_nobody_chose(tmp_path: Path) -> None:
    mixed = {f"{i}.jpg": encoded(picture(i, (100 + 20 * i, 90)), "JPEG") for i in range(6)}
    manifest = data.add("mixed", write_folder(tmp_path / "a", mixed))
    assert manifest.shape == (3, 64, 64)
    grey = {f"{i}.png": png(i, (300, 150), "L") for i in range(6)}
    assert data.add("grey", write_folder(tmp_path / "b", grey)).shape == (1, 32, 64)


@pytest.mark.parametrize(
    "options",
    [
        {"size": 4},
        {"size": 300},
        {"size": "big"},
        {"channels": 2},
        {"fit": "squeeze"},
        {"background": "red"},
        {"validation": 0},
        {"test": 0.95},
        {"labels": "nothing"},
        {"more": 1},
    ],
    ids=lambda options: "-".join(map(str, *options.items())),
)
def test_options_that_are_none_are_refused(tmp_path: Path, options: dict[str, object]) -> None:
    folder = write_folder(tmp_path / "x", two_classes(4))
    with pytest.raises(SculptorError, match="Expected"):
        data.add("x", folder, **options)
    assert "x" not in data.names()


def test_a_name_of_ours_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SculptorError, match="digits is one of Sculptor's"):
        data.add("digits", write_folder(tmp_path / "x", two_classes(4)))


def test_what_is_left_out_is_listed_with_the_reason(tmp_path: Path) -> None:
    files = {
        **two_classes(5),
        "notes.txt": b"hello",
        "cats/broken.png": png()[:50],
        "drawing.svg": b"<svg/>",
        "dogs/drawing.png": b"<svg/>",
        ".DS_Store": b"",
        "inner.zip": b"PK",
        "empty.jpg": b"",
    }
    manifest = data.add("x", write_folder(tmp_path / "x", files))
    listed = dict(store.skipped(manifest))
    assert len(listed) == manifest.skipped == 7
    assert listed["notes.txt"] == "no image by its name"
    assert listed["cats/broken.png"].startswith("a damaged image")
    assert listed["dogs/drawing.png"] == "an SVG drawing, and no image of pixels"
    assert listed["empty.jpg"] == "an empty file"
    assert "archive within" in listed["inner.zip"]


def test_images_alike_in_two_splits_are_reported(tmp_path: Path) -> None:
    files = {f"train/{i}.png": png(i) for i in range(20)}
    files |= {f"test/{i}.png": png(500 + i) for i in range(4)}
    files["test/same.png"] = encoded(picture(3), optimize=True, compress_level=1)
    brighter = np.clip(np.asarray(picture(5)).astype(int) + 2, 0, 255).astype(np.uint8)
    from PIL import Image

    files["test/near.png"] = encoded(Image.fromarray(brighter))
    manifest = data.add("x", write_folder(tmp_path / "x", files), validation=0.01)
    (path,) = store.arrays_dir(manifest).glob("duplicates.jsonl")
    found = {
        tuple(sorted(line[:4:2])): line[4]
        for line in map(json.loads, path.read_text().splitlines())
    }
    assert found == {
        ("test/same.png", "train/3.png"): True,
        ("test/near.png", "train/5.png"): False,
    }
    assert any(
        "2 pairs of images that are alike stand in two splits, 1" in note for note in manifest.notes
    )
    assert any("1 images have the same pixels" in note for note in manifest.notes)
