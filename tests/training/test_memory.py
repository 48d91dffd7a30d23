"""Memory that is freed and wanted again."""

import platform
import subprocess
import sys

import pytest

STEPS = """
import resource, torch
from sculptor.training import memory
memory.keep()
def step():
    blocks = [torch.ones(2**22) for _ in range(12)]
    while blocks:  # the topmost last, after which glibc by itself gives back what is free
        blocks.pop(0)
for _ in range(6):
    step()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(3):
    step()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""
"""Prints the pages that three steps waited for: without ``keep`` mostly 4,096, by luck none."""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc's allocator")
def test_a_step_finds_the_memory_of_the_one_before() -> None:
    faults = int(subprocess.check_output([sys.executable, "-c", STEPS]))
    assert faults < 1_000
