"""A model as a folder that can be put on the Hugging Face Hub, and read back from there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sculptor import data, models
from sculptor.data.dataset import Split
from sculptor.errors import SculptorError
from sculptor.exports.space import Space, about, aim, figures
from sculptor.files import parse_json, read_bytes, write_atomic, write_json
from sculptor.models import Autoencoder
from sculptor.names import escape
from sculptor.runs import samples
from sculptor.runs.folder import SAMPLES, SMALL, make_dir
from sculptor.training.config import RunConfig
from sculptor.training.snapshot import Floats
from sculptor.version import __version__

CONFIG, WEIGHTS, CARD = "config.json", "model.safetensors", "README.md"

FORMAT = 1

HUB = re.compile(r"[\w.-]{1,96}/[\w.-]{1,96}")
"""Names of repositories on the Hub: OWNER/NAME."""

LONG = 200
"""Characters of a specification that the card shows whole."""

REMEDY = "Export it anew: sculptor export RUN --format huggingface --to FOLDER"

README = """---
library_name: sculptor
tags: [autoencoder, representation-learning, latent-space, mmd]
---

# {name}

{about}

Its latent space was shaped by samples of a target distribution (Fruytier et al., arXiv:2510.11953).

```python
import sculptor

model = sculptor.load("FOLDER or OWNER/NAME").model()
z = model.encode(images)  # uint8 or float in [0, 1], (n, {shape}), to the means (n, {latent_dim})
x_hat = model.decode(z)
```

| | |
| --- | --- |
| data | `{dataset}`: {source} |
| licence of the data | {licence} |
| prior | `{prior}` |
| objective | `{objective}` |
| network | `{network}` |
| seed, steps, batch | {seed}, {steps:,}, {batch:,} |

{measured}
"""


class Shared:
    """A model that someone exported for others, as `load` reads it.

    Attributes:
        folder: Where it lies.
        figures: What was measured of it when it was exported, by name.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        about = _config(folder)
        self.figures: dict[str, float] = about["figures"]
        self._config: dict[str, Any] = about["run"]

    def __repr__(self) -> str:
        return f"Shared({self.name!r})"

    @property
    def name(self) -> str:
        """Its name for people; that of the folder where it has none."""
        return self.config.name or self.folder.name

    @property
    def config(self) -> RunConfig:
        """What it was trained with.

        Raises:
            SculptorError: It names data or a prior that is not known on this machine.
        """
        return RunConfig.from_dict(self._config)

    def model(self) -> Autoencoder:
        """The model on the CPU.

        Raises:
            SculptorError: The weights are missing or damaged.
        """
        return models.load(self.folder / WEIGHTS)

    def latents(self, split: Split = "test", representation: str = "sample") -> Floats:
        """Encode a split of its data set, ``(n, latent_dim)``; see `sculptor.jobs.Run.latents`."""
        from sculptor.measure.encoding import encode_split

        config = self.config
        return encode_split(self.model(), config.dataset, split, representation, config.seed)


def load(source: Path | str) -> Shared:
    """Read a model that was exported as ``huggingface``.

    Args:
        source: Its folder, or a repository of the Hub as ``OWNER/NAME``, which is downloaded.

    Raises:
        SculptorError: There is no such folder or repository, what is in it is damaged or of a newer
            format, or the package for the Hub is not installed.
    """
    folder = Path(source).expanduser()
    if folder.is_dir():
        return Shared(folder.absolute())
    if HUB.fullmatch(str(source)):
        from sculptor.exports import hub

        return Shared(hub.fetch(str(source), [CONFIG, WEIGHTS, CARD]))
    raise SculptorError(
        f"Expected a folder with {CONFIG} and {WEIGHTS}, or a repository as OWNER/NAME; there is "
        f"no folder {str(source)!r:.200}."
    )


def write(space: Space, to: Path) -> None:
    """Write ``config.json``, ``model.safetensors`` and a model card into a folder."""
    model, config = space.model(), space.config
    models.save(model, to / WEIGHTS)
    found = figures(space)
    value = {
        "format": FORMAT,
        "model_type": "sculptor",
        "sculptor_version": __version__,
        "image_shape": list(model.image_shape),
        "latent_dim": model.latent_dim,
        "network": model.network,
        "stochastic": model.stochastic,
        "run": config.to_dict() | {"prior": aim(space)},
        "figures": found,
    }
    for path in samples.files_in(Path(getattr(space, "folder", to)) / SAMPLES):
        write_atomic(make_dir(to / SAMPLES) / path.name, read_bytes(path, samples.MOST))
    write_json(to / CONFIG, value)
    write_atomic(to / CARD, _card(space, model, found).encode())


def _card(space: Space, model: Autoencoder, found: dict[str, float]) -> str:
    """The text that the Hub shows of it."""
    config = space.config
    info = data.describe(config.dataset)
    rows = [f"| {escape(name)} | {value:.4g} |" for name, value in found.items()]
    head = "| figure | value |\n| --- | ---: |\n"
    return README.format(
        name=escape(space.name),
        about=about(space),
        shape=", ".join(map(str, model.image_shape)),
        latent_dim=model.latent_dim,
        dataset=config.dataset,
        source=escape(info.source),
        licence=escape(info.licence),
        prior=_brief(aim(space)),
        objective=_brief(config.objective),
        network=_brief(model.network),
        seed=config.seed,
        steps=config.steps,
        batch=config.batch_size,
        measured=head + "\n".join(rows) if rows else "",
    )


def _brief(spec: Mapping[str, Any]) -> str:
    """A specification in a line; a drawing is a picture, of which the kind alone can be read."""
    text = json.dumps(spec)
    return text if len(text) <= LONG else str(spec["kind"])


def _config(folder: Path) -> dict[str, Any]:
    """The description of a model, as far as it is needed.

    Raises:
        SculptorError: It is missing, damaged, or of a newer format.
    """
    path = folder / CONFIG
    value = parse_json(read_bytes(path, SMALL), str(path), REMEDY)
    match value:
        case {"format": int(version), "run": dict(), "figures": dict(found)} if all(
            type(number) in (int, float) for number in found.values()
        ):
            if version > FORMAT:
                raise SculptorError(
                    f"Expected {path} in format {FORMAT}, received format {version}. Update "
                    "Sculptor to use it."
                )
            return dict(value)
    raise SculptorError(f"Expected the description of a model in {path}. {REMEDY}")
