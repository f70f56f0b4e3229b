"""A checklist read from TOML: the kinds of paper, and when each is needed.

What is wrong is found all at once, each with its row, its line and the value that is wrong.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from binhyen.programmes.choices import Ending, Origin, State

from ..choices import ChecklistFault, DocumentKind, Group, Of

UNKNOWN = "unknown"  # how a checklist writes an origin or ending that nobody has recorded
LONGEST_TEXT = 100_000
_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
_ROW = re.compile(r"^\s*\[\[\s*paper\s*\]\]", re.M)
_WHERE = re.compile(r"at line (\d+)")
_PAPER = {"code", "name", "group", "of", "signed", "valid_months", "needed"}
_NEED = {"of", "states", "origins", "endings", "after_months"}
_WHOLE = {"name", "note", "verified", "paper"}


@dataclass(frozen=True, slots=True)
class Need:
    """One case in which a paper is needed. An empty set says "whatever"."""

    of: str = ""
    states: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()
    endings: frozenset[str] = frozenset()
    after_months: int = 0

    @property
    def of_label(self) -> str:
        return str(Of(self.of).label) if self.of else ""

    @property
    def states_text(self) -> str:
        return _labels(State, self.states)

    @property
    def origins_text(self) -> str:
        return _labels(Origin, self.origins)

    @property
    def endings_text(self) -> str:
        return _labels(Ending, self.endings)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper as a checklist has it; `name` only where it differs from ours."""

    code: str
    name: str
    group: str
    of: frozenset[str]
    signed: bool
    valid_months: int | None
    needs: tuple[Need, ...]

    @property
    def label(self) -> str:
        return self.name or kind_label(self.code)

    @property
    def group_label(self) -> str:
        return str(Group(self.group).label)

    @property
    def of_labels(self) -> list[str]:
        return [str(whose.label) for whose in Of if whose in self.of]

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class Checklist:
    """What a dossier must hold, by kind in the order written."""

    name: str
    note: str
    is_verified: bool
    kinds: Mapping[str, Kind] = field(hash=False)

    def label_of(self, code: str) -> str:
        return self.kinds[code].label if code in self.kinds else kind_label(code)

    def of(self, whose: str) -> list[Kind]:
        return [kind for kind in self.kinds.values() if whose in kind.of]

    @property
    def thresholds(self) -> list[int]:
        """After how many months something is needed, in order."""
        needs = (need for kind in self.kinds.values() for need in kind.needs)
        return sorted({need.after_months for need in needs if need.after_months})


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of a checklist. row: the paper it is in, such as "charter"; line: from 1, or 0."""

    code: ChecklistFault
    detail: str = ""
    row: str = ""
    line: int = 0

    @property
    def label(self) -> str:
        return str(self.code.label) % {"detail": self.detail}


class ChecklistFaulty(Exception):
    """A checklist that can't be used; `findings` names everything that is wrong."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("; ".join(f"{f.row or f.line}: {f.code} {f.detail}" for f in findings))
        self.findings = tuple(findings)


def kind_label(code: str) -> str:
    """The name of a kind that everyone knows; one that nobody knows any longer keeps its code."""
    return str(DocumentKind(code).label) if code in DocumentKind.values else code


@lru_cache(maxsize=64)
def parse(text: str) -> Checklist:
    """The checklist that a text writes down. Raises ChecklistFaulty with every fault."""
    if len(text) > LONGEST_TEXT:
        raise ChecklistFaulty([Finding(ChecklistFault.TOML, f"> {LONGEST_TEXT}")])
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        where = _WHERE.search(str(fault))
        line = int(where[1]) if where else text.count("\n") + 1
        raise ChecklistFaulty([Finding(ChecklistFault.TOML, str(fault), line=line)]) from None
    findings = [*_of_whole(content)]
    papers = content.get("paper", [])
    papers = papers if isinstance(papers, list) else []
    seen: set[str] = set()
    for paper, line in zip(papers, _lines(text, len(papers)), strict=True):
        if not isinstance(paper, dict):
            findings.append(Finding(ChecklistFault.WRONG_TYPE, "paper", line=line))
            continue
        findings += _of_paper(paper, line, seen)
    if findings:
        raise ChecklistFaulty(findings)
    return Checklist(
        content["name"],
        content.get("note", ""),
        content.get("verified", False),
        {paper["code"]: _kind(paper) for paper in papers},
    )


def _lines(text: str, count: int) -> list[int]:
    found = [text.count("\n", 0, match.end()) + 1 for match in _ROW.finditer(text)]
    return found if len(found) == count else [0] * count


