"""Load eight years of monthly figures and the returns that they came with."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import repeat

import numpy as np
from django.db import transaction

from binhyen.figures.actions import (
    LoadedReturn,
    accept,
    excuse,
    give_back,
    load_returns,
    load_values,
    submit,
    write_note,
)
from binhyen.figures.choices import ReturnState
from binhyen.figures.models import Return, Value
from binhyen.figures.queries import (
    Period,
    blank_return,
    counted,
    findings_of,
    period_named,
    shipped,
)
from binhyen.people.models import Person
from binhyen.programmes.models import Site
from binhyen.units.models import Unit

from .. import queries
from ..rules.activity import activity
from ..rules.months import NEVER, Ints, Month, Truth, drawn, ground_of, months_between
from ..rules.reporting import SLIPS, Stage, sending, stages
from .cast import BY
from .province import Say

SEED, NATION_SEED = 95, 120
FIRST, LAST = (2019, 1), (2026, 11)
NATION_FIRST = (2016, 12)
AT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
OFFICER, GIVEN_BACK_TO, LEFT_OPEN = "can-bo-tinh", "24640", "24611"
COMMENT = "Số vụ hòa giải tiếp nhận chưa khớp với kết quả, đề nghị kiểm tra (giả lập)."
REMARK = "Theo sổ của tổ hòa giải còn một vụ chưa ghi kết quả (giả lập)."
REASON = "Đã đối chiếu với sổ theo dõi, số đúng như trên (giả lập)."
COUNTED_MONTHS = 4
SENT = {Stage.SENT, Stage.GIVEN_BACK, Stage.ACCEPTED}
Row = tuple[str, int, str, int | None]


@dataclass(frozen=True, slots=True)
class Panel:
    """What is to be loaded: units by key, each from a month to before another, and their counts.

    counts: by series, (units, months).
    """

    months: Sequence[Period]
    units: Sequence[Unit]
    since: Ints
    until: Ints
    counts: Mapping[str, Ints]

    def there(self, month: int) -> list[int]:
        """The places of the units that report a month."""
        return np.flatnonzero((self.since <= month) & (month < self.until)).tolist()


@transaction.atomic
def load_months(*, seed: int = SEED, at: datetime = AT, say: Say = lambda _: None) -> bool:
    """The months of the synthetic province; False where figures are there already.

    Until the reform those of the 71 communes with a register, since then those of all communes
    of today's province. All is locked but the month just over, which is partly sent.
    """
    if Value.objects.exists():
        return False
    say("Eight years of months …")
    rng = np.random.default_rng(seed)
    old = queries.old_communes()
    heirs = queries.successors(old)
    mine = {unit.pk for unit in heirs.values()}
    around = queries.communes_of_today()
    others = [
        unit
        for unit in around
        if unit.parent and unit.parent.code == queries.NEW_PROVINCE and unit.pk not in mine
    ]
    panel = _panel(_months(FIRST, LAST), old, heirs, others, rng)
    last = _last_month(panel, rng)
    load_values(_rows(panel, last), by=BY, at=at)
    load_values(_counted(panel, mine, last), by=BY, at=at)
    load_returns(_sent(panel, range(len(panel.months) - 1), rng), by=BY, at=at)
    _send_last(list(_returns(panel, last, rng)), at=at)
    _give_back(panel, last, at=at)
    return True


@transaction.atomic
def load_nation_months(
    *,
    seed: int = NATION_SEED,
    at: datetime = AT,
    say: Say = lambda _: None,
    first: Month = NATION_FIRST,
    most: int | None = None,
) -> bool:
    """Some 17 million values: ten years of every commune in the boundaries of each day.

    most: of how many former provinces; all by default. The returns since the reform are locked,
    the month just over is open to all.
    """
    if Value.objects.exists():
        return False
    rng = np.random.default_rng(seed)
    months = _months(first, LAST)
    provinces = _by_province(queries.communes_before_the_reform())[:most]
    panel = _joined([_panel(months, some, queries.successors(some), [], rng, is_lean=True)
                     for some in provinces])  # fmt: skip
    count = sum(len(panel.there(month)) for month in range(len(months))) * len(panel.counts)
    say(f"{count:,} values …")
    load_values(_rows(panel, {}), by=BY, at=at, say=lambda n: say(f"{n:,}"))
    recent = range(panel.since.max(), len(months) - 1)
    load_returns(_sent(panel, recent, rng), by=BY, at=at)
    return True


def _months(first: Month, last: Month) -> list[Period]:
    codes = [f"month-{year}-{number:02}" for year, number in months_between(first, last)]
    return [found for code in codes if (found := period_named(code))]


def _panel(
    months: Sequence[Period],
    old: Sequence[Unit],
    heirs: Mapping[int, Unit],
    others: Sequence[Unit],
    rng: np.random.Generator,
    *,
    is_lean: bool = False,
) -> Panel:
    """Drawn for the former communes, and for `others` as they are; a heir has its parts' sums."""
    drawn_for = [*old, *others]
    places = queries.places(drawn_for)
    ground = ground_of([(p.lat, p.lon) for p in places], [p.is_urban for p in places], rng)
    truth = Truth(adopted=_adopted(months, drawn_for, heirs))
    counts = drawn(ground, [(one.year, one.number) for one in months], truth, rng)
    if is_lean:
        counts = {key: all_ for key, all_ in counts.items() if key in shipped().by_code}
    else:
        counts |= activity(ground, len(months), rng)
    new = sorted({unit.pk: unit for unit in heirs.values()}.values(), key=_key)
    parts = np.array([[heirs[unit.pk].pk == heir.pk for unit in old] for heir in new], dtype=int)
    n, end = len(old), len(months)
    reform = _first_since(months, queries.REFORM_DAY)
    later = [reform] * (len(new) + len(others))
    begun = [_first_since(months, unit.valid_from) if unit.valid_from else 0 for unit in old]
    return Panel(
        months=months,
        units=[*old, *new, *others],
        since=np.array([*begun, *later]),
        until=np.array([*[reform] * n, *[end] * len(later)]),
        counts={
            key: np.vstack([all_[:n], parts @ all_[:n], all_[n:]]) for key, all_ in counts.items()
        },
    )


