"""What a person sees of the evidence: findings, studies and runs by programme."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from binhyen.people.models import Person
from binhyen.programmes.models import Programme
from binhyen.units.models import Unit
from whatworks.many import adjust

from ..choices import OPEN_RUNS, OutcomeRole, StudyState
from ..models import Run, Study
from .results import Finding, latest_results, results_of_unit

FALSE_SHARE = 0.10


@dataclass(frozen=True, slots=True)
class Summary:
    """A programme with what is known of it. stands: whether its finding is more than the chance
    finds that so many comparisons bring; None where there is no number."""

    programme: Programme
    primary: Finding | None
    studies: tuple[Study, ...]
    stands: bool | None = None

    @property
    def study(self) -> Study | None:
        """The newest one that isn't withdrawn."""
        kept = (one for one in self.studies if one.state != StudyState.WITHDRAWN)
        return next(kept, None)


def summaries(person: Person) -> list[Summary]:
    """Every programme that a person sees, by name, with its primary finding. Six queries or so."""
    primary: dict[int, Finding] = {}
    for one in results_of_unit(person):
        if one.role == OutcomeRole.PRIMARY:
            primary.setdefault(one.run.study.programme_id, one)
    studies: dict[int, list[Study]] = {}
    for study in Study.objects.visible_to(person).order_by("-registered_at", "-pk"):
        studies.setdefault(study.programme_id, []).append(study)
    stands = _stands(primary)
    rows = Programme.objects.visible_to(person).order_by("name", "code")
    return [
        Summary(one, primary.get(one.pk), tuple(studies.get(one.pk, ())), stands.get(one.pk))
        for one in rows
    ]


def _stands(primary: dict[int, Finding]) -> dict[int, bool]:
    """Benjamini and Hochberg (1995) over the primary outcomes of all programmes."""
    p = {pk: one.result.get("p") for pk, one in primary.items()}
    known = {pk: value for pk, value in p.items() if value is not None}
    if not known:
        return {}
    found = adjust(list(known.values()), level=FALSE_SHARE).found
    return {pk: bool(one) for pk, one in zip(known, found, strict=True)}


def findings_seen(programme: Programme, studies: Iterable[Study]) -> list[Finding]:
    """Of the studies of a programme that somebody sees, the primary outcome first."""
    seen = {one.pk for one in studies}
    return [one for one in latest_results(programme) if one.run.study_id in seen]


def standing_runs(studies: Iterable[Study]) -> list[Run]:
    """The newest run of each outcome where it isn't done: waiting, running or failed."""
    rows = Run.objects.filter(study__in=[one.pk for one in studies]).order_by("-queued_at", "-pk")
    newest: dict[tuple[int, str], Run] = {}
    for run in rows.select_related("study").defer("result", "panel"):
        newest.setdefault((run.study_id, run.outcome), run)
    return [one for one in newest.values() if not one.is_done]


def waiting_by_study(studies: Iterable[Study]) -> dict[int, int]:
    """How many runs of each study wait or are being worked out."""
    rows = Run.objects.filter(study__in=[one.pk for one in studies], state__in=OPEN_RUNS)
    return Counter(rows.order_by().values_list("study", flat=True))


def units_of_run(run: Run, *, on: date) -> list[Unit]:
    """Those that a run set out to compare, as they were on a day."""
    inside = {pk for group in run.study.comparison for pk in group}
    return list(Unit.objects.at(on).filter(pk__in=inside).order_by("code"))
