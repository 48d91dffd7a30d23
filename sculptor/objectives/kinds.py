"""The kinds of objectives, and which prior each can be held to."""

from __future__ import annotations

from typing import Any

from sculptor.discrepancy.names import AUTO, KERNELS
from sculptor.errors import SculptorError
from sculptor.objectives import reach
from sculptor.objectives.parameters import ENCODER, strength
from sculptor.objectives.penalised import kinds as penalised
from sculptor.parameter import choice, number, whole
from sculptor.plugins import Registry
from sculptor.priors.known import is_joint
from sculptor.spec import Objective

PAIRS, FEATURES = "pairs", "features"
"""Estimates of MMD²: exact, or of random features at a cost that is linear in the batch."""


def _checked(*, kernel: str, estimate: str, triples: float | str, **_: Any) -> None:
    """Refuse random features of a kernel that has none, and triples beside a named kernel."""
    if triples != 0 and kernel != AUTO:
        raise SculptorError(
            f"Expected triples beside the kernel {AUTO}, which they are a part of, received the "
            f"kernel {kernel}. Choose {AUTO}, or set triples to 0."
        )
    if estimate == FEATURES and kernel == "energy":
        raise SculptorError(
            "Expected a kernel with random features, received energy, whose spectrum is infinite. "
            f"Choose another kernel, or the estimate {PAIRS}."
        )


_MATCHING = (
    Objective(
        "mmd",
        "MMD",
        "Pulls the aggregate posterior onto any target of which there are samples.",
        make="sculptor.objectives.mmd_autoencoder:MMDAutoencoder",
        parameters=(
            strength(
                "weight",
                AUTO,
                1e9,
                10.0,
                "Nats that one unit of MMD² costs; auto raises it until MMD² is at its floor.",
                words=(AUTO,),
            ),
            choice(
                "kernel",
                (AUTO, *KERNELS),
                "Kernel of the MMD; auto is imq, and looks at single latents and pairs of many.",
            ),
            number(
                "bandwidth",
                "prior",
                1e-4,
                1e4,
                0.1,
                "Width of the kernel in latent units; prior and median fit it to the target.",
                words=("prior", "median"),
            ),
            choice(
                "estimate",
                (PAIRS, FEATURES),
                "MMD² of all pairs of a batch, or of random features, for batches of thousands.",
            ),
            ENCODER,
            number(
                "triples",
                0.0,
                0.0,
                1e6,
                5.0,
                "Nats that a unit of dependence among three latents costs, with the kernel auto in "
                "more than 3 dimensions; auto fits it to the data, 0 looks at pairs alone.",
                words=(AUTO,),
            ),
        ),
        takes=("entropy",),
        check=_checked,
        joint=True,
        front=(AUTO, 3.0, 10.0, 30.0, 100.0, 1_000.0),
    ),
    *penalised.MATCHING,
)

_ANY_PRIOR = (
    *penalised.SEPARATING,
    Objective(
        "ae",
        "Plain autoencoder",
        "Reconstructs, whatever the prior.",
        make="sculptor.objectives.ae:AE",
        joint=True,
    ),
)

