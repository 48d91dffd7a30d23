"""The sentence says what the figures say, and nothing else."""

from dataclasses import replace

import pytest

from sculptor.views.score_table import Estimate
from sculptor.views.sentence import Account, sentence


def account(name: str = "MMD", match: float = 0.5, lps: float = 0.0, error: float = 10.0, **rest):
    return Account(
        name,
        rest.pop("prior", "ring prior"),
        Estimate(match),
        Estimate(lps),
        rest.pop("lps_floor", 0.01),
        Estimate(error),
        **rest,
    )


def test_the_example_of_the_design() -> None:
    words = sentence(
        [
            account("MMD", 0.8, 0.03, 9.7, prior="sketch prior"),
            account("VAE", 3.0, 0.41, 10.0, prior="gaussian prior", beyond="sketch prior"),
        ]
    )
    assert words == (
        "MMD matched the sketch prior to within sampling noise; VAE missed the gaussian prior, at "
        "3.0 times the noise floor; VAE cannot target the sketch prior; LPS 0.03 for MMD against "
        "0.41 for VAE; squared error of MMD 3 % lower; one seed each, so that differences may be "
        "chance."
    )


def test_without_figures_nothing_is_said() -> None:
    assert sentence([]) == ""
    assert sentence([Account("MMD", "ring prior")]) == ""


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (1.0, "MMD matched the ring prior to within"),
        (1.04, "MMD nearly matched the ring prior, at 1.04 times"),
        (1.06, "nearly matched the ring prior, at 1.1 times"),
        (34.2, "MMD missed the ring prior, at 34 times"),
    ],
)
def test_a_match_is_one_within_the_floor(ratio: float, words: str) -> None:
    assert words in sentence([account(match=ratio)])


def test_a_sentence_begins_with_a_capital_but_no_greek_one() -> None:
    assert sentence([account("β-VAE")]).startswith("β-VAE matched")
    begins = sentence([Account("MMD", "ring prior", error=Estimate(9.0))] * 2)
    assert begins.startswith("Squared error the same")


def test_scores_within_chance_are_called_so() -> None:
    words = sentence([account(lps=0.0), account("VAE", lps=0.009)])
    assert "LPS within chance for both" in words


def test_a_score_that_others_do_not_have_says_whose_it_is() -> None:
    others = Account("VAE", "ring prior", match=Estimate(3.0))
    assert "LPS 0.40 for MMD" in sentence([account(lps=0.4), others])
    assert "LPS 0.40;" in sentence([account(lps=0.4)])


def test_errors_that_are_alike_are_called_so_and_those_on_other_data_not_compared() -> None:
    assert "squared error the same to within 1 %" in sentence(
        [account(error=10.0), account("VAE", error=10.05)]
    )
    other = sentence([account(error=10.0, data="a"), account("VAE", error=90.0, data="b")])
    assert "squared error" not in other


def test_three_are_compared_with_the_best() -> None:
    words = sentence([account(), account("VAE", 5.0, 0.2, 20.0), account("β-VAE", 9.0, 0.4, 12.5)])
    assert "VAE and β-VAE missed it, at 5.0 and 9.0 times the noise floor" in words
    assert "LPS 0.00 for MMD against 0.20 for VAE and 0.40 for β-VAE" in words
    assert "squared error of MMD 20 % below β-VAE and 50 % below VAE" in words


def test_seeds_are_counted_and_overlaps_told() -> None:
    def of(name: str, lps: Estimate) -> Account:
        return Account(name, "ring prior", Estimate(0.5, 0.1, 0.9, 3), lps)

    words = sentence([of("MMD", Estimate(0.1, 0.0, 0.3, 3)), of("VAE", Estimate(0.2, 0.1, 0.3, 3))])
    assert "their intervals overlapping" in words
    both = [of("MMD", Estimate(0.1, 0.0, 0.3, 3)), of("β-VAE", Estimate(0.2, 0.1, 0.3, 3))]
    words = sentence([*both, of("VAE", Estimate(0.9, 0.8, 1.0, 3))])
    assert "and 0.90 for VAE, the intervals of MMD and β-VAE overlapping" in words
    assert words.endswith("3 seeds each.")


