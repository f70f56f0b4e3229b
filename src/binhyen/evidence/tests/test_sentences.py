"""One plain sentence for each verdict, in words that don't promise more than was found."""

import pytest
from django.utils.translation import override

from binhyen.evidence.choices import (
    Because,
    Change,
    LeftOut,
    Mind,
    NoEstimate,
    Sentence,
    Variant,
    VerdictWord,
)
from binhyen.evidence.queries.suggestions import share_of_places
from binhyen.evidence.rules.minds import minds
from binhyen.evidence.rules.sentences import (
    before_after_sentence,
    changed,
    fell_around,
    sentence,
    template,
    why_none,
)
from whatworks.results import Reason
from whatworks.verdict import Because as TheirBecause
from whatworks.verdict import Word

GOVERNED = {"vi": "hiệu quả", "en": "effective"}


def a_result(word: str = "works", *because: str, **more) -> dict:
    told = {
        "word": word,
        "because": list(because) or ["fewer"],
        "grade": 3,
        "scope": "net",
        "percent_change": -24.6,
        "interval": [-40.2, -3.4],
        "own": {"percent_change": -31.0, "interval": [-44.0, -15.0]},
        "least_worthwhile_percent": 20.0,
        "minimum_detectable_percent": 18.0,
        "smallest_seen_percent": 32.0,
        "treated_units": 20,
        "refused": None,
        "together": [],
        "left_out": [],
    }
    return told | more


def said(result: dict, **names: str) -> str:
    return sentence(result, programme="Camera", outcome="Trộm cắp", **names)


def test_every_word_and_reason_of_the_library_has_words_here():
    assert set(VerdictWord.values) == {str(word) for word in Word}
    assert {str(code) for code in TheirBecause} == set(Because.values) - {"started_together"}
    assert set(NoEstimate.values) == {str(reason) for reason in Reason}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_only_a_verdict_that_works_is_called_effective(language):
    with override(language):
        word = GOVERNED[language]
        assert word in Sentence.WORKS.label
        assert word in VerdictWord.WORKS.label
        others = [
            *(one.label for one in Sentence if one is not Sentence.WORKS),
            *(one.label for one in VerdictWord if one is not VerdictWord.WORKS),
            *(one.label for kind in (Because, NoEstimate, LeftOut, Mind, Variant) for one in kind),
            *(one.label for one in Change),
        ]
        assert [one for one in others if word in one.lower()] == []


