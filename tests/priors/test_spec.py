"""Specifications: what is filled in, and what they may not say."""

import pytest

from sculptor import SculptorError, priors


def test_the_dimension_of_a_run_fills_in_where_a_kind_allows_any() -> None:
    assert priors.from_spec({"kind": "gaussian"}, dim=7).spec == {"kind": "gaussian", "dim": 7}
    assert priors.from_spec({"kind": "gaussian", "dim": 3}, dim=7).dim == 3
    assert priors.from_spec({"kind": "ring"}, dim=7).dim == 2


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({}, "kind"),
        ({"kind": "rign"}, "Did you mean ring"),
        ({"kind": "ring", "radios": 2}, "Did you mean radius"),
        ({"kind": "ring", "radius": "wide"}, "radius"),
        ({"kind": "ring", "radius": -1}, "radius"),
        ({"kind": "ring", "radius": True}, "radius"),
        ({"kind": "ring", "radius": float("nan")}, "finite"),
        ({"kind": "ring", "dim": 3}, "compose"),
        ({"kind": "gaussian", "dim": 0}, "dim"),
        ({"kind": "gaussian", "dim": 513}, "512"),
        ({"kind": "gaussian-mixture", "k": 2, "weights": [1, 2, 3]}, "weights"),
        ({"kind": "torus", "radius": 1.0, "tube": 2.0}, "tube"),
        ({"kind": "ring", "shift": [1, 2, 3]}, "shift"),
        ({"kind": "ring", "scale": 0}, "scale"),
        ({"kind": "ring", "rotation": [{"plane": [0, 5], "degrees": 3}]}, "rotation"),
        ({"kind": "gaussian", "dim": 1, "rotation": 30}, "rotation"),
        ({"kind": "compose", "blocks": []}, "blocks"),
        ({"kind": "compose", "blocks": "ring"}, "blocks"),
        ({"kind": "compose", "blocks": [{"kind": "gaussian", "dim": 300}] * 2}, "512"),
        ({"kind": "image", "png": "!", "extent": [-1, 1, -1, 1]}, "base64"),
        ({"kind": "image", "png": "", "extent": [1, -1, -1, 1]}, "extent"),
        ({"kind": "samples", "sha256": "../../etc/passwd", "shape": [2, 2]}, "SHA-256"),
        ({"kind": "samples", "sha256": "0" * 64, "shape": [2, 2]}, "not there"),
        ({"kind": "run", "run": "../../etc"}, "id of a run"),
        ({"kind": "run", "run": "gone"}, "no|none"),
    ],
)
def test_says_what_is_wrong_with_a_specification(spec: dict, words: str) -> None:
    with pytest.raises(SculptorError, match=words):
        priors.from_spec(spec)


def test_what_is_no_json_object_is_refused() -> None:
    for spec in (None, 7, "ring"):
        with pytest.raises(SculptorError, match=r"object|kind"):
            priors.from_spec(spec)  # type: ignore[arg-type]
