"""InfoVAE: what it becomes at the ends of its two weights."""

import math

import pytest

from sculptor.objectives import VAE, InfoVAE, MMDAutoencoder


def test_with_alpha_0_and_weight_1_it_is_the_vae(terms_of) -> None:
    terms, vae = terms_of(InfoVAE(alpha=0.0, weight=1.0)), terms_of(VAE())
    assert terms["loss"] == pytest.approx(vae["loss"], rel=1e-12)
    assert terms["kl"] == vae["kl"]


def test_with_alpha_1_it_is_mmd_with_a_gaussian_encoder(terms_of) -> None:
    terms = terms_of(InfoVAE(alpha=1.0, weight=50.0))
    mmd = terms_of(MMDAutoencoder(weight=50.0, encoder="gaussian"))
    assert terms["loss"] == pytest.approx(mmd["loss"], rel=1e-5)
    assert "kl" not in terms


def test_between_them_both_weights_count(terms_of) -> None:
    terms = terms_of(InfoVAE(alpha=-0.5, weight=10.0), {"kind": "laplace"})
    expected = 4 * math.log(2) + 1.5 * terms["kl"] + (10 - 1.5) * terms["mmd2"]
    assert terms["loss"] == pytest.approx(expected)
