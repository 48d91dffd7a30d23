"""GPUs are found by the traces of their drivers, on every system that torch has GPUs on."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sculptor.jobs import devices, gpus

Torch = Callable[[str], None]
BUILT_FOR = gpus._built_for.__wrapped__
NVIDIA = "cuda: Optional[str] = '12.6'\nhip: Optional[str] = None\n"
AMD = "cuda = None\nhip = '6.2.41133'\n"
NEITHER = "__version__ = '2.9.0+cpu'\ncuda: Optional[str] = None\nhip: Optional[str] = None\n"


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which no driver has left a trace."""
    for place in ("DEV", "KFD", "WSL", "SYSTEM"):
        (tmp_path / place).mkdir()
        monkeypatch.setattr(gpus, place, tmp_path / place)
    for name in (*gpus.MASKS, "CUDA_DEVICE_ORDER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(gpus, "_nvml", lambda: ())
    return tmp_path


@pytest.fixture
def torch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Torch:
    """Install a torch with this version file."""

    def install(text: str) -> None:
        (tmp_path / "version.py").write_text(text)
        monkeypatch.setattr(gpus, "_version_file", lambda: tmp_path / "version.py")
        monkeypatch.setattr(gpus, "_built_for", BUILT_FOR)

    return install


def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this be Windows."""
    monkeypatch.setattr(sys, "platform", "win32")


def amd_nodes(kfd: Path) -> None:
    """The topology of a processor and two cards, the second without a number of its own."""
    for node, facts in enumerate(["simd_count 0", "simd_count 240\nunique_id 255", "simd_count 8"]):
        (kfd / str(node)).mkdir()
        (kfd / str(node) / "properties").write_text(f"cpu_cores_count 0\n{facts}\n")


def test_no_trace_is_no_device(torch: Torch) -> None:
    for text in (NVIDIA, AMD, NEITHER):
        torch(text)
        assert devices.cuda_devices() == 0


def test_a_torch_for_the_processor_has_none(bare: Path, torch: Torch) -> None:
    torch(NEITHER)
    (bare / "DEV" / "nvidia0").touch()
    (bare / "DEV" / "kfd").touch()
    assert devices.cuda_devices() == 0


def test_linux(bare: Path, torch: Torch) -> None:
    torch(NVIDIA)
    for name in ("nvidia0", "nvidia10", "nvidia2", "nvidiactl", "nvidia-uvm"):
        (bare / "DEV" / name).touch()
    assert gpus.visible() == ["0", "2", "10"]
    assert devices.slots("auto") == ["cuda-0", "cuda-1", "cuda-2"]


def test_wsl(bare: Path, torch: Torch) -> None:
    torch(NVIDIA)
    (bare / "DEV" / "dxg").touch()
    assert devices.cuda_devices() == 0  # a card of another maker
    (bare / "WSL" / "libcuda.so.1").touch()
    assert devices.cuda_devices() == 1
    torch(AMD)
    assert devices.cuda_devices() == 1


def test_windows(bare: Path, torch: Torch, monkeypatch: pytest.MonkeyPatch) -> None:
    windows(monkeypatch)
    torch(NVIDIA)
    assert devices.cuda_devices() == 0
    (bare / "SYSTEM" / "nvcuda.dll").touch()
    assert devices.cuda_devices() == 1
    torch(AMD)
    assert devices.cuda_devices() == 0
    (bare / "SYSTEM" / "amdhip64_6.dll").touch()
    assert devices.cuda_devices() == 1


def test_the_driver_is_asked_where_it_can_be(torch: Torch, monkeypatch: pytest.MonkeyPatch) -> None:
    torch(NVIDIA)
    cards = [("GPU-aaaa", "H100"), ("GPU-bbbb", "H100")]
    monkeypatch.setattr(gpus, "_nvml", lambda: cards)
    assert gpus.visible() == ["GPU-aaaa", "GPU-bbbb"]
    cards[1] = ("GPU-bbbb", "T4")
    assert gpus.visible() == ["0", "1"]  # CUDA may have them the other way about
    monkeypatch.setenv("CUDA_DEVICE_ORDER", "PCI_BUS_ID")
    assert gpus.visible() == ["GPU-aaaa", "GPU-bbbb"]


def test_rocm(bare: Path, torch: Torch) -> None:
    torch(AMD)
    (bare / "DEV" / "kfd").touch()
    assert devices.cuda_devices() == 1
    amd_nodes(bare / "KFD")
    assert gpus.visible() == ["GPU-00000000000000ff", "1"]


@pytest.mark.parametrize(
    ("masks", "expected"),
    [
        ({"CUDA_VISIBLE_DEVICES": ""}, []),
        ({"CUDA_VISIBLE_DEVICES": "-1"}, []),
        ({"CUDA_VISIBLE_DEVICES": "2, 0"}, ["2", "0"]),
        ({"CUDA_VISIBLE_DEVICES": "1,7,0"}, ["1"]),
        ({"CUDA_VISIBLE_DEVICES": "0,-1,1"}, ["0"]),
        ({"CUDA_VISIBLE_DEVICES": "MIG-1234"}, ["MIG-1234"]),
        ({"HIP_VISIBLE_DEVICES": "0"}, ["0", "1", "2"]),
    ],
)
def test_a_mask_hides_and_orders(
    bare: Path, torch: Torch, monkeypatch: pytest.MonkeyPatch, masks: dict, expected: list
) -> None:
    torch(NVIDIA)
    for number in range(3):
        (bare / "DEV" / f"nvidia{number}").touch()
    for name, value in masks.items():
        monkeypatch.setenv(name, value)
    assert gpus.visible() == expected


@pytest.mark.parametrize(
    ("masks", "expected"),
    [
        ({"ROCR_VISIBLE_DEVICES": "1"}, ["1"]),
        ({"HIP_VISIBLE_DEVICES": "1,0"}, ["1", "GPU-00000000000000ff"]),
        ({"CUDA_VISIBLE_DEVICES": "1"}, ["1"]),
        ({"CUDA_VISIBLE_DEVICES": "1", "HIP_VISIBLE_DEVICES": "0"}, ["GPU-00000000000000ff"]),
        ({"ROCR_VISIBLE_DEVICES": "1,0", "HIP_VISIBLE_DEVICES": "0"}, ["1"]),
        ({"ROCR_VISIBLE_DEVICES": "gpu-00000000000000FF"}, ["GPU-00000000000000ff"]),
    ],
)
def test_rocm_has_two_masks(
    bare: Path, torch: Torch, monkeypatch: pytest.MonkeyPatch, masks: dict, expected: list
) -> None:
    torch(AMD)
    amd_nodes(bare / "KFD")
    for name, value in masks.items():
        monkeypatch.setenv(name, value)
    assert gpus.visible() == expected


def test_a_mask_is_believed_where_nothing_was_found(
    torch: Torch, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch(NVIDIA)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0,3")
    assert gpus.visible() == ["0", "3"]


def test_what_torch_has_found_is_kept_for_its_kind_and_for_no_other(
    torch: Torch, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch(NVIDIA)
    devices.remember(["cuda:0", "cuda:1", "cpu"])
    assert devices.slots("auto") == ["cuda-0", "cuda-1"]
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    assert devices.slots("auto") == ["cuda-0"]
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES")
    devices.remember(["cpu"])
    assert devices.cuda_devices() == 0


def test_mps_is_remembered_too(torch: Torch) -> None:
    torch(NEITHER)
    devices.remember(["mps", "cpu"])
    assert devices.slots("auto") == devices.slots("mps") == ["mps-0"]


def test_a_part_of_a_slot_is_named_as_all_processes_name_it(
    bare: Path, torch: Torch, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch(NVIDIA)
    for number in range(3):
        (bare / "DEV" / f"nvidia{number}").touch()
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "2,1")
    assert [devices.physical(f"cuda-{n}") for n in range(3)] == ["cuda-2", "cuda-1", "cuda-2"]
    monkeypatch.setattr(devices.os, "sched_getaffinity", lambda process: {6, 5}, raising=False)
    assert [devices.physical(f"cpu-{n}") for n in range(2)] == ["cpu-5", "cpu-6"]
    assert devices.physical("mps-0") == "mps-0"
