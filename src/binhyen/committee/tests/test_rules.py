"""What a conclusion must say for itself, and what the evidence forbids it to claim."""

from datetime import date

import pytest

from binhyen.committee.choices import Absence, Blocker, Ground
from binhyen.committee.rules.absence import Recorded as Listed
from binhyen.committee.rules.absence import why_absent
from binhyen.committee.rules.concluding import Known, Recorded, contradictions, faults_of
from binhyen.committee.rules.offices import is_name
from binhyen.committee.rules.places import can_be_had

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
        (Ground.NO_EFFECT, Known(), {Blocker.NOT_STUDIED}),
        (Ground.HARM, Known(), {Blocker.NOT_STUDIED}),
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


@pytest.mark.parametrize("outcome", ["end", "adjust", "replicate"])
def test_what_most_are_against_is_not_concluded(outcome):
    ground = "overlap" if outcome == "end" else ""
    for votes in ((2, 7), (4, 4), (0, 0)):
        what = said(outcome, ground=ground, votes_for=votes[0], votes_against=votes[1], **WHY)
        assert codes(what) == {Blocker.NOT_CARRIED}
    carried = said(outcome, ground=ground, votes_for=5, votes_against=4, **WHY)
    assert codes(carried) == set()


def test_a_programme_goes_on_after_a_lost_vote_with_the_reason():
    assert codes(said(votes_for=2, votes_against=7, reason="Không được thông qua")) == set()


def test_a_ground_is_only_for_ending():
    assert codes(said("continue", ground="harm"), WORKS) == {Blocker.GROUND_NOT_ASKED}


@pytest.mark.parametrize(
    ("ground", "recorded", "refused"),
    [
        (Ground.NOT_RUN, Recorded(running=48, standing=48), {Blocker.SITES_RUN}),
        (Ground.NOT_RUN, Recorded(running=3, standing=10), set()),
        (Ground.NOT_RUN, Recorded(standing=10, is_good=True), {Blocker.CLASS_TOO_GOOD}),
        (Ground.OVERLAP, Recorded(), {Blocker.NOTHING_OVERLAPS}),
        (Ground.OVERLAP, Recorded(overlaps=1, is_good=True), set()),
        (Ground.DOSSIER, Recorded(0, 9, 9, 5, 5), {Blocker.PAPERS_WHOLE}),
        (Ground.DOSSIER, Recorded(0, 9, 8, 5, 5), set()),
        (Ground.DOSSIER, Recorded(0, 9, 9, 4, 5), set()),
        (Ground.NO_LONGER_FITS, Recorded(running=48, standing=48, is_good=True), set()),
    ],
)
def test_no_programme_is_ended_on_what_the_register_says_is_not_so(ground, recorded, refused):
    found = {code for code, _field in contradictions(said("end", ground=ground), recorded)}
    assert found == refused


@pytest.mark.parametrize(
    ("typed", "is_one"),
    [
        ("Nguyễn Văn A", True),
        ("NGUYỄN VĂN A", True),
        ("bà Lê Thị B, Hội Phụ nữ tỉnh", True),
        ("đồng chí Trần C", True),
        ("Y Thanh Niê", True),
        ("Đoàn Thanh niên tỉnh", False),
        ("Đoàn Thanh niên Cộng sản Hồ Chí Minh", False),
        ("Phó Chủ tịch Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", False),
        ("Trường Nguyễn Bỉnh Khiêm", False),
        ("Y tế xã", False),
    ],
)
def test_a_dissent_is_told_by_office_and_not_by_name(typed, is_one):
    assert is_name(typed) is is_one


def test_more_places_than_a_study_compares_can_not_be_had_nor_all_of_them():
    assert can_be_had(70, 71)
    assert not can_be_had(71, 71)
    assert not can_be_had(144, 71)
    assert can_be_had(144, None)


@pytest.mark.parametrize(
    ("listed", "why"),
    [
        (Listed("ended"), Absence.ENDED),
        (Listed("ended", "dropped"), Absence.DROPPED),
        (Listed("preparing"), Absence.PREPARING),
        (Listed("running", begun_on=date(2026, 11, 1)), Absence.LATER),
        (Listed("running", has_standing=True, has_any=True), Absence.SINCE),
        (Listed("running", has_preparing=True, has_any=True), Absence.SITES_PREPARING),
        (Listed("running", has_any=True), Absence.SITES_ENDED),
        (Listed("running"), Absence.NO_SITE),
    ],
)
def test_a_programme_outside_a_round_is_so_for_a_reason(listed, why):
    assert why_absent(listed, window_until=date(2026, 10, 31)) == why
