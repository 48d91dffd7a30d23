"""Three nodes of Ray on this machine; the first has no cores, so that runs are on the others."""

import secrets
import socket
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from sculptor.jobs.cluster import connection

QUICKLY = {
    "health_check_initial_delay_ms": 500,
    "health_check_period_ms": 500,
    "health_check_failure_threshold": 3,
    "enable_metrics_collection": False,
}
"""How soon a node counts as lost, and nothing that a test can do without."""


def node(cores: int, **more: Any) -> dict[str, Any]:
    """What a node is started with. Ray waits for 15 s, and no longer, for ports that its own
    processes choose, which is little on a machine that has much else to do."""
    names = ("metrics_agent", "runtime_env_agent", "dashboard_agent_listen", "metrics_export")
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in names]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    own = {"include_dashboard": False, "include_log_monitor": False, "num_cpus": cores}
    chosen = {f"{name}_port": port for name, port in zip(names, ports, strict=True)}
    return {**own, "object_store_memory": connection.STORE, **chosen, **more}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need a cluster, so that ``-m cluster`` is these and no others."""
    for item in items:
        if "nodes" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.cluster)


@pytest.fixture(scope="module")
def nodes(pytestconfig: pytest.Config) -> Iterator[Any]:
    """A cluster of three nodes, of which the test may lose one."""
    if not connection.found():
        pytest.skip("Ray is not installed")
    if "cluster" not in pytestconfig.option.markexpr:
        pytest.skip("three nodes of Ray want a machine of their own: pytest -n 0 -m cluster")
    with (
        # Not in pytest's own, whose name is too long for the sockets in it.
        TemporaryDirectory(prefix="sculptor-ray-", ignore_cleanup_errors=True) as place,
        pytest.MonkeyPatch.context() as patch,
    ):
        # Where it notes the address of a cluster whatever it is told, and makes no folder for it.
        patch.setenv("RAY_TMPDIR", place)
        (Path(place) / "ray").mkdir()
        # Before Ray is imported, which reads them then.
        patch.setenv("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "")
        patch.setenv("RAY_AUTH_MODE", "token")
        patch.setenv("RAY_AUTH_TOKEN", secrets.token_hex(32))
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        connection.fence()
        from ray.cluster_utils import Cluster

        more = {"_system_config": QUICKLY}
        cluster = Cluster(initialize_head=True, head_node_args=node(0, temp_dir=place, **more))
        for _ in range(2):
            cluster.add_node(wait=False, **node(1))
        cluster.wait_for_nodes()
        with connection.connected(cluster.address):  # so that warm processes are used again
            yield cluster
        cluster.shutdown()
