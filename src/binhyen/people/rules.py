"""Who may give what, and what a user name may look like. Pure."""

import re
from collections.abc import Set

from .choices import GRANTED, Permission, Refusal

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,58}[a-z0-9]")
_RESERVED = re.compile(r"(?:system|anonymous|root)\b")
_MANY_DIGITS = re.compile(r"\d{9}")


def name_fault(name: str) -> Refusal | None:
    """Why a name can't be a user name. It stands in the log, so it must not be a contact."""
    if "@" in name or _MANY_DIGITS.search(re.sub(r"[._-]", "", name)):
        return Refusal.NAME_IS_CONTACT
    if not _NAME.fullmatch(name):
        return Refusal.NAME_UNFIT
    return Refusal.NAME_RESERVED if _RESERVED.match(name) else None


def may_give(role: str, held: Set[Permission]) -> bool:
    """Nobody gives a right that they don't have themselves."""
    return held >= GRANTED[role]
