"""The sets that are read in blocks and mapped: what they have in common."""

from pathlib import Path

import pytest

from sculptor import SculptorError, data
from sculptor.data.sets import cars3d, celeba, dsprites, mpi3d, shapes3d, smallnorb

pytestmark = pytest.mark.usefixtures("fresh")


def test_all_of_them_say_what_is_known(folder: Path) -> None:
    for module in (dsprites, mpi3d, shapes3d, cars3d, smallnorb, celeba):
        (source,) = module.SOURCES
        info = data.describe(source.name)
        assert not info.available
        assert info.licence
        assert info.source
        assert len(info.factor_names) == len(info.factor_kinds) > 0
        with pytest.raises(SculptorError, match=source.files[0].names[0]):
            data.load(source.name)
