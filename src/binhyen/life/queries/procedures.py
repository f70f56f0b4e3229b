"""Procedures: which one a unit's cases run by, and what a version says."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from importlib.resources import files

from django.db.models import Count, Q, QuerySet

from binhyen.people.models import Person
from binhyen.units.models import Reach, Unit

from ..choices import DOCUMENT_KINDS, PAPER_KINDS, CaseKind
from ..models import Case, Procedure
from ..rules.procedure import Procedure as Read
from ..rules.procedure import Step, Track, Vocabulary
from ..rules.reading import parse


@lru_cache(maxsize=256)
def read(text: str) -> Read:
    """What a stored text says, as frozen values. Its check was passed when it was stored."""
    return parse(text)


def track_of(case: Case) -> Track:
    """The steps that this case goes through, by the version it began with."""
    return read(case.procedure.text).kinds[CaseKind(case.kind)]


def step_of(case: Case) -> Step:
    """Where the case stands; for a closed one, where it stood last."""
    return track_of(case).steps[case.step]


def known_words() -> Vocabulary:
    """The kinds of documents and papers that a procedure may name."""
    return Vocabulary(documents=DOCUMENT_KINDS, papers=PAPER_KINDS)


def procedures_in_force(on: date) -> QuerySet[Procedure]:
    """The newest version in force on a day of each unit's procedures."""
    in_force = Procedure.objects.filter(
        Q(withdrawn_on=None) | Q(withdrawn_on__gt=on), effective_on__lte=on
    )
    newest: dict[tuple[int, str], int] = {}
    order = ("effective_on", "version")
    for pk, unit, code in in_force.order_by(*order).values_list("pk", "unit", "code"):
        newest[unit, code] = pk
    return Procedure.objects.filter(pk__in=newest.values()).select_related("unit")


def procedures_for(unit: Unit, kind: str, *, on: date) -> list[Procedure]:
    """The procedures that a new case of a unit may run by, the fitting one first.

    Nearest first: the unit's own, its province's of today, those of the provinces and districts
    it came from (two provinces that merged bring two procedures), then the nation's samples.
    """
    ranks = _ranks(unit)
    found = [p for p in procedures_in_force(on) if p.unit.path in ranks]
    found = [p for p in found if CaseKind(kind) in read(p.text).kinds]
    return sorted(found, key=lambda p: (ranks[p.unit.path], -p.effective_on.toordinal(), p.code))


def versions_of(procedure: Procedure) -> QuerySet[Procedure]:
    """All versions of it, the newest first."""
    same = Procedure.objects.filter(unit=procedure.unit_id, code=procedure.code)
    return same.select_related("unit", "created_by").order_by("-version")


def procedures_listed(person: Person, *, on: date) -> list[Procedure]:
    """The procedures a person may read, each by its newest version, with how many cases run."""
    seen = Procedure.objects.visible_to(person).select_related("unit", "created_by")
    newest: dict[tuple[int, str], Procedure] = {}
    for procedure in seen.order_by("unit__level", "unit__sort_key", "code", "version"):
        newest[procedure.unit_id, procedure.code] = procedure
    return list(newest.values())


def cases_running(procedures: Iterable[Procedure]) -> dict[int, int]:
    """How many open cases run by each version, by its key."""
    open_ = Case.objects.open().filter(procedure__in=[p.pk for p in procedures])
    return dict(open_.order_by().values_list("procedure").annotate(Count("pk")))


def shipped_texts() -> list[str]:
    """The procedures that come with the package."""
    folder = files("binhyen.life") / "procedures"
    return [
        item.read_text(encoding="utf-8")
        for item in sorted(folder.iterdir(), key=lambda item: item.name)
        if item.name.endswith(".toml")
    ]


def _ranks(unit: Unit) -> dict[str, int]:
    """How near each unit's procedure is to a unit, by the path of the unit that wrote it.

    What a unit came from comes before the nation's samples where all of it came from there, and
    after them where it came from several provinces: then none of theirs is its own.
    """
    own = _upwards(unit.path)
    ranks = {path: number for number, path in enumerate(own[:-1])}
    ranks[own[-1]] = 20
    origins = Reach.objects.filter(over=unit).exclude(unit__path__startswith=unit.path)
    paths = list(origins.values_list("unit__path", flat=True))
    provinces = {path.split("/")[1] for path in paths}
    for path in paths:
        for step in _upwards(path)[:-1]:
            ranks.setdefault(step, 10 if len(provinces) == 1 else 30)
    return ranks


def _upwards(path: str) -> list[str]:
    """A path and those above it, the nation's last."""
    steps = path.split("/")[:-1]
    return ["/".join(steps[:depth]) + "/" for depth in range(len(steps), 0, -1)]
