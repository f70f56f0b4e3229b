"""Indicators and kinds of periods from their TOML texts, or everything that is wrong with them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from ..choices import DefinitionFault, Good, Grade, IndicatorKind, Over, Per, PublicRule, SeenBy
from .formulas import Comparison, Formula, FormulaFaulty, cycle_in, read_comparison, read_formula
from .indicators import Catalogue, Check, Group, Indicator, Jumps, Missing, Part
from .periods import LEVELS, Calendar, PeriodKind, faults_of
from .tables import Reader, Table

D = DefinitionFault
LARGEST = 10**15


def read_indicators(
    text: str, *, sources: Iterable[str], above: Catalogue | None = None
) -> Catalogue:
    """The catalogue that a text describes, added to the one above it, if any.

    sources: what the register can count. Raises DefinitionFaulty with every fault at once.
    """
    reader = Reader(text)
    content = reader.content()
    groups = _groups(reader, content, above)
    own = _indicators(reader, content, frozenset(sources), groups, above)
    everything = (*(above.indicators if above else ()), *own)
    _check_formulas(reader, own, everything)
    checks = _checks(reader, content, everything, above)
    jumps, missing = _jumps(reader, content, above), _missing(reader, content, above)
    if not everything:
        reader.blame("indicator", -1, "", D.EMPTY)
    reader.finish(content)
    return Catalogue(groups, everything, checks, jumps, missing)


def _groups(
    reader: Reader, content: dict[str, object], above: Catalogue | None
) -> tuple[Group, ...]:
    found = {group.code: group for group in (above.groups if above else ())}
    for table in reader.tables(content, "group"):
        group = Group(table.code(), table.text("name"), table.text("name_en"))
        table.end()
        if group.code in found:
            table.blame("code", D.TWICE, group.code)
        found[group.code] = group
    return tuple(found.values())


def _indicators(
    reader: Reader,
    content: dict[str, object],
    sources: frozenset[str],
    groups: Sequence[Group],
    above: Catalogue | None,
) -> tuple[Indicator, ...]:
    taken, known = above.by_code if above else {}, {group.code for group in groups}
    found: dict[str, Indicator] = {}
    for table in reader.tables(content, "indicator"):
        one = _indicator(table)
        if one.code in taken:
            table.blame("code", D.TAKEN, one.code)
        if one.code in found:
            table.blame("code", D.TWICE, one.code)
        if one.group and one.group not in known:
            table.blame("group", D.NO_GROUP, one.group)
        _check_kind(table, one, sources)
        found.setdefault(one.code, one)
    return tuple(found.values())


def _indicator(table: Table) -> Indicator:
    one = Indicator(
        code=table.code(),
        name=table.text("name"),
        name_en=table.text("name_en"),
        unit=table.text("unit"),
        unit_en=table.text("unit_en"),
        kind=table.one_of("kind", IndicatorKind) or IndicatorKind.ENTERED,
        group=table.text("group"),
        per=table.one_of("per", Per, Per.UNIT) or Per.UNIT,
        over=table.one_of("over", Over, Over.SUM) or Over.SUM,
        good=table.one_of("good", Good, Good.NONE) or Good.NONE,
        decimals=table.number_of("decimals", least=0, most=4, default=0),
        seen_by=table.one_of("seen_by", SeenBy, SeenBy.ALL) or SeenBy.ALL,
        public=table.one_of("public", PublicRule, PublicRule.SMALL_HIDDEN) or PublicRule.NEVER,
        least=table.number_of("least", least=-LARGEST, most=LARGEST, default=0),
        most=table.number_of("most", least=1, most=LARGEST, default=10_000),
        breakdown=table.text("breakdown", needed=False),
        breakdown_en=table.text("breakdown_en", needed=False),
        parts=_parts(table),
        formula=_formula(table),
        source=table.text("source", needed=False),
        rate=table.flag("rate", default=True),
        note=table.text("note", needed=False),
        verified=table.flag("verified"),
    )
    table.end()
    return one


def _parts(table: Table) -> tuple[Part, ...]:
    found: dict[str, Part] = {}
    for row in table.rows("parts"):
        part = Part(row.code(), row.text("name"), row.text("name_en"))
        row.end()
        if part.code in found:
            table.blame("parts", D.TWICE, part.code)
        found[part.code] = part
    return tuple(found.values())


def _formula(table: Table) -> Formula | None:
    text = table.text("formula", needed=False)
    if not text:
        return None
    try:
        return read_formula(text)
    except FormulaFaulty as fault:
        table.blame("formula", D.FORMULA_FAULTY, fault.found)
        return None


def _check_kind(table: Table, one: Indicator, sources: frozenset[str]) -> None:
    is_computed = one.kind == IndicatorKind.COMPUTED
    is_blamed = any(f.key == "formula" and f.table.endswith(f" {table.number + 1}")
                    for f in table.reader.faults)  # fmt: skip
    if is_computed and one.formula is None and not is_blamed:
        table.blame("formula", D.FORMULA_MISSING)
    if one.formula is not None and not is_computed:
        table.blame("formula", D.FORMULA_UNUSED)
    if one.kind == IndicatorKind.COUNTED and not one.source:
        table.blame("source", D.SOURCE_MISSING)
    if one.source and one.source not in sources:
        table.blame("source", D.SOURCE_UNKNOWN, one.source)


def _check_formulas(
    reader: Reader, own: Sequence[Indicator], everything: Sequence[Indicator]
) -> None:
    known = _names(everything)
    for number, one in enumerate(own):
        for name in one.formula.names if one.formula else ():
            if name not in known:
                reader.blame("indicator", number, "formula", D.UNKNOWN_INDICATOR, name)
    formulas = {one.code: one.formula for one in everything if one.formula}
    if cycle := cycle_in(formulas):
        number = next((n for n, one in enumerate(own) if one.code in cycle), 0)
        reader.blame("indicator", number, "formula", D.CYCLE, " → ".join(cycle))


def _names(indicators: Iterable[Indicator]) -> set[str]:
    return {key for one in indicators for key in (one.code, *one.keys)}


def _checks(
    reader: Reader,
    content: dict[str, object],
    indicators: Sequence[Indicator],
    above: Catalogue | None,
) -> tuple[Check, ...]:
    found = {check.code: check for check in (above.checks if above else ())}
    known = {key for one in indicators for key in one.keys}
    for table in reader.tables(content, "check"):
        code, name, name_en = table.code(), table.text("name"), table.text("name_en")
        comparison = _comparison(table, known)
        grade = table.one_of("grade", Grade, Grade.WARNS) or Grade.WARNS
        takes_reason = table.flag("reason", default=True)
        fault = table.text("fault", needed=False)
        fault_en = table.text("fault_en", needed=bool(fault))
        table.end()
        if code in found:
            table.blame("code", D.TWICE, code)
        if comparison:
            found[code] = Check(
                code, name, name_en, comparison, grade, takes_reason, fault, fault_en
            )
    return tuple(found.values())


def _comparison(table: Table, known: set[str]) -> Comparison | None:
    text = table.text("rule")
    if not text:
        return None
    try:
        comparison = read_comparison(text)
    except FormulaFaulty as fault:
        table.blame("rule", D.FORMULA_FAULTY, fault.found)
        return None
    for name in comparison.names:
        if name not in known:
            table.blame("rule", D.UNKNOWN_INDICATOR, name)
    return comparison


def _jumps(reader: Reader, content: dict[str, object], above: Catalogue | None) -> Jumps:
    plain = above.jumps if above else Jumps()
    table = reader.table(content, "jumps")
    if table is None:
        return plain
    jumps = Jumps(
        table.quantity("threshold", least=1, most=20, default=plain.threshold),
        table.number_of("months", least=6, most=120, default=plain.months),
        table.number_of("needs", least=4, most=60, default=plain.needs),
        table.one_of("grade", Grade, plain.grade) or plain.grade,
        table.flag("reason", default=plain.takes_reason),
    )
    table.end()
    return jumps


def _missing(reader: Reader, content: dict[str, object], above: Catalogue | None) -> Missing:
    plain = above.missing if above else Missing()
    table = reader.table(content, "missing")
    if table is None:
        return plain
    grade = table.one_of("grade", Grade, plain.grade) or plain.grade
    missing = Missing(grade, table.flag("reason", default=plain.takes_reason))
    table.end()
    return missing


# --- periods ---

_DAY = re.compile(r"(\d{2})-(\d{2})")


def read_periods(text: str) -> Calendar:
    """Every kind of period of a text. Raises DefinitionFaulty with every fault at once.

    Kinds whose consecutive periods overlap, or leave days out, are refused.
    """
    reader = Reader(text)
    content = reader.content()
    found: dict[str, PeriodKind] = {}
    for table in reader.tables(content, "kind"):
        kind = _kind(table)
        if kind is None:
            continue
        if kind.code in found:
            table.blame("code", D.TWICE, kind.code)
        for code, between in faults_of(kind):
            table.blame("begins", code, between)
        found[kind.code] = kind
    if not reader.faults and not any(kind.returns for kind in found.values()):
        reader.blame("kind", -1, "returns", D.MISSING, "returns")
    reader.finish(content)
    return Calendar(tuple(found.values()))


def _kind(table: Table) -> PeriodKind | None:
    code, name, name_en = table.code(kind=True), table.text("name"), table.text("name_en")
    begins = _month_day(table)
    months = table.number_of("months", least=1, most=120, default=1)
    once = table.flag("once")
    if not once and 12 % months:
        table.blame("months", D.OUT_OF_RANGE, months)
    pieces = 1 if once or 12 % months else 12 // months
    labels, labels_en = table.texts("labels"), table.texts("labels_en")
    for key, given in (("labels", labels), ("labels_en", labels_en)):
        if len(given) not in (1, pieces) or not all(map(_is_label, given)):
            table.blame(key, D.WRONG_TYPE if given else D.MISSING, key)
    before, returns = table.flag("year_before"), table.flag("returns")
    deadlines, verified = _deadlines(table), table.flag("verified")
    table.end()
    if begins is None or (not once and 12 % months) or not labels or not labels_en:
        return None
    return PeriodKind(code, name, name_en, begins, before, months, labels, labels_en,
                      deadlines, once, returns, verified)  # fmt: skip


def _month_day(table: Table) -> tuple[int, int] | None:
    value = table.text("begins")
    found = _DAY.fullmatch(value)
    try:
        on = date(2001, int(found[1]), int(found[2])) if found else None
    except ValueError:
        on = None
    if on is None or on.day > 28:
        if value:
            table.blame("begins", D.DAY_UNFIT, value)
        return None
    return on.month, on.day


def _deadlines(table: Table) -> Mapping[str, int]:
    value = table.rest.pop("deadlines", {})
    fits = isinstance(value, dict) and all(
        level in LEVELS and isinstance(day, int) and 1 <= day <= 28 for level, day in value.items()
    )
    if not fits:
        table.blame("deadlines", D.WRONG_TYPE, "deadlines")
        return {}
    return value


def _is_label(text: str) -> bool:
    try:
        return bool(text.format(number=1, year=2026, roman="I"))
    except (KeyError, IndexError, ValueError, AttributeError):
        return False
