"""Near-duplicates: the pairs that all comparisons of all images would find."""

import numpy as np
from PIL import Image

from sculptor.data.images import duplicates
from tests.data.images.small import picture

SPLITS = np.array([0, 1] * 50, np.int8)


def signed(images: list[Image.Image]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What images are compared by."""
    signs = [duplicates.sign(image) for image in images]
    digests = np.array([hash(image.tobytes()) % 2**63 for image in images], np.uint64)
    return np.array([sign[0] for sign in signs]), np.stack([sign[1] for sign in signs]), digests


def test_other_pictures_are_not_alike() -> None:
    found, more = duplicates.pairs(*signed([picture(i, (64, 64)) for i in range(100)]), SPLITS)
    assert (found, more) == ([], False)


def test_a_copy_that_is_smaller_brighter_or_packed_again_is_found() -> None:
    images = [picture(i, (64, 64)) for i in range(98)]
    brighter = images[0].point(lambda value: min(255, value + 3))
    smaller = images[2].resize((48, 48)).resize((64, 64))
    found, _ = duplicates.pairs(*signed([*images, smaller, brighter]), SPLITS)
    assert {(pair.first, pair.second) for pair in found} >= {(0, 99)}
    assert all({pair.first, pair.second} <= {0, 2, 98, 99} for pair in found)


def test_two_of_one_split_are_no_pair() -> None:
    images = [picture(i, (64, 64)) for i in range(98)]
    found, _ = duplicates.pairs(*signed([*images, images[0], images[1]]), SPLITS)
    assert found == []  # 0 and 98 stand in the first, 1 and 99 in the second


def test_bits_that_differ_in_three_places_are_found_and_in_four_are_not() -> None:
    hashes = np.array([0, 0b111, 0b1111], np.uint64)
    thumbnails = np.zeros((3, 16, 16), np.uint8)
    digests = np.array([1, 1, 2], np.uint64)
    found, _ = duplicates.pairs(hashes, thumbnails, digests, np.array([0, 1, 1], np.int8))
    assert found == [duplicates.Pair(0, 1, True)]


def test_pictures_of_one_colour_are_many_and_that_is_said() -> None:
    n = 400
    hashes, thumbnails = np.zeros(n, np.uint64), np.zeros((n, 16, 16), np.uint8)
    splits = (np.arange(n) % 2).astype(np.int8)
    found, more = duplicates.pairs(hashes, thumbnails, np.zeros(n, np.uint64), splits)
    assert more
    assert len(found) > n


def test_the_same_pixels_again() -> None:
    assert duplicates.repeated(np.array([3, 3, 3, 4], np.uint64)) == 2
