"""From a fresh clone to a served page by `./run demo`."""

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from .figure import Figure, written
from .ground import ROOT
from .visitor import free_port, wait_for

MOST_S = 180.0


def main() -> None:
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="binhyen-clone-") as folder:
        clone = Path(folder) / "binhyen"
        environment = {k: v for k, v in os.environ.items() if not k.startswith("BINHYEN_")}
        environment.pop("VIRTUAL_ENV", None)
        start = time.perf_counter()
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        child = subprocess.Popen([clone / "run", "demo", "--port", str(port)], cwd=clone,
                                 env=environment, start_new_session=True,
                                 stdout=subprocess.DEVNULL)  # fmt: skip
        try:
            wait_for(f"http://127.0.0.1:{port}/account/login/", MOST_S * 3)
            seconds = time.perf_counter() - start
        finally:
            os.killpg(child.pid, signal.SIGTERM)
            child.wait(30)
    note = "packages come from the machine's usual indexes and caches"
    print(written([Figure(name="`git clone`, `./run demo` until a page is served", value=seconds,
                          unit="s", most=MOST_S, step="clone", note=note)]))  # fmt: skip


if __name__ == "__main__":
    main()
