"""Where a case stands for the one who looks: whose turn, what is missing, which ways lead on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from binhyen.dossiers.models import Document
from binhyen.dossiers.queries import papers_held, withdrawals
from binhyen.people.models import Person

from ..choices import CaseKind, EventKind
from ..models import Asset, Case, Delegation, Event, Handover, Meeting
from ..rules.blockers import Blocker, Facts, PaperHeld, blockers
from ..rules.procedure import Ground, Outcome, Procedure, Step, Track
from .procedures import read, track_of
from .turns import holders_of, holds_turn


@dataclass(frozen=True, slots=True)
class Choice:
    """An outcome as a button, with what keeps it back now; the comment isn't asked for yet."""

    outcome: Outcome
    to_name: str
    blockers: tuple[Blocker, ...]

    @property
    def is_free(self) -> bool:
        return not self.blockers


@dataclass(frozen=True, slots=True)
class Need:
    """A paper of this step: `state` is present, unsigned, out_of_date or missing.

    is_needed: the case can't go on without it. is_drafted: it can be drafted here.
    """

    kind: str
    state: str
    document: Document | None
    is_needed: bool
    is_drafted: bool


@dataclass(frozen=True, slots=True)
class AssetLine:
    """An asset with what of it is still to be handed over."""

    asset: Asset
    left: int
    handovers: tuple[Handover, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """All that the page of a case shows, for one person on one day.

    is_mine: the person may act now, in their own right or by `delegation` (running, for this
    turn). has_run_out: their delegation of this turn has ended. holders: who may act by a post,
    asked only where the person may not. filed: documents_of the case.
    """

    case: Case
    procedure: Procedure
    track: Track
    step: Step
    is_mine: bool
    has_run_out: bool
    is_late: bool
    holders: tuple[Person, ...]
    delegation: Delegation | None
    choices: tuple[Choice, ...]
    needs: tuple[Need, ...]
    meetings: tuple[Meeting, ...]
    assets: tuple[AssetLine, ...]
    events: tuple[Event, ...]
    can_take_back: bool
    filed: Mapping[str, tuple[str, Document]]

    @property
    def moves(self) -> tuple[Event, ...]:
        """The moves that still stand, the latest first: none that was taken back."""
        taken_back, found = 0, []
        for event in self.events:
            if event.kind == EventKind.TAKEN_BACK:
                taken_back += 1
            elif event.kind in {EventKind.MOVED, EventKind.RETURNED}:
                if not taken_back:
                    found.append(event)
                taken_back = max(taken_back - 1, 0)
        return tuple(found)

    @property
    def next_case(self) -> CaseKind | None:
        """What must follow a case that is done."""
        last = None if self.case.is_open else next(iter(self.moves), None)
        outcome = self.outcome_of(last) if last else None
        return outcome.next_case if outcome else None

    @property
    def asked_before(self) -> frozenset[str]:
        """The kinds of papers that the steps behind an open case have asked for."""
        passed = [move for move in self.moves if self._went_on(move)] if self.case.is_open else []
        kinds = frozenset[str]().union(*(self.track.steps[move.step].documents for move in passed))
        return kinds - self.step.documents

    def _went_on(self, move: Event) -> bool:
        outcome = self.outcome_of(move)
        return outcome is not None and outcome.goes_on

    @property
    def approved_step(self) -> str:
        """What the last approval that stands has approved, by the name of its step."""
        approvals = (move for move in self.moves if self.approves(move))
        return next((move.step_name for move in approvals), "")

    def approves(self, move: Event) -> bool:
        outcome = self.outcome_of(move)
        return outcome is not None and outcome.approves

    def outcome_of(self, move: Event) -> Outcome | None:
        """What a move took, as the procedure has it."""
        step = self.track.steps.get(move.step)
        return step.outcome(move.outcome) if step else None

    @property
    def grounds(self) -> tuple[Ground, ...]:
        return tuple(self.procedure.grounds.values())


def standing(case: Case, person: Person, *, on: date) -> Standing:
    """Everything about where a case stands; a fixed number of queries."""
    procedure, track = read(case.procedure.text), track_of(case)
    step = track.steps[case.step]
    held = documents_of(case, on=on)
    lines = assets_of(case)
    meets = any(step.meeting for step in track.steps.values())
    meetings = tuple(case.meetings.select_related("document")) if meets else ()
    events = tuple(events_of(case))
    facts = facts_of(case, on=on, on_file=held, lines=lines, meetings=meetings)
    delegation = case.delegations.filter(turn=case.turn, ended_at=None)
    running = delegation.select_related("by", "to").first()
    is_own, by_order = _rights(case, person, running, on)
    is_mine = case.is_open and (is_own or by_order)
    return Standing(
        case=case,
        procedure=procedure,
        track=track,
        step=step,
        is_mine=is_mine,
        has_run_out=case.is_open and _has_run_out(person, running, on) and not is_own,
        is_late=case.is_open and case.due_on is not None and case.due_on < on,
        holders=tuple(holders_of(case, on=on)) if case.is_open and not is_mine else (),
        delegation=running,
        choices=_choices(case, track, step, facts),
        needs=_needs(step, held),
        meetings=meetings,
        assets=lines,
        events=events,
        can_take_back=may_take_back(case, person, events),
        filed=held,
    )


def facts_of(
    case: Case,
    *,
    on: date,
    today: date | None = None,
    comment: str = "",
    ground: str = "",
    on_file: dict[str, tuple[str, Document]] | None = None,
    lines: tuple[AssetLine, ...] | None = None,
    meetings: tuple[Meeting, ...] | None = None,
) -> Facts:
    """What the rules look at, as it stands in the database."""
    papers = documents_of(case, on=today or on) if on_file is None else on_file
    lines = assets_of(case) if lines is None else lines
    met = list(case.meetings.all()) if meetings is None else list(meetings)
    last = next((meeting for meeting in met if meeting.step == case.step), None)
    return Facts(
        on=on,
        today=today or on,
        step_began_on=case.step_began_on,
        papers={k: PaperHeld(state, d.issued_on, d.signed_on) for k, (state, d) in papers.items()},
        approved_on=case.approved_on,
        is_agreed=last.is_agreed if last else None,
        has_assets=case.site_id is not None,
        assets_declared=case.assets_declared,
        assets_held=tuple(line.asset.name for line in lines if line.left),
        grounds=frozenset(read(case.procedure.text).grounds),
        ground=ground or case.ground,
        comment=comment,
    )


def documents_of(case: Case, *, on: date | None = None) -> dict[str, tuple[str, Document]]:
    """State and document of each kind that is dated on or after the day the case was opened."""
    if case.programme is None:
        return {}
    filed = papers_held(case.programme, case.site, on=on, since=timezone.localdate(case.opened_at))
    return {kind: (str(held.state), held.document) for kind, held in filed.items()}


def withdrawn_of(case: Case) -> list[tuple[Document, str]]:
    """The papers of the case that were withdrawn meanwhile or afterwards, each with the reason."""
    gone = Document.objects.filter(
        programme=case.programme,
        site=case.site,
        dated_on__gte=timezone.localdate(case.opened_at),
        withdrawn_at__gte=case.opened_at,
    )
    found = list(gone.filter(filed_at__lte=case.closed_at) if case.closed_at else gone)
    entries = withdrawals(found)
    return [(document, entries.get(document.pk, "")) for document in found]


def assets_of(case: Case) -> tuple[AssetLine, ...]:
    """What the case's site holds, with what this case has handed over of it."""
    if case.site_id is None:
        return ()
    assets = list(Asset.objects.filter(site=case.site_id))
    given: dict[int, list[Handover]] = {}
    for handover in case.handovers.select_related("holder") if assets else ():
        given.setdefault(handover.asset_id, []).append(handover)
    return tuple(
        AssetLine(
            asset,
            asset.quantity - sum(h.quantity for h in given.get(asset.pk, ())),
            tuple(given.get(asset.pk, ())),
        )
        for asset in assets
    )


def events_of(case: Case) -> QuerySet[Event]:
    """What happened, the latest first."""
    return case.events.select_related("by", "by_for").order_by("-number")


def may_take_back(case: Case, person: Person, events: tuple[Event, ...]) -> bool:
    """Whether the last thing that happened is the person's own move, which changed no register."""
    if not case.is_open or not events or events[0].by_id != person.pk:
        return False
    last = events[0]
    if last.kind not in {"moved", "returned"} or last.turn != case.turn - 1:
        return False
    outcome = track_of(case).steps[last.step].outcome(last.outcome)
    return outcome is not None and outcome.effect is None


def _rights(case: Case, person: Person, running: Delegation | None, on: date) -> tuple[bool, bool]:
    by_order = (
        running is not None
        and running.to_id == person.pk
        and running.until >= on
        and holds_turn(running.by, case)
    )
    return holds_turn(person, case), by_order


def _has_run_out(person: Person, running: Delegation | None, on: date) -> bool:
    return running is not None and running.to_id == person.pk and running.until < on


def _choices(case: Case, track: Track, step: Step, facts: Facts) -> tuple[Choice, ...]:
    """The outcomes with what hinders them, but for the comment and ground still to be given."""
    asked_for = {"comment", "ground"}
    return tuple(
        Choice(
            outcome,
            track.steps[outcome.to].name if outcome.to in track.steps else "",
            tuple(b for b in blockers(step, outcome, facts) if b.about not in asked_for),
        )
        for outcome in (step.outcomes if case.is_open else ())
    )


def _needs(step: Step, held: dict[str, tuple[str, Document]]) -> tuple[Need, ...]:
    kinds = [*step.papers, *sorted(step.documents - set(step.papers))]
    missing: tuple[str, Document | None] = ("missing", None)
    found = {kind: held.get(kind, missing) for kind in kinds}
    return tuple(
        Need(kind, state, document, kind in step.documents, kind in step.papers)
        for kind, (state, document) in found.items()
    )
