"""Two texts compared line by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

AROUND = 3  # unchanged lines shown before and after a change


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a comparison, with its number in either text. kind: same, in, out, gap."""

    kind: str
    old: str
    new: str
    text: str


def differences(old: str, new: str) -> Iterator[Line]:
    """What was taken out and put in, with a few lines around it; nothing where nothing differs."""
    before, after = old.splitlines(), new.splitlines()
    groups = SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(AROUND)
    for number, group in enumerate(groups):
        if number:
            yield Line("gap", "", "", "…")
        for what, i1, i2, j1, j2 in group:
            if what == "equal":
                for at, line in enumerate(before[i1:i2]):
                    yield Line("same", str(i1 + at + 1), str(j1 + at + 1), line)
                continue
            for at, line in enumerate(before[i1:i2]):
                yield Line("out", str(i1 + at + 1), "", line)
            for at, line in enumerate(after[j1:j2]):
                yield Line("in", "", str(j1 + at + 1), line)
