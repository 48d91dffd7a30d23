"""Out of the door: a trained model and its latent space in the formats that others read.

>>> import tempfile
>>> from pathlib import Path
>>> from sculptor import exports, pretrained
>>> model = pretrained.load("sprites-ring-mmd")
>>> folder = exports.export(model, Path(tempfile.mkdtemp()) / "out", "torch")
>>> sorted(path.name for path in folder.iterdir())
['README.md', 'load.py', 'model.safetensors']

The names below are loaded when they are first used, so that the table of formats needs no torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sculptor import lazy

if TYPE_CHECKING:
    from sculptor.exports.formats import FORMATS, Format
    from sculptor.exports.hub import push
    from sculptor.exports.shared import Shared, load
    from sculptor.exports.space import Space
    from sculptor.exports.writing import export

__all__ = ["FORMATS", "Format", "Shared", "Space", "export", "load", "push"]

__getattr__ = lazy.names(__name__)
