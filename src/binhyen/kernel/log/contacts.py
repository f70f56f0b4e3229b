"""Finds telephone numbers, e-mail addresses and identity numbers in free text, and covers them."""

import re

COVER = "[đã che]"

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Ten or eleven digits after 0 or +84. Run together they may follow anything but a letter or digit;
# with spaces, dots or dashes between they must not continue a code such as "mau-01-24611-001".
_PHONE_TOGETHER = re.compile(r"(?<![0-9A-Za-z])(?:\+?84|0)[1-9]\d{8,9}(?![0-9A-Za-z])")
_PHONE_APART = re.compile(r"(?<![\w/.-])(?:\+?84|0)(?:[ .-]?\d){9,10}(?![\w/-]|\.\d)")
# The citizen's number has 12 digits, its predecessor 9. A sum of money keeps its unit behind it,
# a UUID its dash before it.
_IDENTITY = re.compile(r"(?<![\w-])(?:\d{12}|\d{9})(?![\w-])(?!\s*(?:đ|vnd|đồng)\b)", re.IGNORECASE)

# What each of them needs: without it, four searches are saved, and most texts are without.
_PERHAPS = re.compile(r"@|\d(?:[ .-]?\d){8}")

_ALL = (_EMAIL, _PHONE_TOGETHER, _PHONE_APART, _IDENTITY)


def screened(text: str) -> str:
    """The text with every telephone number, e-mail address and identity number covered."""
    if not _PERHAPS.search(text):
        return text
    for pattern in _ALL:
        text = pattern.sub(COVER, text)
    return text


def holds_contact(text: str) -> bool:
    """Whether a text carries a telephone number, an e-mail address or an identity number."""
    return screened(text) != text
