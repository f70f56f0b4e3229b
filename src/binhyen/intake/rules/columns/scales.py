"""What one unit of a column's numbers counts."""

import re

from binhyen.kernel.numbers import bare

_SCALES = (
    (re.compile(r"\bty\b|\bti dong\b"), 10**9),
    (
        re.compile(r"\btrieu\b|\btr\.? ?d(ong)?\b|\btrd\b|\bmillion\b|1[.,]000[.,]000|\b10\^6\b"),
        10**6,
    ),
    (
        re.compile(
            r"\bnghin\b|\bngan dong\b|\bngan d\b|1[.,]?000 ?(?:d|vnd|dong)|\bx ?1[.,]?000\b"
            r"|\bthousand\b|\bng\.? ?d(?:ong)?\b"
        ),
        10**3,
    ),
    (re.compile(r"\bdong\b|\bvnd\b|\bdvt ?: ?d\b|\(d\)"), 1),
)
_CAPTION = re.compile(r"\b(?:dvt|d\.v\.t|don vi(?: tinh)?|tinh|unit)\b")


def scale_of(text: str) -> int | None:
    """What one unit of a number counts by its header: "Kinh phí (triệu đồng)" → 1,000,000."""
    plain = bare(text)
    return next((scale for pattern, scale in _SCALES if pattern.search(plain)), None)


def scale_of_caption(text: str) -> int | None:
    """The same of a line above the list, if it speaks of units: "Đvt: Tr.đ"."""
    plain = bare(text)
    return scale_of(plain) if len(plain) < 120 and _CAPTION.search(plain) else None
