"""A scoring sheet from its text: everything that is wrong with it at once, each with its line."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..choices import Known, Measure, Method, Of, SheetProblem
from .lines import Lines
from .shapes import Age, Class, Criterion, Deadlines, Quota, Sheet, Window
from .tables import Complaints, SheetFault, SheetFaulty, Table

P = SheetProblem
CLASS_NAME = 40  # so that it fits beside the window in the register's own column
MOST_POINTS, MOST_COUNT, MOST_MONTHS = 1_000, 100_000, 120
_AT_LINE = re.compile(r"\(at line (\d+)")
_TOP = ("code", "name", "basis", "note", "of", "method", "total")
# What the register can say of what: a number or a yes of it, and where only a part of a whole.
KNOWN_OF: Mapping[Of, frozenset[Known]] = {
    Of.SITE: frozenset({Known.DECISION, Known.LAUNCHED, Known.TEAMS, Known.MEMBERS, Known.DOSSIER}),
    Of.PROGRAMME: frozenset(
        {Known.LAUNCHED, Known.SITES, Known.TEAMS, Known.MEMBERS, Known.COMMUNES, Known.DOSSIER}
    ),
    Of.UNIT: frozenset(
        {Known.SITES, Known.PROGRAMMES, Known.EFFECTIVE, Known.TEAMS, Known.MEMBERS, Known.DOSSIER}
    ),
}
SHARES = frozenset({Known.DOSSIER})


def parse(text: str) -> Sheet:
    """The sheet that a TOML text describes. Raises SheetFaulty with every fault."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        line = int(at[1]) if at else max(1, len(text.splitlines()))
        raise SheetFaulty([SheetFault(line, "TOML", P.SYNTAX)]) from None
    said = Complaints(Lines(text))
    reader = _Reader(content, said)
    sheet = reader.sheet()
    if said.faults:
        raise SheetFaulty(sorted(said.faults, key=lambda fault: fault.line))
    assert sheet is not None  # noqa: S101  # without a fault everything was read
    return sheet


