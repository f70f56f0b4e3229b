"""What the rule of decision proposes, from the runs of a ground."""

from dataclasses import replace
from datetime import date

import pytest

from binhyen.committee.views import shown
from binhyen.evidence.models import Study
from binhyen.evidence.queries import evidence_within, read_evidence
from binhyen.people.tests.factories import todays_unit

from .factories import NO_EFFECT, TOO_BLUNT, Table, a_run, found

pytestmark = pytest.mark.django_db
OF_RING = {"percent_change": 20.0, "interval": [4.0, 38.0]}
WORSE = found(
    word="harmful", because=["more"], percent_change=35.0, interval=[20.0, 52.0], log_ratio=0.3,
    se=0.05, own={"interval": [20.0, 52.0]},
)  # fmt: skip
REFUSED = found(
    word="cannot_tell", because=["not_estimable"], percent_change=None, interval=None,
    log_ratio=None, se=None, refused={"reason": "no_untreated"}, own=None, df=None,
    smallest_seen_percent=None,
)  # fmt: skip


@pytest.fixture
def table():
    return Table()


def of_camera(table):
    return evidence_within(table.province)[table.camera.pk]


@pytest.mark.parametrize(
    ("result", "word", "why"),
    [
        (found(), "keep", ("benefit_likely", "may_not_carry_over")),
        (found(grade=2), "keep", ("benefit_likely", "may_not_carry_over", "grade_too_low")),
        (NO_EFFECT, "end", ("effect_too_small",)),
        (TOO_BLUNT, "not_yet_knowable", ("too_blunt_to_end",)),
        (WORSE, "end", ("harm_flagged",)),
        (found(ring=OF_RING), "adjust", ("ring_adverse",)),
        (found(log_ratio=-0.2, se=0.2), "not_yet_knowable", ("benefit_unsure",)),
        (REFUSED, "not_yet_knowable", ("no_number",)),
    ],
)
def test_the_rule_reads_a_run(table, result, word, why):
    a_run(table, table.camera, result)
    suggestion = of_camera(table).suggestion
    assert (suggestion.word, suggestion.why) == (word, why)


def test_a_refusal_has_its_reason_and_no_number(table):
    a_run(table, table.camera, REFUSED)
    first = of_camera(table).first
    assert (first.change, first.text, first.interval) == (None, "", "")
    assert first.refusal == "không còn nơi nào chưa có mô hình để so sánh"


def test_what_three_grounds_agree_on_may_be_replicated(table):
    sure = found(se=0.03)
    for place in (table.province, table.commune, todays_unit("24640")):
        a_run(table, table.camera, sure, unit=place)
    suggestion = of_camera(table).suggestion
    assert (suggestion.word, suggestion.why) == ("replicate", ("benefit_sure", "carries_over"))


def test_studies_that_share_a_place_are_not_three(table):
    sure = found(se=0.03)
    for place in (table.province, table.commune, todays_unit("24640")):
        a_run(table, table.camera, sure, unit=place)
    Study.objects.filter(unit=table.province).update(comparison=[[table.commune.pk], [1]])
    assert of_camera(table).suggestion.word == "keep"


def test_it_says_from_when_more_months_would_tell(table):
    a_run(table, table.camera, found(
        word="cannot_tell", because=["holds_nought"], log_ratio=-0.2, se=0.2,
        smallest_seen_percent=21.0,
    ))  # fmt: skip
    suggestion = of_camera(table).suggestion
    assert suggestion.knowable_on == date(2025, 3, 1)
    assert suggestion.places is not None


def test_what_is_kept_is_read_back_as_it_was(table):
    a_run(table, table.camera, TOO_BLUNT)
    now = of_camera(table)
    assert read_evidence(now.as_dict()) == now
    assert read_evidence({}) is None


def test_places_that_can_not_be_had_are_said_to_be_so(table):
    a_run(table, table.camera, TOO_BLUNT)
    found = of_camera(table)
    for compared, words in ((71, "mà ở đây chỉ có 71 nơi"), (200, "trừ khi có khoảng 144 nơi")):
        said = replace(found.suggestion, knowable_on=None, places=144, compared=compared)
        told = shown.proposal(replace(found, suggestion=said), on=date(2026, 11, 26))
        assert words in told.when
