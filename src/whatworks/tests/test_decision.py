from dataclasses import replace

import pytest

from whatworks.decision import Facts, Thresholds, Why, Word, decide

SURE = Facts(chance_positive=0.95, chance_worthwhile=0.8, grade=4, prediction_high_percent=-3.0)


@pytest.mark.parametrize(
    ("facts", "word", "why"),
    [
        (SURE, Word.REPLICATE, Why.CARRIES_OVER),
        (replace(SURE, prediction_high_percent=2.0), Word.KEEP, Why.MAY_NOT_CARRY_OVER),
        (replace(SURE, prediction_high_percent=None), Word.KEEP, Why.MAY_NOT_CARRY_OVER),
        (replace(SURE, grade=2), Word.KEEP, Why.GRADE_TOO_LOW),
        (replace(SURE, net_adverse=True), Word.KEEP, Why.RING_ADVERSE),
        (replace(SURE, chance_positive=0.75), Word.KEEP, Why.BENEFIT_LIKELY),
        (replace(SURE, own_effect_good=True, ring_adverse=True), Word.ADJUST, Why.RING_ADVERSE),
        (replace(SURE, only_where_faithful=True), Word.ADJUST, Why.ONLY_WHERE_FAITHFUL),
        (replace(SURE, harm_e_value=20.0), Word.END, Why.HARM_FLAGGED),
        (replace(SURE, chance_positive=0.5), Word.NOT_YET_KNOWABLE, Why.BENEFIT_UNSURE),
    ],
)
def test_the_rule_decides(facts, word, why):
    found = decide(facts)

    assert found.word is word
    assert why in found.why


def test_no_effect_ends_a_programme_only_where_one_could_have_been_seen():
    none = Facts(chance_positive=0.1, chance_worthwhile=0.05, grade=3)

    assert decide(replace(none, minimum_detectable_percent=-8.0)).word is Word.END
    for blunt in (-25.0, None):
        found = decide(replace(none, minimum_detectable_percent=blunt, knowable_in_months=14.0))
        assert found.word is Word.NOT_YET_KNOWABLE
        assert found.why == (Why.TOO_BLUNT_TO_END,)
        assert found.knowable_in_months == 14


def test_a_decision_carries_the_lines_that_it_was_drawn_by():
    strict = Thresholds(replicate_chance=0.99)
    found = decide(SURE, strict)

    assert found.word is Word.KEEP
    assert found.as_dict()["thresholds"]["replicate_chance"] == 0.99
    assert found.as_dict()["word"] == "keep"


def test_thresholds_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="expected"):
        Thresholds(replicate_chance=0.5)
    with pytest.raises(ValueError, match="expected"):
        Thresholds(least_worthwhile_percent=10)
