"""What `build` makes: shapes, starts and gradients."""

import pytest
import torch

from sculptor import SculptorError
from sculptor.models import build, spectral_start
from sculptor.models.networks import START_LOGVAR

SMALL = {"mlp": {"kind": "mlp", "width": 24}, "conv": {"kind": "conv", "width": 4}}
NETWORKS = pytest.mark.parametrize("network", SMALL.values(), ids=SMALL)
STOCHASTIC = pytest.mark.parametrize("stochastic", [False, True], ids=["deterministic", "gaussian"])


@NETWORKS
@STOCHASTIC
@pytest.mark.parametrize(
    "shape", [(1, 8, 8), (3, 8, 8), (1, 28, 28), (3, 32, 32), (3, 64, 64), (1, 9, 21), (1, 15, 64)]
)
def test_shapes(shape: tuple[int, int, int], network: dict, stochastic: bool) -> None:
    model = build(shape, 3, network, stochastic=stochastic)
    posterior = model.posterior(torch.rand(5, *shape))
    assert posterior.mu.shape == (5, 3)
    assert (posterior.logvar is not None) == model.stochastic == stochastic
    assert model.logits(posterior.mu).shape == (5, *shape)


@NETWORKS
@STOCHASTIC
@pytest.mark.parametrize("start", ["spectral", "random"])
def test_every_parameter_gets_a_gradient(network: dict, stochastic: bool, start: str) -> None:
    model = build((1, 28, 28), 4, network, stochastic=stochastic)
    images = torch.randint(0, 256, (64, 1, 28, 28), generator=torch.Generator().manual_seed(0))
    x = images / 255
    if start == "spectral":
        spectral_start(model, images.to(torch.uint8).numpy())
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    # A layer that starts at zero lets no gradient through: after one step it is zero no more.
    for _ in range(2):
        optimizer.zero_grad()
        posterior = model.posterior(x)
        z = posterior.sample(torch.Generator().manual_seed(1))
        torch.nn.functional.binary_cross_entropy_with_logits(model.logits(z), x).backward()
        optimizer.step()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.abs().max() > 0, name


@NETWORKS
def test_same_seed_same_model(network: dict) -> None:
    torch.manual_seed(1)
    first = build((1, 16, 16), 2, network, stochastic=True, seed=5).state_dict()
    torch.manual_seed(2)
    second = build((1, 16, 16), 2, network, stochastic=True, seed=5).state_dict()
    other = build((1, 16, 16), 2, network, stochastic=True, seed=6).state_dict()
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert not torch.equal(first["encoder.mu.weight"], other["encoder.mu.weight"])


def test_building_leaves_torchs_own_random_numbers_alone() -> None:
    before = torch.get_rng_state()
    build((1, 16, 16), 2, SMALL["conv"], stochastic=True)
    assert torch.equal(before, torch.get_rng_state())


@NETWORKS
def test_both_encoders_share_every_weight_but_the_variance(network: dict) -> None:
    gaussian = build((1, 16, 16), 2, network, stochastic=True).state_dict()
    plain = build((1, 16, 16), 2, network, stochastic=False).state_dict()
    assert gaussian.keys() - plain.keys() == {"encoder.logvar.weight", "encoder.logvar.bias"}
    assert all(torch.equal(gaussian[name], plain[name]) for name in plain)


@NETWORKS
def test_the_variance_starts_small_and_alike_for_every_image(network: dict) -> None:
    model = build((1, 16, 16), 2, network, stochastic=True)
    logvar = model.posterior(torch.rand(7, 1, 16, 16)).logvar
    assert torch.equal(logvar, torch.full((7, 2), START_LOGVAR))


@NETWORKS
@pytest.mark.parametrize("side", [8, 28, 64])
def test_a_random_start_keeps_the_scale_of_the_signal(network: dict, side: int) -> None:
    network = network | {"width": 32}
    model = build((1, side, side), 8, network, stochastic=False)
    x = torch.randn(256, 1, side, side, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        z = model.posterior(x).mu
        logits = model.logits(torch.randn(256, 8, generator=torch.Generator().manual_seed(0)))
    assert 0.3 < z.std() < 3
    assert 0.3 < logits.std() < 4


@pytest.mark.parametrize("channels", [1, 3])
def test_convolutions_stay_channels_last(channels: int) -> None:
    model = build((channels, 16, 16), 2, SMALL["conv"], stochastic=False)
    layouts = []

    def note(layer: torch.nn.Module, inputs: tuple, output: torch.Tensor) -> None:
        layouts.append(output.stride(1) == 1 or output.shape[1] == 1)

    for layer in (*model.encoder.trunk.layers, *model.decoder.trunk.layers):
        layer.register_forward_hook(note)
    model.logits(model.posterior(torch.rand(4, channels, 16, 16)).mu)
    assert layouts == [True] * 4


def test_sizes_set_the_number_of_weights() -> None:
    model = build((1, 8, 8), 2, {"kind": "mlp", "width": 16, "depth": 3}, stochastic=False)
    encoder = (64 * 2 + 2) + (64 * 16 + 16) + 2 * (16 * 16 + 16) + 16 * 2
    decoder = (2 * 64 + 64) + (2 * 16 + 16) + 2 * (16 * 16 + 16) + 16 * 64
    assert sum(parameter.numel() for parameter in model.parameters()) == encoder + decoder


@pytest.mark.parametrize(
    ("shape", "latent_dim", "message"),
    [
        ((1, 7, 32), 2, r"8 pixels or more .* shape \(1, 7, 32\)"),
        ((32, 32), 2, r"shape \(32, 32\)"),
        ((0, 32, 32), 2, r"shape \(0, 32, 32\)"),
        ((1, 32, 32), 0, "latent_dim of 1 or more, received 0"),
    ],
)
def test_what_cannot_be_built_is_refused(shape: tuple, latent_dim: int, message: str) -> None:
    with pytest.raises(SculptorError, match=message):
        build(shape, latent_dim, SMALL["mlp"], stochastic=False)
