"""What a conclusion must say for itself, and what the evidence forbids it to claim."""

import pytest

from binhyen.committee.choices import Blocker, Ground
from binhyen.committee.rules.concluding import Known, faults_of

from .factories import said

SHARP = Known("end", "no_effect_found", True)
BLUNT = Known("not_yet_knowable", "cannot_tell", False)
WORKS = Known("keep", "works", True)
WHY = {"reason": "Lý do", "departure": "Khác vì"}


def codes(what, known=None):
    return {code for code, _field in faults_of(what, known or Known())}


def test_to_go_on_as_suggested_needs_no_reason():
    assert codes(said(), WORKS) == set()
    assert codes(said()) == set()


def test_anything_else_does():
    assert codes(said("adjust")) == {Blocker.REASON_MISSING}
    assert codes(said(votes_against=7)) == {Blocker.REASON_MISSING}


def test_another_outcome_than_the_rule_suggests_has_to_be_explained_as_such():
    assert codes(said("replicate", reason="Dân muốn"), WORKS) == {Blocker.DEPARTURE_MISSING}
    assert codes(said("replicate", departure="Nơi mới giống nơi cũ"), WORKS) == set()
    assert codes(said("adjust", reason="x"), BLUNT) == {Blocker.DEPARTURE_MISSING}


@pytest.mark.parametrize(
    ("ground", "known", "refused"),
    [
        (Ground.NO_EFFECT, SHARP, set()),
        (Ground.NO_EFFECT, BLUNT, {Blocker.COULD_NOT_TELL}),
        (Ground.NO_EFFECT, Known(), {Blocker.COULD_NOT_TELL}),
        (Ground.NO_EFFECT, WORKS, {Blocker.EFFECT_SEEN}),
        (Ground.HARM, SHARP, {Blocker.NO_HARM_SEEN}),
        (Ground.HARM, Known("end", "harmful", False), set()),
        (Ground.DOSSIER, BLUNT, set()),
        (Ground.NO_LONGER_FITS, WORKS, set()),
        (Ground.OVERLAP, Known(), set()),
        ("", SHARP, {Blocker.GROUND_MISSING}),
    ],
)
def test_ending_for_its_effect_needs_evidence_that_could_have_shown_one(ground, known, refused):
    assert codes(said("end", ground=ground, **WHY), known) == refused


def test_somebody_has_to_vote():
    assert codes(said(votes_for=0, votes_abstained=0)) == {Blocker.NO_VOTES}
    assert codes(said(votes_for=0, votes_abstained=2)) == set()
