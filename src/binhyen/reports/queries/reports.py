"""Reports: those that a person sees, those that are due, and the versions that were signed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from binhyen.figures.queries import (
    Period,
    calendar,
    following,
    months_of,
    period_containing,
    period_named,
    unaccepted,
)
from binhyen.kernel.paging import LongPaginator
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import posts_granting, reach
from binhyen.units.choices import Level
from binhyen.units.models import Unit

from ..choices import ReportState, Task
from ..models import Edition, Report, ReportQuerySet
from ..rules.steps import task_in
from .frames import FoundFrame, frames_for, frames_named, shipped_frames

PER_PAGE, MOST_LISTED = 40, 5_000
RELATED = ("unit__parent", "issuer")
PERIODS_OFFERED = 8
FEW_UNITS, MOST_TOLD = 3, 20
LATELY = {1: 3, 3: 3}  # periods back that are owed, by their months; of longer ones the last


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the list is asked for; empty where nothing is said."""

    state: str = ""
    frame: str = ""
    year: int | None = None
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A report that a unit owes and nobody has begun."""

    unit: Unit
    frame: FoundFrame
    period: Period
    due_on: date | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A report that waits for somebody, and for what."""

    task: Task
    report: Report


@dataclass(frozen=True, slots=True)
class Offer:
    """A period for which a report can be drawn up, or the report that is there."""

    period: Period
    due_on: date | None
    is_over: bool
    report: Report | None


def reports_found(person: Person, wanted: Wanted) -> ReportQuerySet:
    """The reports that a person sees and asks for; the latest period first."""
    found = Report.objects.visible_to(person)
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.frame:
        found = found.filter(frame_code=wanted.frame)
    if wanted.year:
        found = found.filter(until__year=wanted.year)
    if wanted.unit is not None:
        found = found.filter(unit=wanted.unit)
    return found.order_by("-until", "unit__level", "unit__sort_key", "pk")


def reports_page(found: ReportQuerySet, number: str | None) -> Page:
    rows = Report.objects.select_related(*RELATED)
    return LongPaginator(found, PER_PAGE, rows=rows).get_page(number)


def reports_listed(person: Person, wanted: Wanted) -> list[Report]:
    """All of them at once, for a workbook."""
    return list(reports_found(person, wanted).select_related(*RELATED)[:MOST_LISTED])


def symbols_of(reports: Iterable[Report]) -> dict[int, str]:
    """The number of the last version signed, by report."""
    rows = Edition.objects.filter(report__in=[one.pk for one in reports]).order_by("version")
    return dict(rows.values_list("report", "issued__symbol"))


def years_and_frames(person: Person) -> tuple[list[int], list[FoundFrame]]:
    """What the list can be narrowed to: years and forms, those of shorter periods first."""
    seen = Report.objects.visible_to(person).order_by()
    rows = set(seen.values_list("until__year", "frame_code").distinct())
    years = sorted({year for year, _code in rows}, reverse=True)
    return years, frames_named({code for _year, code in rows})


def report_of(unit: Unit, frame_code: str, period: str) -> Report | None:
    return Report.objects.filter(unit=unit, frame_code=frame_code, period=period).first()


def editions_of(report: Report) -> list[Edition]:
    """Every version that was signed, the newest first."""
    rows = Edition.objects.filter(report=report).defer("content", "frame_text")
    return list(rows.select_related("issued", "signed_by").order_by("-version"))


def edition_of(report: Report, version: int) -> Edition | None:
    rows = Edition.objects.filter(report=report, version=version)
    return rows.select_related("issued", "signed_by", "docx", "pdf", "xlsx").first()


def units_unsent(report: Report) -> list[Unit]:
    """The units of a province that haven't sent their figures of the last month."""
    period = period_of(report)
    if period is None or report.unit.level != Level.PROVINCE:
        return []
    _locked, rows = unaccepted(report.unit, months_of(period)[-1])
    return [unit for unit, one in rows if one is None or one.is_open]


def units_reporting(person: Person) -> list[Unit]:
    """The units whose own reports a person draws up: those of their posts."""
    posts = posts_granting(person, Permission.FIGURES_ENTER)
    units = {post.unit_id: post.unit for post in posts}
    return [unit for unit in units.values() if unit.valid_to is None][:FEW_UNITS]


def reports_due(person: Person, on: date) -> list[Due]:
    """Of each form the last periods that are over, where no report has been begun; by last day.

    The nation draws up what it likes and owes none.
    """
    units = [unit for unit in units_reporting(person) if unit.level > Level.NATION]
    if not units:
        return []
    wanted = [
        Due(unit, frame, period, due_on, due_on is not None and on > due_on)
        for unit in units
        for frame in frames_for(unit, on)
        for period in _lately_over(frame.shape.kind, on)
        for due_on in [deadline(period, unit)]
    ]
    begun = set(
        Report.objects.filter(unit__in=units, period__in={due.period.code for due in wanted})
        .order_by()
        .values_list("unit", "frame_code", "period")
    )
    owed = [due for due in wanted if (due.unit.pk, due.frame.code, due.period.code) not in begun]
    return sorted(owed, key=lambda due: (due.due_on or date.max, due.period.kind.months))


