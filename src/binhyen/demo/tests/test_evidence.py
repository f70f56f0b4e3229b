"""The six studies of the demonstration find what is planted, or say that they can't tell."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from binhyen.demo.actions import load_months, load_studies
from binhyen.demo.actions.evidence import STUDIES
from binhyen.evidence.models import Run, Study
from binhyen.kernel.log import verifying

pytestmark = [pytest.mark.slow, pytest.mark.one_database, pytest.mark.django_db]
# What is planted in the places with the programme: rules.truth.
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


@pytest.mark.parametrize("code", STUDIES)
def test_the_truth_lies_within_the_interval(code):
    low, high = primary(code).result["interval"]
    assert low <= TRUTH[code] <= high


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
