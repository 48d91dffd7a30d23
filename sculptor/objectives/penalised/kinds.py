"""The kinds of objectives whose codes pay a penalty."""

from __future__ import annotations

from sculptor.objectives.parameters import ENCODER, strength
from sculptor.parameter import whole
from sculptor.spec import Objective

WIDTH = strength("variance", 250.0, 1e6, 25.0, "Nats that one latent unit too narrow costs.")
"""Of the hinge that keeps latents from shrinking, where a penalty would gain by that."""

MATCHING = (
    Objective(
        "sliced-wasserstein",
        "Sliced Wasserstein",
        "Pulls the aggregate posterior onto any target along many lines, in sorted order.",
        make="sculptor.objectives.penalised.sliced_wasserstein:SlicedWasserstein",
        parameters=(
            strength("weight", 1_000.0, 1e9, 50.0, "Nats that one squared latent unit costs."),
            whole("slices", 50, 1, 10_000, 10, "Random directions of a step."),
            ENCODER,
        ),
        front=(10.0, 100.0, 1_000.0),
    ),
    Objective(
        "sigreg",
        "SIGReg",
        "Pulls the aggregate posterior onto any target along many lines, by waves.",
        make="sculptor.objectives.penalised.sigreg:SIGReg",
        parameters=(
            strength("weight", 3_000.0, 1e9, 100.0, "Nats that one unit of Epps-Pulley costs."),
            whole("slices", 64, 1, 10_000, 16, "Random directions of a step."),
            ENCODER,
        ),
        front=(100.0, 1_000.0, 3_000.0, 10_000.0),
    ),
    Objective(
        "cramer-wold",
        "Cramér-Wold",
        "Pulls the aggregate posterior onto any target along all lines at once, smoothed.",
        make="sculptor.objectives.penalised.cramer_wold:CramerWold",
        parameters=(
            strength("weight", 100.0, 1e6, 10.0, "Nats that a distance e times as large costs."),
            ENCODER,
        ),
        front=(10.0, 100.0, 300.0, 1_000.0),
    ),
    Objective(
        "wae-gan",
        "WAE-GAN",
        "Pulls the aggregate posterior onto any target until a discriminator sees no difference.",
        make="sculptor.objectives.penalised.wae_gan:WAEGAN",
        parameters=(
            strength("weight", 10.0, 1e6, 1.0, "Weight of what the discriminator thinks."),
            ENCODER,
        ),
        takes=("latent_dim", "seed"),
        front=(1.0, 10.0, 100.0),
    ),
)
"""Those that pull the aggregate posterior onto a prior."""

SEPARATING = (
    Objective(
        "vicreg",
        "VICReg",
        "Keeps the latents as wide and as correlated as the target's; other shape is left alone.",
        make="sculptor.objectives.penalised.vicreg:VICReg",
        parameters=(
            strength("covariance", 100.0, 1e6, 10.0, "Weight of squared covariances, a latent."),
            strength(
                "variance", 2_500.0, 1e6, 250.0, "Nats that one latent unit too narrow costs."
            ),
            ENCODER,
        ),
        front=(10.0, 100.0, 1_000.0),
    ),
    Objective(
        "hfs",
        "HFS",
        "Makes the values of latents come in all combinations, however often, whatever the shape.",
        make="sculptor.objectives.penalised.hfs:HFS",
        parameters=(
            strength("weight", 0.1, 1e6, 0.1, "Nats that one squared latent unit costs."),
            WIDTH,
            ENCODER,
        ),
        front=(0.01, 0.1, 1.0),
    ),
    Objective(
        "nash-ae",
        "NashAE",
        "Makes networks fail that tell each latent from the others; trains on what LPS measures.",
        make="sculptor.objectives.penalised.nash_ae:NashAE",
        parameters=(
            strength("weight", 10.0, 1e6, 1.0, "Nats that one wholly predictable latent costs."),
            ENCODER,
        ),
        takes=("latent_dim", "seed"),
        front=(1.0, 3.0, 10.0, 30.0),
    ),
)
"""Those that make latents independent in some sense, and leave the shape of a prior alone."""
