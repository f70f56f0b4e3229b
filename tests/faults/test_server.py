"""`binhyen serve` for real: what goes over the wire, and what it weighs."""

import gzip
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.one_database]
PATIENCE_S = 90


@pytest.fixture(scope="session")
def server(model_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """The address of a running server, and its process."""
    home = shutil.copytree(model_home, tmp_path_factory.mktemp("server") / "home")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "binhyen.config.cli", "serve", "--port", str(port)],
        env={**os.environ, "BINHYEN_HOME": str(home), "BINHYEN_DATABASE_URL": ""},
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(f"http://127.0.0.1:{port}/healthz", process)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("The server did not start.")


def get(address: str, **headers: str) -> tuple[dict[str, str], bytes]:
    request = urllib.request.Request(address, headers=headers)
    with urllib.request.urlopen(request, timeout=20) as response:
        return {k.lower(): v for k, v in response.headers.items()}, response.read()


def test_the_server_weighs_less_than_250_mb(server):
    address, pid = server
    for _ in range(20):
        get(f"{address}/account/login/")
    assert _resident_mb(pid) <= 250


def _resident_mb(pid: int) -> float:
    """Of the process and all its children: shared pages are counted once for each."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    own = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(own[1]) / 1024 + sum(_resident_mb(int(child)) for child in children)


def test_style_sheets_carry_their_hash_and_are_kept_for_ever(server):
    address, _pid = server
    _headers, page = get(f"{address}/account/login/")
    sheets = re.findall(r'<link[^>]+href="(/static/[^"]+\.css)"', page.decode())
    assert sheets
    for sheet in sheets:
        headers, body = get(f"{address}{sheet}", **{"Accept-Encoding": "gzip"})
        assert re.search(r"\.[0-9a-f]{12}\.css$", sheet)
        assert "immutable" in headers["cache-control"]
        assert len(gzip.decompress(body)) > len(body)


def test_a_page_says_what_the_browser_may_not_do(server):
    address, _pid = server
    headers, _page = get(f"{address}/account/login/")
    policy = headers["content-security-policy"]
    assert "'unsafe-inline'" not in policy
    assert "'unsafe-eval'" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