def _kind(paper: Mapping[str, Any]) -> Kind:
    return Kind(
        code=paper["code"],
        name=paper.get("name", ""),
        group=paper["group"],
        of=frozenset(_listed(paper["of"])),
        signed=paper.get("signed", False),
        valid_months=paper.get("valid_months"),
        needs=tuple(
            Need(
                of=need.get("of", ""),
                states=frozenset(need.get("states", ())),
                origins=frozenset(map(_stored, need.get("origins", ()))),
                endings=frozenset(map(_stored, need.get("endings", ()))),
                after_months=need.get("after_months", 0),
            )
            for need in paper.get("needed", ())
        ),
    )


def _stored(word: str) -> str:
    return "" if word == UNKNOWN else word


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _labels(words: Any, values: frozenset[str]) -> str:
    """In the order of the choices, for a reader."""
    return ", ".join(str(word.label) for word in words if word.value in values)


# --- faults ---


def _of_whole(content: Mapping[str, Any]) -> Iterator[Finding]:
    yield from _unknown(content, _WHOLE, "", 0)
    yield from _typed(content, {"name": str, "note": str, "verified": bool, "paper": list}, "", 0)
    if not content.get("name"):
        yield Finding(ChecklistFault.LACKS, "name")
    if not content.get("paper"):
        yield Finding(ChecklistFault.EMPTY)


def _of_paper(paper: Mapping[str, Any], line: int, seen: set[str]) -> Iterator[Finding]:
    code = paper.get("code", "")
    row = code if isinstance(code, str) else ""
    yield from _unknown(paper, _PAPER, row, line)
    kinds = {"code": str, "name": str, "group": str, "signed": bool, "needed": list}
    wrong = [*_typed(paper, kinds, row, line)]
    if wrong:
        yield from wrong
        return
    yield from (
        Finding(ChecklistFault.LACKS, name, row, line)
        for name in ("code", "group", "of")
        if not paper.get(name)
    )
    if code and not _CODE.fullmatch(code):
        yield Finding(ChecklistFault.BAD_CODE, code, row, line)
    elif code in seen:
        yield Finding(ChecklistFault.TWICE, code, row, line)
    elif code and code not in DocumentKind.values and not paper.get("name"):
        yield Finding(ChecklistFault.UNNAMED, code, row, line)
    seen.add(code)
    if (group := paper.get("group")) and group not in Group.values:
        yield Finding(ChecklistFault.UNKNOWN_GROUP, group, row, line)
    yield from _known(_listed(paper.get("of", [])), Of.values, ChecklistFault.UNKNOWN_OF, row, line)
    yield from _months(paper, "valid_months", row, line)
    for need in paper.get("needed", ()):
        yield from _of_need(need, row, line)


def _of_need(need: Any, row: str, line: int) -> Iterator[Finding]:
    if not isinstance(need, dict):
        yield Finding(ChecklistFault.WRONG_TYPE, "needed", row, line)
        return
    yield from _unknown(need, _NEED, row, line)
    types = {"of": str, "states": list, "origins": list, "endings": list}
    if wrong := [*_typed(need, types, row, line)]:
        yield from wrong
        return
    if not need.get("states"):
        yield Finding(ChecklistFault.LACKS, "states", row, line)
    whose = [need["of"]] if need.get("of") else []
    words = [
        (whose, Of.values, ChecklistFault.UNKNOWN_OF),
        (need.get("states", []), State.values, ChecklistFault.UNKNOWN_STATE),
        (need.get("origins", []), _written(Origin.values), ChecklistFault.UNKNOWN_ORIGIN),
        (need.get("endings", []), _written(Ending.values), ChecklistFault.UNKNOWN_ENDING),
    ]
    for said, known, code in words:
        yield from _known(said, known, code, row, line)
    yield from _months(need, "after_months", row, line)


def _written(values: Sequence[str]) -> list[str]:
    return [value or UNKNOWN for value in values]


def _unknown(table: Mapping[str, Any], known: set[str], row: str, line: int) -> Iterator[Finding]:
    for name in table.keys() - known:
        yield Finding(ChecklistFault.UNKNOWN_FIELD, name, row, line)


def _typed(
    table: Mapping[str, Any], types: Mapping[str, type], row: str, line: int
) -> Iterator[Finding]:
    for name, wanted in types.items():
        if name in table and not isinstance(table[name], wanted):
            yield Finding(ChecklistFault.WRONG_TYPE, name, row, line)


def _known(
    said: Sequence[Any], known: Sequence[str], code: ChecklistFault, row: str, line: int
) -> Iterator[Finding]:
    for word in said:
        if word not in known:
            yield Finding(code, str(word), row, line)


def _months(table: Mapping[str, Any], name: str, row: str, line: int) -> Iterator[Finding]:
    if name not in table:
        return
    months = table[name]
    if not isinstance(months, int) or isinstance(months, bool) or not 1 <= months <= 600:
        yield Finding(ChecklistFault.BAD_MONTHS, f"{name} = {months}", row, line)
