"""Keeps the demonstration accounts, whose passwords are public, to the machine itself."""

import ipaddress
import os
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from .models import Account

OPEN = "BINHYEN_DEMO_OPEN"
_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")


class DemoGate(BaseBackend):
    """First of the backends: refuses a demonstration account from elsewhere, knows nobody itself.

    BINHYEN_DEMO_OPEN=1 lets them in from everywhere, for a demonstration on a network.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, **credentials: Any
    ) -> None:
        """Raises PermissionDenied, which ends the sign-in, for a demo account from afar."""
        name = username or credentials.get("login")
        if not name or is_open() or (request is not None and is_from_here(request)):
            return
        if Account.objects.filter(person__username__iexact=str(name)).exists():
            raise PermissionDenied


def is_open() -> bool:
    return os.environ.get(OPEN, "").lower() in {"1", "true", "yes", "on"}


def is_from_here(request: HttpRequest) -> bool:
    """Whether the request comes from this machine, and not through a proxy on it."""
    if any(request.META.get(header) for header in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
