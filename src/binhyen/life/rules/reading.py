"""Reads the text of a procedure, and says every fault of it with its table and line."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from ..choices import (
    DOCUMENT_KINDS,
    PAPER_KINDS,
    CaseKind,
    Effect,
    FlawCode,
    StepLevel,
    Who,
)
from .checking import flaws_of
from .procedure import (
    Flaw,
    Ground,
    Outcome,
    Procedure,
    ProcedureFaulty,
    Step,
    Track,
    Vocabulary,
)

SHIPPED_WORDS = Vocabulary(documents=DOCUMENT_KINDS, papers=PAPER_KINDS)
LONGEST_TEXT = 200_000
MOST_DAYS = 250
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_TABLE = re.compile(r"^[ \t]*\[{1,2}([^\[\]]+)\]{1,2}[ \t]*(?:#.*)?$", re.M)


def parse(text: str, *, known: Vocabulary = SHIPPED_WORDS) -> Procedure:
    """The procedure that a TOML text describes.

    Raises ProcedureFaulty with every flaw: of writing (an unknown key, a wrong type), and, once
    it can be read, of sense (see `checking.flaws_of`).
    """
    if len(text) > LONGEST_TEXT:
        raise ProcedureFaulty([Flaw(FlawCode.NOT_TOML, value=f"> {LONGEST_TEXT}")])
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise ProcedureFaulty([_unreadable(fault)]) from None
    reader = _Reader(text, known)
    procedure = reader.procedure(said)
    flaws = list(reader.flaws)
    if {flaw.code for flaw in flaws} <= _LEAVES_SENSE:
        flaws += [reader.placed(flaw) for flaw in flaws_of(procedure)]
    if flaws:
        raise ProcedureFaulty(sorted(flaws, key=lambda flaw: flaw.line or 0))
    return procedure


# Faults of writing after which it still can be said whether the rest makes sense.
_LEAVES_SENSE = frozenset(
    {
        FlawCode.UNKNOWN_KEY,
        FlawCode.UNKNOWN_DOCUMENT,
        FlawCode.UNKNOWN_PAPER,
        FlawCode.NOBODY,
        FlawCode.DAYS_UNFIT,
        FlawCode.BAD_CODE,
    }
)


def _unreadable(fault: tomllib.TOMLDecodeError) -> Flaw:
    line = re.search(r"at line (\d+)", str(fault))
    said = re.sub(r"\s*\(at .*\)$", "", str(fault))
    return Flaw(FlawCode.NOT_TOML, value=said, line=int(line[1]) if line else None)


class _Reader:
    """Turns tables into values, and remembers every fault on the way."""

    def __init__(self, text: str, known: Vocabulary) -> None:
        self.known, self.flaws = known, list[Flaw]()
        self.text_lines = text.split("\n")
        self.lines = {
            match[1].strip(): text.count("\n", 0, match.start(1)) + 1
            for match in _TABLE.finditer(text)
        }

    def procedure(self, said: Mapping[str, Any]) -> Procedure:
        kinds = {name: table for name, table in said.items() if name in CaseKind.values}
        self._only(said, "", {*_HEAD, "grounds", *kinds})
        if not kinds:
            self._flaw(FlawCode.NO_KIND, "")
        for name in said.keys() - _HEAD.keys() - {"grounds"} - kinds.keys():
            if isinstance(said[name], dict):
                self._flaw(FlawCode.UNKNOWN_KIND, name, name)
        head = {name: self._take(said, "", name, *what) for name, what in _HEAD.items()}
        self._code(head["code"], "", "code")
        return Procedure(
            **head,
            grounds=self._grounds(said.get("grounds", {})),
            kinds={CaseKind(name): self._track(name, table) for name, table in kinds.items()},
        )

    def placed(self, flaw: Flaw) -> Flaw:
        """The same flaw with the line of its table, or of the outcome in it that it names."""
        return Flaw(flaw.code, flaw.table, flaw.value, self._line(flaw.table, flaw.value))

    def _grounds(self, said: Any) -> dict[str, Ground]:
        if not isinstance(said, dict):
            self._flaw(FlawCode.WRONG_TYPE, "", "grounds")
            return {}
        for code, name in said.items():
            self._code(code, "grounds", code)
            if not isinstance(name, str) or not name.strip():
                self._flaw(FlawCode.WRONG_TYPE, "grounds", code)
        return {code: Ground(code, str(name)) for code, name in said.items()}

    def _track(self, kind: str, said: Any) -> Track:
        if not isinstance(said, dict):
            self._flaw(FlawCode.WRONG_TYPE, kind, kind)
            return Track(CaseKind(kind), "", {})
        self._only(said, kind, {"start", "steps"})
        steps = self._take(said, kind, "steps", dict, {})
        read = {code: self._step(f"{kind}.steps.{code}", code, t) for code, t in steps.items()}
        return Track(CaseKind(kind), self._take(said, kind, "start", str, None), read)

    def _step(self, table: str, code: str, said: Any) -> Step:
        if not isinstance(said, dict):
            self._flaw(FlawCode.WRONG_TYPE, table, code)
            said = {}
        self._code(code, table, code)
        self._only(said, table, {*_STEP, "who", "level", "outcomes", "documents", "papers"})
        facts = {name: self._take(said, table, name, *what) for name, what in _STEP.items()}
        if not 0 <= facts["days"] <= MOST_DAYS:
            self._flaw(FlawCode.DAYS_UNFIT, table, str(facts["days"]))
        who, level = said.get("who"), said.get("level", StepLevel.OWN)
        if who not in Who.values or level not in StepLevel.values:
            self._flaw(FlawCode.NOBODY, table, f"{who}, {level}")
            who, level = Who.ACT, StepLevel.OWN
        return Step(
            code=code,
            who=Who(who),
            level=StepLevel(level),
            documents=frozenset(self._words(said, table, "documents")),
            papers=tuple(self._words(said, table, "papers")),
            outcomes=self._outcomes(table, self._take(said, table, "outcomes", list, [])),
            **facts,
        )

    def _outcomes(self, table: str, said: Iterable[Any]) -> tuple[Outcome, ...]:
        read = tuple(self._outcome(table, one) for one in said)
        codes = [one.code for one in read]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            self._flaw(FlawCode.TWICE, table, code)
        return read

    def _outcome(self, table: str, said: Any) -> Outcome:
        if not isinstance(said, dict):
            self._flaw(FlawCode.WRONG_TYPE, table, "outcomes")
            said = {}
        self._only(said, table, {*_OUTCOME, "effect", "next_case"})
        facts = {name: self._take(said, table, name, *what) for name, what in _OUTCOME.items()}
        self._code(facts["code"], table, "code")
        effect = said.get("effect")
        if effect is not None and effect not in Effect.values:
            self._flaw(FlawCode.UNKNOWN_EFFECT, table, str(effect))
            effect = None
        if facts["decision"] and facts["decision"] not in self.known.documents:
            self._flaw(FlawCode.UNKNOWN_DOCUMENT, table, facts["decision"])
        then = said.get("next_case")
        if then is not None and then not in CaseKind.values:
            self._flaw(FlawCode.UNKNOWN_KIND, table, str(then))
            then = None
        return Outcome(
            effect=Effect(effect) if effect else None,
            next_case=CaseKind(then) if then else None,
            **facts,
        )

    def _words(self, said: Mapping[str, Any], table: str, name: str) -> list[str]:
        """Kinds of documents or papers, each of them known."""
        words = self._take(said, table, name, list, [])
        known = self.known.papers if name == "papers" else self.known.documents
        code = FlawCode.UNKNOWN_PAPER if name == "papers" else FlawCode.UNKNOWN_DOCUMENT
        for word in words:
            if word not in known:
                self._flaw(code, table, str(word))
        return [str(word) for word in words]

    def _take(
        self, said: Mapping[str, Any], table: str, name: str, kind: type, default: Any
    ) -> Any:
        """A value of the right type, else the default (or an empty one) and a flaw.

        A default of None says that it can't be left out.
        """
        value = said.get(name)
        if value is None and default is not None:
            return None if default is date else default
        if value is None:
            self._flaw(FlawCode.MISSING, table, name)
            return kind()
        is_blank = default is None and isinstance(value, str) and not value.strip()
        if type(value) is not kind or is_blank:
            self._flaw(FlawCode.WRONG_TYPE, table, name)
            return None if kind is date else kind()
        return value

    def _only(self, said: Mapping[str, Any], table: str, keys: set[str]) -> None:
        for key in said:
            if key not in keys and not (table == "" and isinstance(said[key], dict)):
                self._flaw(FlawCode.UNKNOWN_KEY, table, key)

    def _code(self, code: object, table: str, name: str) -> None:
        if isinstance(code, str) and code and not _CODE.fullmatch(code):
            self._flaw(FlawCode.BAD_CODE, table, code)

    def _flaw(self, code: FlawCode, table: str, value: str = "") -> None:
        self.flaws.append(Flaw(code, table, value, self._line(table, value)))

    def _line(self, table: str, value: str) -> int | None:
        """The first line of a table that has the value, else the table's own."""
        start = self.lines.get(table)
        first = start or (1 if table == "" else None)
        if first is None:
            return None
        heads = sorted(line for line in self.lines.values() if line > (start or 0))
        last = heads[0] - 1 if heads else len(self.text_lines)
        for number in range(first, last + 1):
            if value and re.search(rf"(?<![\w-]){re.escape(value)}(?![\w-])",
                                   self.text_lines[number - 1]):  # fmt: skip
                return number
        return start or (self.lines.get(value) if table == "" else None)


# What each table holds: its type, and the default where it can be left out.
_HEAD: dict[str, tuple[type, Any]] = {
    "code": (str, None),
    "name": (str, None),
    "note": (str, ""),
    "verified": (bool, False),
    "effective_on": (date, date),
    "unit_code": (str, ""),
    "source": (str, ""),
}
_STEP: dict[str, tuple[type, Any]] = {
    "name": (str, None),
    "days": (int, None),
    "meeting": (bool, False),
    "assets": (bool, False),
    "note": (str, ""),
}
_OUTCOME: dict[str, tuple[type, Any]] = {
    "code": (str, None),
    "name": (str, None),
    "to": (str, None),
    "back": (bool, False),
    "approves": (bool, False),
    "decision": (str, ""),
    "ground": (bool, False),
}
