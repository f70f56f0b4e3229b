"""The six studies of the demonstration find what is planted, or say that they can't tell."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from binhyen.demo.actions import load_draws, load_months, load_plan, load_studies
from binhyen.demo.actions.evidence import STUDIES
from binhyen.evidence.models import Run, Study
from binhyen.evidence.queries.results import finding
from binhyen.evidence.queries.suggestions import share_of_places
from binhyen.evidence.rules.sentences import fell_around
from binhyen.kernel.log import verifying
from binhyen.planning.models import Draw, Plan
from binhyen.planning.rules import recompute

pytestmark = [pytest.mark.slow, pytest.mark.one_database, pytest.mark.django_db]
# What is planted in the places with the programme, per cent: rules.truth. What TSDQ takes away
# there moves next door, so that nothing is gone.
TRUTH = {"CAM": -25, "LGPC": -25, "CTAT": 10, "TSDQ": 0, "ZALO": 0, "TDTQ": 0}


@pytest.fixture(scope="module", autouse=True)
def the_studies(kept_province: Any, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        kept_province.restore()
        load_months()
        assert load_studies() is True
        yield
        transaction.set_rollback(True)
    with django_db_blocker.unblock():
        connection.close()


def primary(code: str) -> Run:
    study = Study.objects.get(programme__code=code)
    return Run.objects.get(study=study, outcome=study.primary)


@pytest.mark.parametrize("code", [code for code in STUDIES if code != "CAM"])
def test_the_truth_lies_within_the_interval(code):
    """Of the places and their neighbours together: what is planted, on the share of the places."""
    result = primary(code).result
    low, high = result["interval"]
    assert low <= TRUTH[code] * share_of_places(result) <= high


def test_the_cameras_are_found_to_do_more_than_they_do_and_the_page_warns_of_it():
    """docs/synthetic.md says why. The comparison with all others holds what is planted."""
    run = primary("CAM")
    low, high = run.result["variants"]["all_controls"]["interval"]
    assert low <= TRUTH["CAM"] <= high
    assert run.result["interval"][1] < TRUTH["CAM"] * share_of_places(run.result)
    assert fell_around(run.result) in finding(run).because


def test_only_the_cameras_are_called_effective_and_nothing_harmful():
    words = {code: primary(code).word for code in STUDIES}
    assert [code for code, word in words.items() if word == "works"] == ["CAM"]
    assert "harmful" not in words.values()


def test_before_against_after_would_have_called_all_of_them_effective():
    assert all(primary(code).result["before_after"] < -15 for code in STUDIES)


def test_every_study_was_locked_before_it_ran_and_is_loaded_once():
    assert all(run.study.locked_at <= run.started_at for run in Run.objects.all())
    assert Run.objects.filter(state="done").count() == sum(map(len, STUDIES.values()))
    assert load_studies() is False
    assert verifying.verify_latest().holds


def test_a_draw_was_held_that_anyone_can_recompute_and_another_waits():
    assert load_draws() is True
    held, waiting = (
        Draw.objects.get(programme__code="CAM"),
        Draw.objects.get(programme__code="LGPC"),
    )
    assert (held.state, waiting.state) == ("drawn", "announced")
    assert recompute.faults(held.published) == []
    assert held.announced_at.date() < held.number_on < held.drawn_at.date()
    assert all(one.is_synthetic for one in (held, waiting))
    assert load_draws() is False
    assert verifying.verify_latest().holds


def test_the_plan_brings_what_works_to_where_it_is_missing_and_is_adopted():
    assert load_plan() is True
    plan = Plan.objects.get()
    assert (plan.state, plan.result["is_proven"]) == ("adopted", True)
    assert {row["programme"] for row in plan.result["chosen"]} == {"CAM"}
    assert plan.result["account"]["low"] > 0
    assert load_plan() is False