@pytest.mark.parametrize(
    ("result", "chosen"),
    [
        (a_result("works"), Sentence.WORKS),
        (a_result("promising", "fewer", "fell_before"), Sentence.PROMISING),
        (a_result("promising", "holds_nought", "likely_fewer"), Sentence.LIKELY),
        (a_result("cannot_tell", "moved_next_door", "too_small_to_see"), Sentence.MOVED),
        (a_result("no_effect_found", "holds_nought", "would_have_seen"), Sentence.NO_EFFECT),
        (a_result("harmful", "more"), Sentence.HARMFUL),
        (a_result("cannot_tell", "holds_nought", "too_small_to_see"), Sentence.CANNOT_TELL),
        (
            a_result("cannot_tell", "holds_nought", smallest_seen_percent=None),
            Sentence.CANNOT_TELL_BLIND,
        ),
        (a_result("cannot_tell", "started_together", "fewer"), Sentence.TOGETHER),
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_verdict_has_its_sentence(result, chosen, language):
    assert template(result) == chosen
    with override(language):
        text = said(result, others="Zalo")
    assert "%" in text
    assert "%(" not in text
    assert "Camera" in text


def test_the_sentence_of_a_programme_that_works_reads_well():
    with override("vi"):
        assert said(a_result()) == (
            "Camera có hiệu quả đối với “Trộm cắp”: tính cả địa bàn giáp ranh thì giảm 25% so với "
            "khi không có mô hình (khoảng tin cậy 95%: từ giảm 40% đến giảm 3%)."
        )


def test_a_refusal_says_why_and_shows_no_number():
    refused = a_result(
        "cannot_tell",
        "not_estimable",
        interval=None,
        percent_change=None,
        own={"refused": {}},
        refused={"reason": "no_untreated"},
    )
    with override("vi"):
        assert said(refused) == (
            "Chưa kết luận được về Camera đối với “Trộm cắp”: "
            "không còn nơi nào chưa có mô hình để so sánh."
        )


def test_a_change_is_said_to_the_whole_percent():
    with override("vi"):
        assert [changed(n) for n in (-24.6, 12.2, 0.3, -0.2)] == [
            "giảm 25%",
            "tăng 12%",
            "không đổi",
            "không đổi",
        ]


def test_an_interval_without_an_upper_end_is_said_to_have_none():
    result = a_result("cannot_tell", "holds_nought", interval=[-40.2, None])
    with override("vi"):
        assert "từ giảm 40% đến mức tăng không có giới hạn" in said(result)
        assert changed(float("inf")) == changed(None) == "mức tăng không có giới hạn"


def test_before_against_after_says_that_it_says_nothing_of_causes():
    with override("vi"):
        text = before_after_sentence(-41.0, programme="Camera", outcome="Trộm cắp")
    assert "giảm 41%" in text
    assert "không cho biết" in text


def test_neighbours_that_fell_too_are_a_reason_for_caution():
    own = {"interval": [-54.8, -29.2], "averted": 359.5, "expected": 827.5}
    ring = {"interval": [-38.8, -5.6], "averted": 594.1}
    with override("vi"):
        text = fell_around(a_result(own=own, ring=ring))
        assert "359 vụ ở nơi có mô hình" in text or "360 vụ ở nơi có mô hình" in text
        assert "594 vụ ở nơi giáp ranh" in text
    assert fell_around(a_result(own=own, ring=ring | {"interval": [-38.8, 1.0]})) == ""
    assert fell_around(a_result(own=own, ring=ring, scope="own")) == ""
    assert fell_around(a_result()) == ""


def test_a_fall_worth_having_is_one_of_the_places_themselves_not_of_all_around():
    """20 % of the 100 incidents of four places are 2 % of the 1,000 with their neighbours."""
    result = {"scope": "net", "own": {"expected": 100.0}, "expected": 1_000.0}
    assert share_of_places(result) == 0.1
    assert share_of_places(result | {"scope": "own"}) == 1.0
    assert share_of_places({"scope": "net", "own": None, "expected": None}) == 1.0


def codes(result: dict, months_after: float = 30) -> dict[str, int | None]:
    return {one.code.value: one.n for one in minds(result, months_after=months_after)}


def test_what_would_change_our_mind_when_nothing_can_be_told():
    found = codes(
        a_result(
            "cannot_tell",
            "holds_nought",
            left_out=[{"reason": "year_only"}, {"reason": "no_figures"}],
        )
    )
    # (ln .68 / ln .8)² = 2.99 times the information that 20 sites over 30 months gave.
    assert found == {"more_sites": 56, "more_months": 60, "by_lot": None, "dates": 1}


def test_more_places_than_there_are_to_compare_are_not_asked_for():
    result = a_result("cannot_tell", "holds_nought")
    with override("vi"):
        (first, *_rest) = minds(result, months_after=30, places=56)
        assert "phải có khoảng 56 nơi" in first.sentence
        assert "chỉ có 56 nơi so sánh được" in first.sentence
    assert minds(result, months_after=30, places=57)[0].code == "more_sites"


def test_what_would_change_our_mind_when_it_works():
    assert codes(a_result()) == {"neighbours_rise": None, "recording": None, "by_lot": None}


def test_rare_events_may_be_out_of_reach():
    blind = a_result("cannot_tell", "holds_nought", smallest_seen_percent=90.0, treated_units=12)
    assert "out_of_reach" in codes(blind)
    assert codes(a_result("works", grade=5)) == {"neighbours_rise": None, "recording": None}


def test_one_place_that_is_left_of_several_is_not_told_as_the_only_one():
    assert why_none("one_treated") == "chỉ có một nơi áp dụng nên không tách được khỏi ngẫu nhiên"
    three = {"treated_units": 3}
    assert why_none("one_treated", three).startswith("trong 3 nơi có mô hình chỉ một nơi so được")
    assert "còn đủ nơi ở xa" in why_none("one_treated", three, is_far=True)
    assert why_none("no_ring", three) == "không nơi nào giáp nơi có mô hình"
    assert why_none("nothing we know") == ""


def test_where_every_place_with_the_programme_was_left_out_it_is_not_said_that_none_began():
    assert why_none("no_treated") == "không nơi nào bắt đầu mô hình trong các tháng được xét"
    left = [{"reason": "year_only"}, {"reason": "year_only"}, {"reason": "stopped"}]
    assert why_none("no_treated", {"left_out": left}) == (
        "các nơi có mô hình đều không so được: ngày bắt đầu chỉ biết đến năm (2); "
        "mô hình đã dừng trong các tháng được xét (1)"
    )


def test_a_hundred_times_as_many_is_as_good_as_no_upper_end():
    assert changed(1700) == "tăng 1700%"
    assert changed(10_000) == changed(None) == "mức tăng không có giới hạn"
