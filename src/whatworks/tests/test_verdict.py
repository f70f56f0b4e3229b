"""The rule that turns numbers into one word."""

from dataclasses import replace

import pytest

from whatworks.displacement import NetEffect
from whatworks.placebo import Detectable, Placebo
from whatworks.results import Effect, NotEstimable, Reason
from whatworks.verdict import SENTENCES, Because, Evidence, Word, grade, verdict


def an_effect(log_ratio, *, se=0.05, units=25):
    half, p = 2 * se, 0.001 if abs(log_ratio) > 3 * se else 0.04
    return Effect(
        log_ratio, se, 24, log_ratio - half, log_ratio + half, p, 0.95, 100, 120, units, 71, "x"
    )


FALL, RISE, NOTHING = an_effect(-0.3), an_effect(0.3), an_effect(0.01)
SEEN = Detectable(14.0, 16.0, 0.05, 200)
PASSED, FAILED = Placebo(0.01, 200, 6, 40), Placebo(0.2, 200, 6, 40)


def net(own, together, ring=RISE):
    return NetEffect(own, ring, together, 20, 26, None, None)


def word(**evidence):
    return verdict(Evidence(**evidence)).word


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ({"own": FALL}, Word.WORKS),
        ({"own": FALL, "net": net(FALL, FALL)}, Word.WORKS),
        ({"own": FALL, "net": NotEstimable(Reason.NO_RING)}, Word.WORKS),
        ({"own": FALL, "net": net(FALL, NOTHING), "detectable": SEEN}, Word.NO_EFFECT_FOUND),
        ({"own": FALL, "net": net(FALL, NOTHING)}, Word.CANNOT_TELL),
        ({"own": FALL, "net": net(FALL, RISE)}, Word.HARMFUL),
        ({"own": FALL, "net": NotEstimable(Reason.NO_FAR_CONTROLS)}, Word.PROMISING),
        ({"own": FALL, "before": an_effect(-0.2)}, Word.PROMISING),
        ({"own": FALL, "before": an_effect(-0.11)}, Word.WORKS),
        ({"own": FALL, "before": an_effect(0.2)}, Word.WORKS),
        ({"own": FALL, "before": an_effect(0.2), "without_year": FALL}, Word.WORKS),
        ({"own": FALL, "before": an_effect(0.2), "without_year": NOTHING}, Word.PROMISING),
        ({"own": FALL, "before": NOTHING, "without_year": NOTHING}, Word.WORKS),
        ({"own": FALL, "recording_changed": True}, Word.PROMISING),
        ({"own": an_effect(-0.3, units=6)}, Word.PROMISING),
        ({"own": an_effect(-0.3, units=6), "placebo": FAILED}, Word.PROMISING),
        ({"own": an_effect(-0.3, units=6), "placebo": PASSED}, Word.WORKS),
        ({"own": an_effect(-0.08)}, Word.PROMISING),
        ({"own": NOTHING, "detectable": SEEN}, Word.NO_EFFECT_FOUND),
        ({"own": NOTHING}, Word.CANNOT_TELL),
        ({"own": an_effect(0.01, se=0.2), "detectable": SEEN}, Word.CANNOT_TELL),
        ({"own": RISE}, Word.HARMFUL),
        ({"own": RISE, "before": an_effect(-0.2)}, Word.HARMFUL),
        ({"own": RISE, "before": an_effect(0.11)}, Word.HARMFUL),
        ({"own": RISE, "before": an_effect(0.19)}, Word.HARMFUL),
        ({"own": RISE, "before": an_effect(0.25)}, Word.HARMFUL),
        ({"own": RISE, "before": an_effect(0.35)}, Word.CANNOT_TELL),
        ({"own": NotEstimable(Reason.ALL_ZEROS)}, Word.CANNOT_TELL),
    ],
)
def test_the_word(evidence, expected):
    assert word(**evidence) is expected


def test_no_effect_is_not_found_where_one_worth_having_could_hide():
    evidence = Evidence(own=NOTHING, detectable=SEEN)
    assert verdict(evidence, least_worthwhile=10).why[1] is Because.TOO_SMALL_TO_SEE


def test_that_displacement_cannot_be_seen_is_said():
    assert Because.DISPLACEMENT_UNSEEN in verdict(Evidence(own=FALL)).why
    assert Because.DISPLACEMENT_UNSEEN not in verdict(Evidence(own=FALL, net=net(FALL, FALL))).why


def test_the_grade_follows_the_design():
    assert grade(Evidence(own=FALL)) == 3
    assert grade(Evidence(own=FALL, randomised=True)) == 5
    assert grade(Evidence(own=replace(FALL, treated_units=4), randomised=True)) == 3
    assert grade(Evidence(own=FALL, randomised=True, recording_changed=True)) == 4
    assert grade(Evidence(own=FALL, before=an_effect(-0.2))) == 2


def test_every_reason_has_its_sentence():
    assert set(SENTENCES) == set(Because)
