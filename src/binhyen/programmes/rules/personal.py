"""ID and phone numbers in free text: refused, or covered where a preview is kept."""

import re

from binhyen.kernel.text import fold

from ..choices import FaultCode
from .records import Fault


def text_faults(**texts: str) -> list[Fault]:
    """ID and phone numbers found in free text, by field."""
    return [
        Fault(name, code)
        for name, text in texts.items()
        for code, found in [
            (FaultCode.ID_NUMBER, has_id_number(text)),
            (FaultCode.PHONE_NUMBER, has_phone_number(text)),
        ]
        if found
    ]


# A number of an identity paper: said to be one, or a bare 12 digits beginning with 0 (citizen
# identity) or a bare 9 (the old card) that isn't a round sum of money.
_ID_SAID = re.compile(
    r"\b(?:cccd|cmnd|cmtnd|can cuoc|chung minh|dinh danh|ho chieu)\b\D{0,30}(?:\d[\s.-]?){8,}"
)
_ID_BARE = re.compile(r"(?<![\d.,/-])(?:0\d{11}|0\d{2}(?: \d{3}){3}|\d{9})(?![\d/]|[.,]\d)")
_MONEY_AFTER = re.compile(r"\s*(?:d\b|dong\b|vnd\b|trieu\b|nghin\b|ty\b)")
_PHONE = re.compile(
    r"(?<![\d/])(?:\+?84|0)[\s.()-]{0,2}"
    r"(?:[35789](?:[\s.-]?\d){8}|2(?:[\s.()-]{0,2}\d){9})(?![\s.-]?\d)"
)


def has_id_number(text: str) -> bool:
    """Whether the text holds what looks like an identity number (9 or 12 digits)."""
    plain = _plain(text)
    if _ID_SAID.search(plain):
        return True
    return any(
        not (match[0].endswith("000") or _MONEY_AFTER.match(plain, match.end()))
        for match in _ID_BARE.finditer(plain)
    )


def has_phone_number(text: str) -> bool:
    """Whether the text holds what looks like a Vietnamese phone number, mobile or fixed."""
    return bool(_PHONE.search(_plain(text)))


def masked(text: str) -> str:
    """The text with each identity or phone number replaced by "•••"; for previews that are kept."""
    if not (has_id_number(text) or has_phone_number(text)):
        return text
    return re.sub(r"\+?\d(?:[\s.()-]?\d){7,}", "•••", text)


def _plain(text: str) -> str:
    """Lower case without marks, with its punctuation."""
    return re.sub(r"[^\W\d_]+", lambda word: fold(word[0]), text.lower())