def _joined(panels: Sequence[Panel]) -> Panel:
    """As one, a unit's place by its key: then a load only ever adds at the end of the index.

    Parts of one commune of today that came from two former provinces are added up.
    """
    rows: dict[int, int] = {}
    units: list[Unit] = []
    for unit in sorted((unit for one in panels for unit in one.units), key=_key):
        if unit.pk not in rows:
            rows[unit.pk] = len(units)
            units.append(unit)
    at = np.array([rows[unit.pk] for one in panels for unit in one.units])
    since, until = np.zeros(len(units), dtype=int), np.zeros(len(units), dtype=int)
    since[at] = np.concatenate([one.since for one in panels])
    until[at] = np.concatenate([one.until for one in panels])
    counts = {}
    for key in panels[0].counts:
        counts[key] = np.zeros((len(units), len(panels[0].months)), dtype=np.int64)
        np.add.at(counts[key], at, np.vstack([one.counts[key] for one in panels]))
    return Panel(panels[0].months, units, since, until, counts)


def _key(unit: Unit) -> int:
    return unit.pk


def _first_since(months: Sequence[Period], day: date) -> int:
    """The place of the first month whose last day is that day or later."""
    return sum(one.until < day for one in months)


def _adopted(
    months: Sequence[Period], units: Sequence[Unit], heirs: Mapping[int, Unit]
) -> dict[str, Ints]:
    """The month of a programme's first dated site in each commune; in a heir, in all its parts."""
    places: dict[int, list[int]] = {}
    for place, unit in enumerate(units):
        for one in {unit.pk, heirs.get(unit.pk, unit).pk}:
            places.setdefault(one, []).append(place)
    dated = Site.objects.filter(is_synthetic=True, unit__in=places).exclude(established_on=None)
    days = np.array([one.until.toordinal() for one in months])
    adopted: dict[str, Ints] = {}
    rows = dated.order_by("pk").values_list("programme__code", "unit", "established_on")
    for code, key, day in rows:
        month = int(np.searchsorted(days, day.toordinal())) if day else NEVER
        first = adopted.setdefault(code.split("-")[0], np.full(len(units), NEVER))
        at = places[key]
        first[at] = np.minimum(first[at], month)
    return adopted


def _by_province(old: Sequence[Unit]) -> list[list[Unit]]:
    found: dict[str, list[Unit]] = {}
    for unit in old:
        found.setdefault("/".join(unit.path.split("/")[:2]), []).append(unit)
    return list(found.values())


def _last_month(panel: Panel, rng: np.random.Generator) -> dict[int, Stage]:
    """How far each commune has got with the month just over, by its place."""
    there = panel.there(len(panel.months) - 1)
    found = dict(zip(there, stages(len(there), rng), strict=True))
    fixed = {GIVEN_BACK_TO: Stage.GIVEN_BACK, LEFT_OPEN: Stage.PARTLY}
    return {place: fixed.get(panel.units[place].code, stage) for place, stage in found.items()}


