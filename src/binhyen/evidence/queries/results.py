"""What was found: the latest finished run of each outcome of the studies in force."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binhyen.figures.queries import Catalogue, catalogue, period_named
from binhyen.people.models import Person
from binhyen.programmes.models import Programme
from binhyen.units.models import Unit

from ..choices import Because, LeftOut, NoEstimate, OutcomeRole, RunState, VerdictWord
from ..models import Run, Study
from ..rules.minds import WouldChange, minds
from ..rules.sentences import before_after_sentence, fell_around, sentence


@dataclass(frozen=True)
class Finding:
    """A finished run with its words. names: of programmes that began at the same time, by code."""

    run: Run
    outcome: str
    role: OutcomeRole
    names: dict[str, str]
    known: Catalogue

    def named(self, series: str) -> str:
        """A series in the reader's language."""
        return outcome_name(series, self.known)

    @property
    def result(self) -> dict[str, Any]:
        found: dict[str, Any] = self.run.result
        return found

    @property
    def word(self) -> VerdictWord:
        return VerdictWord(self.run.word)

    @cached_property
    def sentence(self) -> str:
        """The one sentence, in the reader's language."""
        others = ", ".join(self.names.get(code, code) for code in self.result["together"])
        return sentence(
            self.result,
            programme=self.run.study.programme.name,
            outcome=self.outcome,
            others=others,
        )

    @property
    def before_after(self) -> str:
        """What before against after alone would show; empty where there is no year on each side."""
        percent = self.result.get("before_after")
        if percent is None:
            return ""
        return before_after_sentence(
            percent, programme=self.run.study.programme.name, outcome=self.outcome
        )

    @property
    def because(self) -> list[str]:
        said = [str(Because(code).label) for code in self.result["because"]]
        if around := fell_around(self.result):
            said.append(around)
        return [*said, missing] if (missing := self._missing) else said

    @property
    def _missing(self) -> str:
        """Which months or places lack figures, where that is why there is no number."""
        refused = self.result.get("refused") or {}
        if refused.get("reason") != NoEstimate.MISSING_PERIODS:
            return ""
        left = self.result.get("left_out") or []
        if left and all(one["reason"] == LeftOut.NO_FIGURES for one in left):
            return _("Chưa nơi nào gửi số liệu của các tháng này.")
        named = {one["code"]: one["name"] for one in left}
        months = [month for code in refused["detail"] if (month := period_named(code))]
        if months:
            is_english = (get_language() or "vi").startswith("en")
            names = [month.label_en if is_english else month.label for month in months]
            return _("Không nơi nào gửi số liệu: %(months)s.") % {"months": "; ".join(names)}
        places = [named[code] for code in refused["detail"] if code in named]
        return _("Thiếu số liệu: %(places)s.") % {"places": "; ".join(places)} if places else ""

    @staticmethod
    def reason_of(left: Mapping[str, str]) -> str:
        """Why one of those left out isn't compared, in words."""
        return str(LeftOut(left["reason"]).label)

    @property
    def minds(self) -> list[WouldChange]:
        """What would change our mind."""
        months, panel = self.run.panel["months"], self.run.panel["units"]
        at = {code: i for i, code in enumerate(months)}
        after = [len(months) - at[one["start"]] for one in panel if one["start"]]
        return minds(
            self.result,
            months_after=sum(after) / len(after) if after else 0.0,
            places=len(self.run.study.comparison),
        )


def finding(run: Run, *, known: Catalogue | None = None) -> Finding:
    """A finished run in words. At most two queries."""
    return _finding(run, known or catalogue(run.study.unit), _names([run]))


def _finding(run: Run, known: Catalogue, names: Mapping[str, str]) -> Finding:
    roles = {one["series"]: OutcomeRole(one["role"]) for one in run.study.outcomes}
    return Finding(
        run=run,
        outcome=outcome_name(run.outcome, known),
        role=roles.get(run.outcome, OutcomeRole.SECONDARY),
        names={code: names[code] for code in run.result["together"] if code in names},
        known=known,
    )


def _names(runs: Iterable[Run]) -> dict[str, str]:
    """Of the programmes that began together with any of these; no query where there are none."""
    codes = {code for run in runs for code in run.result["together"]}
    rows = Programme.objects.filter(code__in=codes) if codes else Programme.objects.none()
    return dict(rows.order_by().values_list("code", "name"))


def latest_results(programme: Programme, unit: Unit | None = None) -> list[Finding]:
    """The newest finished run of each outcome, the primary one first.

    Of the studies in force; unit: only studies of that ground.
    """
    runs = latest_runs(Study.objects.in_force().filter(programme=programme))
    if unit is not None:
        runs = runs.filter(study__unit=unit)
    return _told(runs)


def findings_of(codes: Iterable[str]) -> list[Finding]:
    """The newest finished run of every outcome of some programmes, by programme."""
    return _told(latest_runs(Study.objects.in_force().filter(programme__code__in=list(codes))))


def results_of_unit(person: Person) -> list[Finding]:
    """The newest finished run of every outcome that a person may see, by programme."""
    return _told(latest_runs(Study.objects.visible_to(person).in_force()).defer("panel"))


def outcome_name(key: str, known: Catalogue) -> str:
    """What a series is called, in the reader's language."""
    is_english = (get_language() or "vi").startswith("en")
    indicator = known.by_key.get(key)
    if indicator is None:
        return key
    name = indicator.name_en if is_english else indicator.name
    part = next((one for one in indicator.parts if key.endswith(f".{one.code}")), None)
    if part is None:
        return name
    return f"{name}: {part.name_en if is_english else part.name}"


def latest_runs(studies: QuerySet[Study, Any]) -> QuerySet[Run, Any]:
    """The newest finished run of each outcome of these studies."""
    newest = (
        Run.objects.filter(
            study=OuterRef("study"), outcome=OuterRef("outcome"), state=RunState.DONE
        )
        .order_by("-finished_at", "-pk")
        .values("pk")[:1]
    )
    done = Run.objects.filter(study__in=studies, state=RunState.DONE, pk=Subquery(newest))
    return done.select_related("study__programme", "study__unit")


def _told(runs: Iterable[Run]) -> list[Finding]:
    """By programme, the primary outcome first."""
    runs = list(runs)
    known = {unit.pk: catalogue(unit) for unit in {run.study.unit for run in runs}}
    names = _names(runs)
    found = [_finding(run, known[run.study.unit_id], names) for run in runs]
    order = list(OutcomeRole.values)
    return sorted(
        found,
        key=lambda one: (one.run.study.programme.code, order.index(one.role), one.outcome),
    )
