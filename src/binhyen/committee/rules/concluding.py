"""What a conclusion must say for itself, and what the evidence forbids it to claim."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..choices import Blocker, Ground, Suggested

CONTINUE, END = "continue", "end"
# What the rule's words come to, among what a review can lead to.
COMES_TO = {
    Suggested.REPLICATE: "replicate",
    Suggested.KEEP: CONTINUE,
    Suggested.ADJUST: "adjust",
    Suggested.END: END,
    Suggested.NOT_YET_KNOWABLE: CONTINUE,
}
NO_EFFECT_FOUND, HARMFUL = "no_effect_found", "harmful"  # verdicts of the evidence


@dataclass(frozen=True, slots=True)
class Known:
    """What the evidence says of the programme: the rule's word, the verdict on the primary outcome,
    and whether a fall worth having would have been seen. Empty where nothing was found yet."""

    suggested: str = ""
    verdict: str = ""
    could_have_shown: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the register says of the programme on the round's ground.

    standing: sites that run or are suspended; decided: of those, with a decision. overlaps: how
    many others of its sector run in the same communes. is_good: whether it is given a good class.
    """

    running: int = 0
    standing: int = 0
    decided: int = 0
    papers_present: int = 0
    papers_needed: int = 0
    overlaps: int = 0
    is_good: bool = False

    @property
    def mostly_runs(self) -> bool:
        return 2 * self.running > self.standing

    @property
    def has_all_papers(self) -> bool:
        return 0 < self.papers_needed <= self.papers_present and self.decided >= self.standing


@dataclass(frozen=True, slots=True)
class Opinion:
    """A dissent: whose it is, by office, and what they hold."""

    office: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """What is concluded of one programme. votes: for, against, abstained."""

    outcome: str
    ground: str = ""
    reason: str = ""
    departure: str = ""
    votes_for: int = 0
    votes_against: int = 0
    votes_abstained: int = 0
    dissents: tuple[Opinion, ...] = ()

    @property
    def votes(self) -> int:
        return self.votes_for + self.votes_against + self.votes_abstained


Fault = tuple[Blocker, str]  # why, and beside which field


def departs(outcome: str, suggested: str) -> bool:
    """Whether an outcome is another than the rule proposes; never where it proposes nothing."""
    return bool(suggested) and COMES_TO[Suggested(suggested)] != outcome


def faults_of(said: Conclusion, known: Known) -> Iterator[Fault]:
    """Every reason against a conclusion.

    A reason is asked for unless the programme simply goes on and most agree; where the outcome is
    another than the rule proposes, that has to be explained by itself. Whatever changes something
    must be carried: more for it than against. What is not carried leaves the programme going on.
    """
    is_plain = said.outcome == CONTINUE and said.votes_against < max(said.votes_for, 1)
    if departs(said.outcome, known.suggested):
        if not said.departure.strip():
            yield Blocker.DEPARTURE_MISSING, "departure"
    elif not is_plain and not said.reason.strip():
        yield Blocker.REASON_MISSING, "reason"
    if said.outcome == END:
        yield from _ending_faults(said.ground, known)
    elif said.ground:
        yield Blocker.GROUND_NOT_ASKED, "ground"
    if said.votes < 1:
        yield Blocker.NO_VOTES, "votes_for"
    elif said.outcome != CONTINUE and said.votes_for <= said.votes_against:
        yield Blocker.NOT_CARRIED, "votes_for"


def taking_back_faults(*, reason: str, is_concluded: bool) -> Iterator[Fault]:
    """What keeps a conclusion from going back to none: there has to be one, and a written reason.

    That the round is open and the person may is asked as for any conclusion.
    """
    if not is_concluded:
        yield Blocker.NOT_CONCLUDED, ""
    if not reason.strip():
        yield Blocker.REASON_MISSING, "reason"


def _ending_faults(ground: str, known: Known) -> Iterator[Fault]:
    """Ending for its effect is a claim, and stands only where the evidence makes it (11)."""
    match ground:
        case "":
            yield Blocker.GROUND_MISSING, "ground"
        case Ground.NO_EFFECT | Ground.HARM if not known.verdict:
            yield Blocker.NOT_STUDIED, "ground"
        case Ground.NO_EFFECT if not known.could_have_shown:
            yield Blocker.COULD_NOT_TELL, "ground"
        case Ground.NO_EFFECT if known.verdict not in (NO_EFFECT_FOUND, HARMFUL):
            yield Blocker.EFFECT_SEEN, "ground"
        case Ground.HARM if known.verdict != HARMFUL:
            yield Blocker.NO_HARM_SEEN, "ground"


def contradictions(said: Conclusion, recorded: Recorded) -> Iterator[Fault]:
    """What the register says against the ground on which a programme is to be ended.

    So that the refusal of a claim about its effect isn't walked round by another one.
    """
    if said.outcome != END:
        return
    match said.ground:
        case Ground.NOT_RUN if recorded.mostly_runs:
            yield Blocker.SITES_RUN, "ground"
        case Ground.OVERLAP if not recorded.overlaps:
            yield Blocker.NOTHING_OVERLAPS, "ground"
        case Ground.DOSSIER if recorded.has_all_papers:
            yield Blocker.PAPERS_WHOLE, "ground"
    if said.ground in (Ground.NOT_RUN, Ground.DOSSIER) and recorded.is_good:
        yield Blocker.CLASS_TOO_GOOD, "class_code"