def _rows(panel: Panel, last: Mapping[int, Stage]) -> Iterator[Row]:
    """In the order in which they load quickest. last: the stages of the last month's returns."""
    slips = [place for place, stage in last.items() if stage == Stage.SENT][:SLIPS]
    slips += [place for place, stage in last.items() if stage == Stage.GIVEN_BACK]
    keys = list(panel.counts)
    for number, key in enumerate(keys):
        for month, period in enumerate(panel.months):
            places = panel.there(month)
            amounts = panel.counts[key][:, month]
            if last and month == len(panel.months) - 1:
                filled = {Stage.PARTLY} if number < len(keys) // 3 else set()
                places = [p for p in places if last[p] in filled | SENT]
                if key == "disputes_received":
                    amounts = amounts.copy()
                    amounts[slips] += 1
            units = [panel.units[place].pk for place in places]
            yield from zip(repeat(key), units, repeat(period.code), amounts[places].tolist())


def _counted(panel: Panel, mine: set[int], last: Mapping[int, Stage]) -> Iterator[Row]:
    """What the register counted in the latest months; elsewhere in the province it has nothing."""
    keys = [(i.code, i.source) for i in shipped().indicators if i.source]
    final = len(panel.months) - 1
    for month in range(final - COUNTED_MONTHS, final + 1):
        period = panel.months[month]
        for place in panel.there(month):
            unit = panel.units[place]
            if month == final and last[place] not in SENT:
                continue
            found = counted(unit, period) if unit.pk in mine else {}
            for code, source in keys:
                one = found.get(source)
                yield code, unit.pk, period.code, one.amount if one else 0


def _returns(
    panel: Panel, last: Mapping[int, Stage], rng: np.random.Generator
) -> Iterator[LoadedReturn]:
    """Of the month just over."""
    period = panel.months[-1]
    for place, stage in last.items():
        unit = panel.units[place].pk
        told = sending(period.until, period.until + timedelta(days=4), rng)
        sent_at = min(told.sent_at, AT - timedelta(hours=5))
        if stage == Stage.PARTLY:
            yield LoadedReturn(unit, period.code, ReturnState.DRAFT)
        elif stage == Stage.ACCEPTED:
            yield LoadedReturn(
                unit, period.code, ReturnState.ACCEPTED, sent_at, sent_at + timedelta(hours=3)
            )
        elif stage in SENT:
            yield LoadedReturn(unit, period.code, ReturnState.SUBMITTED, sent_at)


def _sent(panel: Panel, months: Sequence[int], rng: np.random.Generator) -> Iterator[LoadedReturn]:
    for month in months:
        period = panel.months[month]
        due = period.deadline("commune") or period.until
        for place in panel.there(month):
            told = sending(period.until, due, rng)
            yield LoadedReturn(
                panel.units[place].pk,
                period.code,
                ReturnState.LOCKED,
                told.sent_at,
                told.accepted_at,
                told.locked_at,
            )


def _send_last(rows: Sequence[LoadedReturn], *, at: datetime) -> None:
    """The last month's returns; one with figures to explain is sent with a reason for each."""
    units = Unit.objects.in_bulk([row.unit for row in rows])
    asked = {
        row.unit: found
        for row in rows
        if row.submitted_at
        and (period := period_named(row.period))
        and (found := _to_explain(units[row.unit], period))
    }
    drafts = {unit: replace(row, state=ReturnState.DRAFT, submitted_at=None, accepted_at=None)
              for row in rows if (unit := row.unit) in asked}  # fmt: skip
    load_returns([drafts.get(row.unit, row) for row in rows], by=BY, at=at)
    for row in rows:
        if row.unit in asked and row.submitted_at:
            one = Return.objects.get(unit=row.unit, period__code=row.period)
            for rule, key in asked[row.unit]:
                excuse(one, rule, key, REASON, by=BY, at=row.submitted_at)
            submit(one, by=BY, at=row.submitted_at)
            if row.accepted_at:
                accept(one, by=BY, at=row.accepted_at)


def _to_explain(unit: Unit, period: Period) -> list[tuple[str, str]]:
    found = findings_of(blank_return(unit, period))
    return [(one.rule, one.key) for one in found if one.takes_reason]


def _give_back(panel: Panel, last: Mapping[int, Stage], *, at: datetime) -> None:
    """The province's officer gives some returns back, and says on one at which figure."""
    officer = Person.objects.get(username=OFFICER)
    code = panel.months[-1].code
    back = [panel.units[place].pk for place, stage in last.items() if stage == Stage.GIVEN_BACK]
    for one in Return.objects.filter(period__code=code, unit__in=back).order_by("pk"):
        if one.unit.code == GIVEN_BACK_TO:
            write_note(one, "disputes_received", REMARK, by=officer, at=at)
        give_back(one, COMMENT, by=officer, at=at)
