"""Memory that is freed and wanted again."""

import platform
import subprocess
import sys

import pytest

STEPS = """
import resource, torch
from sculptor.training import memory
if {keep}:
    memory.keep()
def step():
    blocks = [torch.ones(2**21) for _ in range(8)]
for _ in range(3):
    step()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(3):
    step()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc's allocator")
def test_a_step_finds_the_memory_of_the_one_before() -> None:
    def faults(keep: bool) -> int:
        script = STEPS.format(keep=keep)
        return int(subprocess.check_output([sys.executable, "-c", script]))

    assert faults(keep=True) < 100 < faults(keep=False)