class _Reader:
    """Reads a whole file and gathers the faults as it goes."""

    def __init__(self, content: Mapping[str, Any], said: Complaints) -> None:
        self.content, self.said = dict(content), said

    def sheet(self) -> Sheet | None:
        named = {key: self.content.pop(key) for key in _TOP if key in self.content}
        top = Table(self.said, "", 0, named)
        code, name = top.code(), top.text("name")
        basis, note = top.text("basis", needed=False), top.text("note", needed=False)
        of, method = top.one_of("of", Of), top.one_of("method", Method)
        total = top.number("total", least=1, most=MOST_POINTS * 10)
        window, deadlines = self._window(), self._deadlines()
        age = self._age()
        criteria = self._criteria(of, method)
        classes = self._classes(method, sum(one.points for one in criteria))
        quota = self._quota(method, classes)
        self._check_total(top, method, total, criteria)
        Table(self.said, "", 0, self.content).end()
        if self.said.faults or of is None or method is None or window is None or deadlines is None:
            return None
        return Sheet(code, name, basis, note, of, method, window, deadlines,
                     classes, criteria, age, quota)  # fmt: skip

    def _table(self, name: str, *, needed: bool) -> Table | None:
        content = self.content.pop(name, None)
        table = Table(self.said, name, 0, content if isinstance(content, dict) else {})
        if content is None:
            if needed:
                table.blame("", P.MISSING, name)
            return None
        if not isinstance(content, dict):
            table.blame("", P.NOT_A_TABLE, name)
            return None
        return table

    def _tables(self, name: str) -> Iterator[Table]:
        content = self.content.pop(name, [])
        if not isinstance(content, list) or not all(isinstance(one, dict) for one in content):
            Table(self.said, name, 0, {}).blame("", P.NOT_A_TABLE, name)
            return
        for index, one in enumerate(content):
            yield Table(self.said, name, index, one)

    def _window(self) -> Window | None:
        table = self._table("window", needed=True)
        if table is None:
            return None
        begins, ends, verified = table.day("from"), table.day("until"), table.flag("verified")
        table.end()
        return Window(begins, ends, verified) if begins and ends else None

    def _deadlines(self) -> Deadlines | None:
        table = self._table("deadlines", needed=True)
        if table is None:
            return None
        score, appraise, decide = (table.day(key) for key in ("score", "appraise", "decide"))
        verified = table.flag("verified")
        table.end()
        if score and appraise and decide:
            return Deadlines(score, appraise, decide, verified)
        return None

    def _age(self) -> Age | None:
        table = self._table("age", needed=False)
        if table is None:
            return None
        if "months" not in table.rest:
            table.blame("months", P.MISSING)
        months = table.number("months", least=1, most=MOST_MONTHS)
        verified = table.flag("verified")
        table.end()
        return Age(months, verified) if months else None

    def _criteria(self, of: Of | None, method: Method | None) -> tuple[Criterion, ...]:
        found, codes = list[Criterion](), set[str]()
        for table in self._tables("criterion"):
            found.append(self._criterion(table, of, method))
            if found[-1].code in codes:
                table.blame("code", P.CODE_TWICE, found[-1].code)
            codes.add(found[-1].code)
        if not found:
            Table(self.said, "criterion", 0, {}).blame("", P.NO_CRITERIA)
        return tuple(found)

    def _criterion(self, table: Table, of: Of | None, method: Method | None) -> Criterion:
        code, name = table.code(), table.text("name")
        group, evidence = table.text("group", needed=False), table.text("evidence", needed=False)
        default = Measure.POINTS if method == Method.SUM else Measure.YES
        measure = table.one_of("measure", Measure, needed=False) or default
        points = table.number("points", least=1, most=MOST_POINTS)
        if method == Method.SUM and points is None:
            table.blame("points", P.NO_POINTS)
        if method == Method.ALL and (points is not None or measure == Measure.POINTS):
            table.blame("points" if points else "measure", P.POINTS_UNUSED)
        at_least = self._limit(table, measure)
        known = table.one_of("known", Known, needed=False)
        if known and of and not _is_known(known, of, measure):
            table.blame("known", P.KNOWN_UNFIT, known.value)
        verified = table.flag("verified")
        table.end()
        return Criterion(code, name, measure, points or 0, at_least, group, evidence,
                         known, verified)  # fmt: skip

    def _limit(self, table: Table, measure: Measure) -> int:
        most = 100 if measure == Measure.SHARE else MOST_COUNT
        is_said = "at_least" in table.rest
        at_least = table.number("at_least", least=1, most=most)
        if is_said and measure not in (Measure.COUNT, Measure.SHARE):
            table.blame("at_least", P.LIMIT_UNUSED)
        if not is_said and measure == Measure.SHARE:
            table.blame("at_least", P.LIMIT_MISSING)
        return at_least or 1

    def _classes(self, method: Method | None, total: int) -> tuple[Class, ...]:
        found, codes = list[Class](), set[str]()
        for table in self._tables("class"):
            code, name = table.code(), table.text("name", longest=CLASS_NAME)
            at_least = table.number("at_least", least=0, most=MOST_POINTS * 10)
            good, verified = table.flag("good"), table.flag("verified")
            table.end()
            if code in codes:
                table.blame("code", P.CODE_TWICE, code)
            codes.add(code)
            self._check_threshold(table, method, at_least, found, total)
            found.append(Class(code, name, at_least or 0, good, verified))
        first = Table(self.said, "class", 0, {})
        if len(found) < 2:
            first.blame("", P.TOO_FEW_CLASSES)
        elif method == Method.ALL and len(found) != 2:
            first.blame("", P.TWO_CLASSES)
        elif method == Method.SUM and found[-1].at_least != 0:
            Table(self.said, "class", len(found) - 1, {}).blame("at_least", P.LOWEST_NOT_ZERO)
        return tuple(found)

    def _check_threshold(
        self,
        table: Table,
        method: Method | None,
        at_least: int | None,
        above: Sequence[Class],
        total: int,
    ) -> None:
        if method == Method.ALL and at_least is not None:
            table.blame("at_least", P.THRESHOLD_UNUSED)
        if method != Method.SUM:
            return
        if at_least is None:
            table.blame("at_least", P.THRESHOLD_MISSING)
        elif above and at_least >= above[-1].at_least:
            table.blame("at_least", P.NOT_FALLING, at_least)
        elif at_least > total:
            table.blame("at_least", P.NEVER_REACHED, at_least)

    def _quota(self, method: Method | None, classes: Sequence[Class]) -> Quota | None:
        table = self._table("quota", needed=False)
        if table is None:
            return None
        code, of = table.text("class"), table.texts("of")
        if "percent" not in table.rest:
            table.blame("percent", P.MISSING)
        percent = table.number("percent", least=0, most=100)
        verified = table.flag("verified")
        table.end()
        codes = [each.code for each in classes]
        if method == Method.ALL:
            table.blame("", P.QUOTA_WITHOUT_POINTS)
        elif code and code not in codes:
            table.blame("class", P.NO_SUCH_CHOICE, code)
        elif code and code == codes[-1]:
            table.blame("class", P.QUOTA_LOWEST, code)
        elif code and not {code, codes[codes.index(code) + 1]} <= set(of) <= set(codes):
            table.blame("of", P.QUOTA_BASE, ", ".join(of))
        return None if percent is None else Quota(code, of, percent, verified)

    def _check_total(
        self,
        top: Table,
        method: Method | None,
        total: int | None,
        criteria: Sequence[Criterion],
    ) -> None:
        added = sum(one.points for one in criteria)
        if total is None:
            return
        if method == Method.ALL:
            top.blame("total", P.POINTS_UNUSED, total)
        elif method == Method.SUM and total != added:
            top.blame("total", P.TOTAL_DIFFERS, f"{added} ≠ {total}")


def _is_known(known: Known, of: Of, measure: Measure) -> bool:
    """Whether the register can say this of such a thing, in such a form."""
    if known not in KNOWN_OF[of]:
        return False
    if known in SHARES:
        return measure in (Measure.POINTS, Measure.SHARE, Measure.YES)
    return measure != Measure.SHARE
