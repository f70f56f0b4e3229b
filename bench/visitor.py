"""A running server, and someone who signs in and browses over HTTP."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from .ground import ROOT, Ground, StepFailed

PATIENCE_S = 60


@dataclass(frozen=True, slots=True)
class Server:
    address: str
    process: int


@contextmanager
def served(ground: Ground) -> Iterator[Server]:
    """`binhyen serve` on a free port, ended afterwards. Raises StepFailed if it doesn't answer."""
    port = free_port()
    command = [sys.executable, "-m", "binhyen.config.cli", "serve", "--port", str(port)]
    child = subprocess.Popen(
        command, env=ground.environment, cwd=ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/account/login/", PATIENCE_S)
        yield Server(address, child.pid)
    finally:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_for(address: str, patience_s: float) -> None:
    """Until the address answers 200. Raises StepFailed."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        try:
            with build_opener().open(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.2)
    raise StepFailed(f"{address} did not answer within {patience_s:.0f} s")


@dataclass(slots=True)
class Visitor:
    """Cookies and addresses of one signed-in person."""

    address: str
    cookies: CookieJar = field(default_factory=CookieJar)

    @property
    def opener(self) -> OpenerDirector:
        return build_opener(HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> str:
        request = Request(f"{self.address}{path}")
        with self.opener.open(request, timeout=60) as answer:
            text: str = answer.read().decode("utf-8", "replace")
            return text

    def sign_in(self, username: str, password: str) -> None:
        """By the form, as a person does. Raises StepFailed if the door stays shut."""
        page = self.get("/account/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        form = {"login": username, "password": password,
                "csrfmiddlewaretoken": token[1] if token else ""}  # fmt: skip
        headers = {"Referer": f"{self.address}/account/login/"}
        request = Request(f"{self.address}/account/login/", urlencode(form).encode(), headers)
        with self.opener.open(request, timeout=60):
            pass
        if not any(cookie.name == "sessionid" for cookie in self.cookies):
            raise StepFailed(f"{username} could not sign in")


def memory_mb(process: int) -> tuple[float, float]:
    """Memory of a process and its children: shared parts counted once (PSS), and plain RSS."""
    pss = rss = 0.0
    for each in family(process):
        text = Path(f"/proc/{each}/smaps_rollup").read_text()
        pss += _megabytes(text, "Pss")
        rss += _megabytes(text, "Rss")
    return pss, rss


def family(process: int) -> list[int]:
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *(each for child in children for each in family(int(child)))]


def _megabytes(text: str, name: str) -> float:
    found = re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0
