"""Whether a procedure that can be read also makes sense: every case gets through, and rightly."""

from collections.abc import Iterator

from binhyen.people.choices import GRANTED, Permission

from ..choices import DONE, DROPPED, EFFECTS_OF, MAY_FINISH, CaseKind, Effect, FlawCode, Who
from .procedure import Flaw, Outcome, Procedure, Step, Track

# What must have happened on every way to an effect.
_NEEDS_APPROVAL = frozenset(Effect) - {Effect.RESUME}
_NEEDS_GROUND = frozenset({Effect.END})
_NEEDS_ASSETS = frozenset({Effect.END, Effect.MERGE})
_RIGHTS = {Who.ACT: Permission.CASE_ACT, Who.APPROVE: Permission.CASE_APPROVE}


def flaws_of(procedure: Procedure) -> list[Flaw]:
    """Every fault of sense: a dead end, a step nobody reaches or may take, a cycle without a way
    out, a way round the approval, the ground or the assets.
    """
    flaws = [flaw for track in procedure.kinds.values() for flaw in _track_flaws(track)]
    return [*flaws, *_ground_flaws(procedure), *_next_flaws(procedure)]


def _track_flaws(track: Track) -> Iterator[Flaw]:
    if track.start not in track.steps:
        yield Flaw(FlawCode.START_MISSING, str(track.kind), track.start)
        return
    shape = [*_step_flaws(track), *_reach_flaws(track)]
    yield from shape
    if not shape:
        yield from _way_flaws(track)


def _step_flaws(track: Track) -> Iterator[Flaw]:
    allowed = frozenset().union(*EFFECTS_OF[track.kind])
    for step in track.steps.values():
        table = _table(track, step)
        if not any(_RIGHTS[step.who] in granted for granted in GRANTED.values()):
            yield Flaw(FlawCode.NOBODY, table, step.who)
        if not step.outcomes:
            yield Flaw(FlawCode.DEAD_END, table)
        for outcome in step.outcomes:
            if outcome.to not in track.steps and outcome.to not in MAY_FINISH:
                yield Flaw(FlawCode.UNKNOWN_STEP, table, outcome.to)
            if outcome.effect and outcome.effect not in allowed:
                yield Flaw(FlawCode.EFFECT_UNFIT, table, outcome.effect)
            if outcome.back and not _leads_back(track, step, outcome):
                yield Flaw(FlawCode.BACK_FORWARD, table, outcome.to)


def _leads_back(track: Track, step: Step, outcome: Outcome) -> bool:
    """Whether the case could have come from there, going forward."""
    if outcome.to not in track.steps or outcome.effect:
        return False
    return step.code in _reached(track, outcome.to, forward=True)


def _reach_flaws(track: Track) -> Iterator[Flaw]:
    reached = _reached(track, track.start)
    ends = {code: _ends(track, code) for code in track.steps}
    for code, step in track.steps.items():
        table = _table(track, step)
        if code not in reached:
            yield Flaw(FlawCode.UNREACHABLE, table)
        elif step.outcomes and not ends[code]:
            yield Flaw(FlawCode.CYCLE, table)
    if DONE not in ends[track.start] and ends[track.start]:
        yield Flaw(FlawCode.NEVER_DONE, str(track.kind))


def _reached(track: Track, start: str, *, forward: bool = False) -> set[str]:
    """The steps that can be reached from one, itself included; `forward`: without returns."""
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for outcome in track.steps[here].outcomes:
            passable = not (forward and outcome.back)
            if passable and outcome.to in track.steps and outcome.to not in seen:
                seen.add(outcome.to)
                waiting.append(outcome.to)
    return seen


def _ends(track: Track, start: str) -> set[str]:
    """The ends that a case can come to from a step."""
    return {
        outcome.to
        for code in _reached(track, start)
        for outcome in track.steps[code].outcomes
        if outcome.to in MAY_FINISH
    }


def _way_flaws(track: Track) -> Iterator[Flaw]:
    """Faults on some way from the start: an effect or an end reached without what it needs."""
    found: dict[Flaw, None] = {}
    start: tuple[str, frozenset[str]] = (track.start, frozenset())
    seen, waiting = {start}, [start]
    while waiting:
        code, done = waiting.pop()
        step = track.steps[code]
        for outcome in step.outcomes:
            after = done | _deeds(step, outcome)
            found |= dict.fromkeys(_missing(track, step, outcome, after))
            then = (outcome.to, after)
            if outcome.to in track.steps and then not in seen:
                seen.add(then)
                waiting.append(then)
    yield from found


def _deeds(step: Step, outcome: Outcome) -> frozenset[str]:
    """What is done once the outcome is taken."""
    deeds = {
        "approved": outcome.approves and step.who == Who.APPROVE,
        "ground": outcome.ground,
        "assets": step.assets and outcome.goes_on,
        str(outcome.effect): outcome.effect is not None,
    }
    return frozenset(name for name, is_done in deeds.items() if is_done)


def _missing(track: Track, step: Step, outcome: Outcome, done: frozenset[str]) -> Iterator[Flaw]:
    table, effect = _table(track, step), outcome.effect
    if effect in _NEEDS_APPROVAL and "approved" not in done:
        yield Flaw(FlawCode.NOT_APPROVED, table, str(effect))
    if effect in _NEEDS_GROUND and "ground" not in done:
        yield Flaw(FlawCode.GROUND_SKIPPED, table, str(effect))
    if effect in _NEEDS_ASSETS and "assets" not in done:
        yield Flaw(FlawCode.ASSETS_SKIPPED, table, str(effect))
    needed = EFFECTS_OF[track.kind][0]
    if outcome.to == DONE and not needed & done:
        yield Flaw(FlawCode.EFFECT_SKIPPED, table, ", ".join(sorted(needed)))
    if outcome.to == DROPPED and effect:
        yield Flaw(FlawCode.EFFECT_UNFIT, table, str(effect))


def _ground_flaws(procedure: Procedure) -> Iterator[Flaw]:
    asks = any(
        outcome.ground
        for track in procedure.kinds.values()
        for step in track.steps.values()
        for outcome in step.outcomes
    )
    if asks and not procedure.grounds:
        yield Flaw(FlawCode.MISSING, "", "grounds")


def _next_flaws(procedure: Procedure) -> Iterator[Flaw]:
    """A case that must follow is one of this procedure's, about a record that is there."""
    fitting = procedure.kinds.keys() - {CaseKind.BUILD, CaseKind.REPLICATE}
    for track in procedure.kinds.values():
        for step in track.steps.values():
            for outcome in step.outcomes:
                then = outcome.next_case
                if then and (outcome.to != DONE or then not in fitting):
                    yield Flaw(FlawCode.NEXT_UNFIT, _table(track, step), then)


def _table(track: Track, step: Step) -> str:
    return f"{track.kind}.steps.{step.code}"
