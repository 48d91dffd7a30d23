"""A pretrained model as pages, notebooks and runs see it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sculptor.errors import SculptorError, trying
from sculptor.files import read_arrays, sha256
from sculptor.home import pretrained_dir
from sculptor.pretrained import card as cards
from sculptor.pretrained import view as views
from sculptor.training.config import RunConfig

if TYPE_CHECKING:
    from sculptor.data.dataset import Split
    from sculptor.models import Autoencoder
    from sculptor.pretrained.view import View
    from sculptor.training.snapshot import Floats

names = cards.names


class Pretrained:
    """One of the models that the repository ships; it is asked for the same things as a run.

    Attributes:
        name: Its name.
        card: What it is, what it scores and what made it; see `sculptor.pretrained.making`.
        config: What it was trained with.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.card = cards.read(name, folder)
        self.config = RunConfig.from_dict(self.card["config"])
        self._folder = folder

    def __repr__(self) -> str:
        return f"Pretrained({self.name!r})"

    @property
    def weights(self) -> Path:
        """The file of its weights."""
        return self._folder / str(self.card["weights"]["file"])

    def figures(self, representation: str = "sample") -> dict[str, float]:
        """Its scores by name, as the card has them.

        Args:
            representation: Of those that are known for both; the others have the only one.
        """
        values: dict[str, float] = {}
        for row in self.card["figures"]:
            if row["figure"] not in values or row["representation"] == representation:
                values[row["figure"]] = float(row["value"])
        return values

    def model(self) -> Autoencoder:
        """The model on the CPU, in single precision.

        Raises:
            SculptorError: The file is missing, or is not the one that the card was written for.
        """
        from sculptor import models

        self._checked("weights")
        return models.load(self.weights)

    def latents(self, split: Split = "test", representation: str = "sample") -> Floats:
        """Encode a split of its data set, ``(n, latent_dim)``; see `sculptor.jobs.Run.latents`.

        Raises:
            SculptorError: Another split or representation, or a damaged file.
        """
        from sculptor.measure.encoding import encode_split

        config = self.config
        return encode_split(self.model(), config.dataset, split, representation, config.seed)

    def view(self) -> View:
        """What a page shows of it without torch: latents, target and images, already computed.

        Raises:
            SculptorError: A file is missing or damaged.
        """
        arrays, data = (read_arrays(self._checked(part)) for part in ("view", "data"))
        try:
            return views.unpack(arrays, data)
        except (KeyError, ValueError) as error:
            raise SculptorError(self._damaged("view")) from error

    def _checked(self, part: str) -> Path:
        """The file of a part, if it is the one that the card was written for."""
        entry: dict[str, Any] = self.card[part]
        path = self._folder / str(entry["file"])
        with trying(f"read {path}", f"Make the model anew: sculptor pretrain {self.name}"):
            content = path.read_bytes()
        if sha256(content) != entry["sha256"]:
            raise SculptorError(self._damaged(part))
        return path

    def _damaged(self, part: str) -> str:
        return (
            f"Expected {self.card[part]['file']} as the card of {self.name} describes it, but it "
            f"is another or damaged. Restore it, or make the model anew: sculptor pretrain "
            f"{self.name}"
        )


def load(name: str, folder: Path | None = None) -> Pretrained:
    """A pretrained model.

    Args:
        name: Out of `names`.
        folder: Where it lies; that of the repository where None.

    Raises:
        SculptorError: There is no such model, or its card is damaged or of a newer format.
    """
    return Pretrained(name, folder or pretrained_dir())
