"""Where a text that somebody holds differs from the one that was published."""

from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Differing:
    """A line that isn't as published. number: in the text held, from 1; empty: not there."""

    number: int
    held: str
    published: str


def differing(held: str, published: str) -> list[Differing]:
    """Every line that differs, in the order of the text held; none where both say the same.

    Space at the end of a line and empty lines at the end of the text say nothing.
    """
    ours, theirs = _lines(held), _lines(published)
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    found = []
    for kind, i, j, k, n in matcher.get_opcodes():
        if kind == "equal":
            continue
        for step in range(max(j - i, n - k)):
            mine = ours[i + step] if i + step < j else ""
            other = theirs[k + step] if k + step < n else ""
            found.append(Differing(min(i + step, max(j - 1, i)) + 1, mine, other))
    return found


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.lstrip("\ufeff").rstrip().splitlines()]