def test_live_runs_are_told_of() -> None:
    assert sentence([account(live=True)]).endswith("one seed; still training.")


def test_of_many_only_the_ends_are_told() -> None:
    many = [account(f"weight {i}", 0.4 * i, 0.1 * i, 10.0 + i) for i in range(1, 9)]
    assert sentence(many) == (
        "2 of 8 matched their prior to within sampling noise; LPS from 0.1 for weight 1 to 0.8 for "
        "weight 8; squared error from 11 for weight 1 to 18 for weight 8; one seed each, so that "
        "differences may be chance."
    )


def generated(name: str, value: float, low: float | None = None, high: float | None = None, **rest):
    return Account(name, "ring prior", generation=Estimate(value, low, high), **rest)


def test_generation_is_compared_beside_real_images() -> None:
    three = [
        generated("VAE", 17.91, 16.5, 19.3, generation_floor=0.73),
        generated("MMD", 9.98, 9.8, 10.2, generation_floor=0.73),
        generated("FactorVAE", 15.47, 15.0, 15.9, generation_floor=0.73),
    ]
    assert sentence(three).startswith(
        "Fréchet distance of samples 9.98 for MMD against 15.5 for FactorVAE and 17.9 for VAE "
        "(real images 0.73); "
    )
    near = [*three[:2], generated("WAE", 10.1, 9.9, 10.3)]
    assert "17.9 for VAE, the intervals of MMD and WAE overlapping (real images" in sentence(near)
    assert sentence(three[:1]).startswith("Fréchet distance of samples 17.9 (real images 0.73);")
    assert "9.98 for MMD;" in sentence([generated("MMD", 9.98), account("VAE")])


def test_generations_on_other_data_are_not_compared() -> None:
    two = [generated("MMD", 9.9, data="digits"), generated("VAE", 7.1, data="sprites")]
    assert "Fréchet" not in sentence(two)
    many = [generated(str(i), i + 1.0) for i in range(7)]
    assert "Fréchet distance of samples from 1 for 0 to 7 for 6" in sentence(many)
    assert "Fréchet" not in sentence([*many, generated("8", 8.0, data="sprites")])


def test_lps_says_its_n_and_is_compared_at_one_only() -> None:
    one = Account("MMD", "ring prior", lps=Estimate(0.1), lps_fitted=2_000)
    other = Account("VAE", "ring prior", lps=Estimate(0.4), lps_fitted=2_000)
    assert "LPS 0.10 for MMD against 0.40 for VAE (fitted on 2,000 codes)" in sentence([one, other])
    more = replace(other, lps_fitted=12_000)
    told = sentence([one, more])
    assert "LPS not compared, as it grows with the codes fitted on (2,000 and 12,000)" in told
    assert "0.40" not in told
    assert "LPS not compared" in sentence([one, more, *[other] * 6])


def test_joint_dependence_is_said_the_least_first() -> None:
    one = Account("VAE", "ring prior", apart=Estimate(0.89))
    other = Account("MMD", "ring prior", apart=Estimate(0.752))
    told = "Codes told from codes of independent latents 75 % for MMD against 89 % for VAE"
    assert told in sentence([one, other])


def test_lps_is_held_against_that_of_the_target() -> None:
    near = Account("MMD", "moons", lps=Estimate(0.29), lps_floor=0.02, lps_target=0.32)
    far = Account("VAE", "moons", lps=Estimate(0.0), lps_floor=0.02, lps_target=0.32)
    words = "LPS 0.29 for MMD against 0.00 for VAE, where the target's own is 0.32"
    assert words in sentence([far, near])
    other = Account("VAE", "N(0, I)", lps=Estimate(0.01), lps_floor=0.02)
    assert "LPS 0.01 for VAE against 0.29 for MMD (target 0.32)" in sentence([near, other])
    assert "LPS 0.29, where the target's own is 0.32" in sentence([near])