_KL_FAMILY = (
    Objective(
        "vae",
        "VAE",
        "Pulls the posterior of each image onto a density by the KL divergence.",
        make="sculptor.objectives.vae:VAE",
        parameters=(strength("beta", 1.0, 1e6, 0.5, "Weight of the KL divergence; 1 is the VAE."),),
        needs="density",
        # By definition it has no weight: its front is the beta-VAE's.
        front=(1.0,),
    ),
    Objective(
        "beta-vae",
        "β-VAE",
        "A VAE with more weight on the KL divergence, or with a capacity that it is held at.",
        make="sculptor.objectives.beta_vae:BetaVAE.within",
        parameters=(
            strength(
                "beta", 4.0, 1e6, 0.5, "Weight of the KL divergence; with a capacity, try 1000."
            ),
            number(
                "capacity", 0.0, 0.0, 1e4, 1.0, "Nats that the KL divergence is held at; 0: none."
            ),
            number(
                "annealing", 0.5, 0.01, 1.0, 0.05, "Share of the steps in which the capacity grows."
            ),
        ),
        takes=("steps",),
        needs="density",
        front=(0.25, 0.5, 2.0, 4.0, 8.0),
    ),
    Objective(
        "beta-tcvae",
        "β-TCVAE",
        "A VAE with more weight on the total correlation, which is estimated from the batch.",
        make="sculptor.objectives.beta_tcvae:BetaTCVAE",
        parameters=(
            strength("beta", 6.0, 1e6, 0.5, "Weight of the total correlation; 1 is the VAE."),
            choice(
                "estimate",
                ("stratified", "weighted"),
                "How q(z) is estimated from a batch: without bias, or as a lower bound.",
            ),
        ),
        takes=("images",),
        needs="independence",
        front=(2.0, 4.0, 8.0, 16.0),
    ),
    Objective(
        "factor-vae",
        "FactorVAE",
        "A VAE with the total correlation, which a discriminator estimates.",
        make="sculptor.objectives.factor_vae:FactorVAE",
        parameters=(
            strength("gamma", 10.0, 1e6, 1.0, "Weight of the total correlation; 0 is the VAE."),
            whole(
                "discriminator_width",
                256,
                8,
                4_096,
                8,
                "Units of the discriminator's layers; the paper has 1000.",
            ),
        ),
        takes=("latent_dim", "seed"),
        needs="independence",
        front=(2.0, 10.0, 40.0),
    ),
    *(
        Objective(
            f"dip-vae-{version}",
            f"DIP-VAE-{version.upper()}",
            f"A VAE that makes the covariance of the {what} diagonal.",
            make=f"sculptor.objectives.dip_vae:version_{version}",
            parameters=(
                strength(
                    "lambda_od",
                    10.0,
                    1e6,
                    1.0,
                    "Weight off the diagonal of the covariance.",
                    label="Lambda off the diagonal",
                ),
                strength(
                    "lambda_d",
                    on_it,
                    1e6,
                    step,
                    "Weight on the diagonal of the covariance.",
                    label="Lambda on the diagonal",
                ),
            ),
            needs="independence",
            front=(1.0, 10.0, 100.0),
        )
        for version, what, on_it, step in (
            ("i", "encoder's means", 100.0, 5.0),
            ("ii", "aggregate posterior", 10.0, 1.0),
        )
    ),
    Objective(
        "info-vae",
        "InfoVAE",
        "MMD on the aggregate posterior together with the KL divergence on each image's.",
        make="sculptor.objectives.info_vae:InfoVAE",
        parameters=(
            # With 2 and more the factor of MMD², alpha + lambda - 1, is never negative.
            strength(
                "weight",
                1_000.0,
                1e9,
                50.0,
                "How much q(z) must match the prior, the paper's lambda.",
                low=2.0,
            ),
            number(
                "alpha", 0.0, -1.0, 1.0, 0.1, "Preference for information; 1 is MMD without KL."
            ),
        ),
        needs="density",
        front=(100.0, 1_000.0, 10_000.0),
    ),
)

KINDS = Registry(Objective, (*_MATCHING, *_ANY_PRIOR, *_KL_FAMILY))
"""Every kind of objective, by its name: first those that need samples of the prior only."""

fill = KINDS.fill


def adjustable() -> tuple[str, ...]:
    """The names of all parameters that may be changed while a run trains."""
    return tuple(dict.fromkeys(item.name for kind in KINDS.values() for item in kind.adjustable))


def check(objective: dict[str, Any], prior: dict[str, Any] | None = None) -> None:
    """Refuse an objective that cannot be built, or that cannot reach the prior.

    Raises:
        SculptorError: The kind or a parameter is not one of `KINDS`, or the objective needs more
            of the prior than is known.
    """
    why = obstacle(objective, prior) if prior is not None else ""
    title = KINDS[fill(objective)["kind"]].title
    if why and prior is not None:
        joint = is_joint(prior)
        names = ", ".join(kind.name for kind in _MATCHING if kind.joint or not joint)
        can = "matches these as well" if joint else "needs samples only"
        raise SculptorError(
            f"Expected a prior that the {title} can take, but {why}. Choose an objective that "
            f"{can} ({names}), or the prior gaussian."
        )


def obstacle(objective: dict[str, Any], prior: dict[str, Any]) -> str:
    """Why an objective cannot be held to a prior; empty where it can.

    Raises:
        SculptorError: The kind or a parameter of the objective is not one of `KINDS`.
    """
    full = fill(objective)
    # With alpha = 1 the InfoVAE has no KL divergence.
    without = full["kind"] == "info-vae" and full["alpha"] == 1
    kind = KINDS[full["kind"]]
    if is_joint(prior) and not kind.joint:
        what = "is tied to factors" if "blocks" in prior else "has a place for each class"
        return f"it sees the codes of all items together, and this prior {what}"
    return reach.obstacle("samples" if without else kind.needs, prior)
