"""The network ends at this machine: a test that goes further fails."""

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest


class NetworkClosed(RuntimeError):
    """A test tried to leave this machine."""


@pytest.fixture(scope="session", autouse=True)
def _network_is_closed() -> Iterator[None]:
    """Only loopback and sockets in the file system; anything else fails the test."""
    connect = socket.socket.connect

    def connect_nearby(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_loopback(address[0]):
            self.close()
            raise NetworkClosed(f"Tests may not reach {address[0]}.")
        connect(self, address)

    socket.socket.connect = connect_nearby  # type: ignore[method-assign,assignment]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
