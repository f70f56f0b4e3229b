"""Studies and their runs: who sees which, what they are called."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from binhyen.figures.choices import Good, IndicatorKind, Over
from binhyen.figures.queries import Indicator, catalogue
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may
from binhyen.programmes.models import Programme
from binhyen.units.choices import Level
from binhyen.units.models import Unit

from ..models import Run, Study

ACTIVITY_SOURCES = frozenset({"meetings", "meeting_attendance"})
NO_ACTIVITY_GROUPS = frozenset({"register", "means", "ratios"})


def studies_visible_to(person: Person) -> QuerySet[Study]:
    """Newest version first within each programme."""
    rows = Study.objects.visible_to(person).select_related("programme", "unit")
    return rows.order_by("programme__code", "-version", "-pk")


def study_named(key: str) -> Study | None:
    return Study.objects.select_related("programme", "unit").filter(key=key).first()


def unit_named(code: str, *, on: date) -> Unit | None:
    """The unit that bears a code on a day."""
    return Unit.objects.at(on).filter(code=code).first()


def communes_named(codes: Iterable[str], *, on: date) -> list[Unit]:
    """The communes that bear these codes on a day, by code."""
    there = Unit.objects.at(on).filter(level=Level.COMMUNE, code__in=set(codes))
    return list(there.order_by("code"))


def runs_of(study: Study) -> QuerySet[Run]:
    """Newest first."""
    return Run.objects.filter(study=study).select_related("study__programme", "study__unit")


def may_register(person: Person, unit: Unit) -> bool:
    return may(person, Permission.STUDY_REGISTER, at=unit)


def may_lock(person: Person, unit: Unit) -> bool:
    return may(person, Permission.STUDY_LOCK, at=unit)


def countable(unit: Unit) -> dict[str, Indicator]:
    """What may be an outcome: numbers of events typed in each month that should go down."""
    return {key: one for key, one in catalogue(unit).by_key.items() if is_countable(one)}


def is_countable(indicator: Indicator) -> bool:
    """Events of a month: whole numbers that add up over months, of which fewer are better."""
    return (
        indicator.kind == IndicatorKind.ENTERED
        and indicator.over == Over.SUM
        and indicator.decimals == 0
        and indicator.good != Good.UP
        and indicator.rate
    )


def activities_of(unit: Unit) -> dict[str, Indicator]:
    """What may show that a programme is carried out: deeds of a month, of which more are better."""
    known = catalogue(unit).by_key
    return {key: one for key, one in known.items() if "." not in key and is_activity(one)}


def is_activity(indicator: Indicator) -> bool:
    """Deeds that add up over months: talks, drills, tips, meetings; neither stocks nor money."""
    is_deed = indicator.good == Good.UP or indicator.source in ACTIVITY_SOURCES
    return (
        is_deed
        and indicator.kind in (IndicatorKind.ENTERED, IndicatorKind.COUNTED)
        and indicator.over == Over.SUM
        and indicator.decimals == 0
        and indicator.group not in NO_ACTIVITY_GROUPS
        and indicator.unit != "đồng"
    )


def next_key(programme: Programme) -> str:
    """The key of a programme's next study: cam-1, cam-2, …"""
    taken = set(Study.objects.filter(programme=programme).values_list("key", flat=True))
    stem, number = programme.code.lower(), 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def version_key(study: Study) -> str:
    """The key of a study's next version: cam-1-v2."""
    stem = study.key.rsplit("-v", 1)[0] if study.version > 1 else study.key
    return f"{stem}-v{study.version + 1}"
