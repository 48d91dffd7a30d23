"""The formats by name; reading this table imports nothing heavy."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sculptor.errors import SculptorError
from sculptor.spec import load

if TYPE_CHECKING:
    from sculptor.exports.space import Space


@dataclass(frozen=True)
class Format:
    """A format that a model or its latent space is written in.

    Attributes:
        name: What it is asked for by.
        title: Of the form in the app.
        help: What it holds and who reads it, in a line.
        make: Of the function that fills a folder, ``write(space, folder)``.
        needs: Packages of the extra, as they are imported.
        extra: That brings them.
    """

    name: str
    title: str
    help: str
    make: str
    needs: tuple[str, ...] = ()
    extra: str = ""

    def missing(self) -> tuple[str, ...]:
        """Packages that it needs and that are not installed."""
        return tuple(name for name in self.needs if importlib.util.find_spec(name) is None)

    def writer(self) -> Callable[[Space, Path], None]:
        """The function that fills a folder.

        Raises:
            SculptorError: What it needs is not installed.
        """
        if missing := self.missing():
            raise SculptorError(
                f"Expected {' and '.join(missing)} for the format {self.name}, but that is not "
                f'installed. Install it: pip install "sculptor[{self.extra}]"'
            )
        write: Callable[[Space, Path], None] = load(self.make, f"writer of {self.name}")
        return write


FOLDER = "folder"

_ONNX = ("onnx", "onnxscript", "onnxruntime")

FORMATS: dict[str, Format] = {
    entry.name: entry
    for entry in (
        Format(
            FOLDER, "Everything, as a folder", "figures, tables, weights and pictures of a run", ""
        ),
        Format(
            "onnx",
            "ONNX",
            "encoder.onnx and decoder.onnx, with any number of images at once",
            "sculptor.exports.onnx:write",
            _ONNX,
            "onnx",
        ),
        Format(
            "program",
            "PyTorch program",
            "encoder.pt2 and decoder.pt2, which torch.export.load runs",
            "sculptor.exports.program:write",
        ),
        Format(
            "torch",
            "PyTorch, weights and a script",
            "model.safetensors and a short load.py that needs torch alone",
            "sculptor.exports.loader:write",
        ),
        Format(
            "huggingface",
            "Hugging Face folder",
            "config.json, model.safetensors and a model card; sculptor.load reads them back",
            "sculptor.exports.shared:write",
        ),
        Format(
            "parquet",
            "Codes as Parquet",
            "the codes with ids, labels and factors",
            "sculptor.exports.latents:parquet",
        ),
        Format(
            "arrow",
            "Codes as Arrow",
            "the same as an Arrow (Feather) file",
            "sculptor.exports.latents:arrow",
        ),
        Format("csv", "Codes as CSV", "the same as CSV", "sculptor.exports.latents:csv"),
        Format(
            "html",
            "Interactive page",
            "the latent space as one page: hover decodes, offline, to be mailed",
            "sculptor.exports.page:write",
        ),
    )
}