def reports_told(person: Person, on: date) -> list[Told]:
    """The reports that wait for a person: to be written, signed, sent, received, or mended."""
    return reports_at_hand(person, on)[0]


def reports_at_hand(person: Person, on: date) -> tuple[list[Told], int]:
    """What waits for a person, and how many late reports of their units nobody has begun; one
    query.

    Of their own units' drafts those that are over and written, to be signed, and those that are
    late and not; what was signed, to be sent; from the level below what was sent, unless it went
    through the person's own hands; of their own what was given back.
    """
    signs, enters, accepts = (
        [post.unit for post in posts_granting(person, one)]
        for one in (Permission.REPORT_SIGN, Permission.FIGURES_ENTER, Permission.FIGURES_ACCEPT)
    )
    if not (signs or enters or accepts):
        return [], 0
    mine = Edition.objects.filter(
        report=OuterRef("pk"), version=OuterRef("version"), signed_by=person
    )
    below = {_level_below(unit) for unit in accepts}
    to_write = Q(state=ReportState.DRAFT, is_written=False, due_on__lt=on, unit__in=enters)
    to_send = Q(state=ReportState.SIGNED, unit__in=enters)
    to_sign = Q(state=ReportState.DRAFT, is_written=True, until__lt=on, unit__in=signs)
    sent = Q(state=ReportState.SENT, unit__level__in=below) & ~Q(sent_by=person) & ~Exists(mine)
    to_receive = sent & reach(person, Permission.FIGURES_ACCEPT, unit="unit")
    to_mend = Q(state=ReportState.RETURNED) & (Q(unit__in=enters) | Q(created_by=person))
    asked = to_mend | to_sign | to_write | to_send
    asked = asked | to_receive if accepts else asked
    late = _late(units_reporting(person), on)
    begun = Q(unit__in={pk for pk, _code in late}, period__in={code for _pk, code in late})
    rows = Report.objects.visible_to(person).filter(asked | begun).select_related(*RELATED)
    rows = rows.annotate(waits=_as_column(asked), has_begun=_as_column(begun))
    found = list(rows.order_by("-has_begun", "until", "pk")[: MOST_TOLD + 2 * len(late)])
    found.sort(key=lambda one: one.until)
    told = [Told(task_in(r.state, is_written=r.is_written), r) for r in found if r.waits]
    return told[:MOST_TOLD], len(late - {(one.unit_id, one.period) for one in found})


def _late(units: Iterable[Unit], on: date) -> set[tuple[int, str]]:
    """The periods for which units of our forms should have sent a report by now."""
    return {
        (unit.pk, period.code)
        for unit in units
        if unit.level > Level.NATION
        for frame in shipped_frames()
        for period in _lately_over(frame.shape.kind, on)
        if (due_on := deadline(period, unit)) is not None and on > due_on
    }


def _as_column(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _level_below(unit: Unit) -> int:
    return Level.PROVINCE if unit.level == Level.NATION else Level.COMMUNE


def offers(unit: Unit, frame: FoundFrame, on: date) -> list[Offer]:
    """The latest periods of a form's kind, the present one first, with what is there already."""
    kind = calendar().by_code.get(frame.shape.kind)
    now = period_containing(kind.code, on) if kind else None
    if now is None:
        return []
    periods = [following(now, -n) for n in range(PERIODS_OFFERED)]
    there = _there(unit, frame.code, periods)
    return [Offer(one, deadline(one, unit), one.until < on, there.get(one.code)) for one in periods]


def deadline(period: Period, unit: Unit) -> date | None:
    return period.deadline(Level(unit.level).name.lower())


def period_of(report: Report) -> Period | None:
    """The period by its code; None where its kind has gone since."""
    return period_named(report.period)


def _there(unit: Unit, code: str, periods: Sequence[Period]) -> dict[str, Report]:
    codes = [one.code for one in periods]
    rows = Report.objects.filter(unit=unit, frame_code=code, period__in=codes)
    return {row.period: row for row in rows}


def _lately_over(kind: str, on: date) -> list[Period]:
    """The periods of a kind whose last day has passed, the newest first, as far as LATELY goes."""
    found = calendar().by_code.get(kind)
    now = period_containing(kind, on) if found else None
    if found is None or now is None:
        return []
    return [following(now, -n) for n in range(1, 1 + LATELY.get(found.months, 1))]
