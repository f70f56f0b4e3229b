"""Two at once: one wins, the other is told that the case changed meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from binhyen.life import actions
from binhyen.life.choices import BlockerCode, CaseKind
from binhyen.life.models import Case, Event
from binhyen.people.choices import Role
from binhyen.programmes.tests.factories import SYSTEM, an_officer

from .factories import MONDAY, a_case, a_running_site, bring, the_commune

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def at_once(*deeds):
    """What each deed returned or raised, all begun at the same moment."""
    barrier = Barrier(len(deeds))

    def run(deed):
        try:
            barrier.wait(timeout=10)
            return deed()
        except Exception as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_of_two_approvals_at_once_one_wins_and_the_other_is_told():
    case = bring(a_case(CaseKind.ADJUST), "approval")
    leaders = [an_officer(the_commune(), Role.LEADER) for _ in range(2)]

    def approve(leader):
        return lambda: actions.act(
            Case.objects.get(pk=case.pk), "approve", turn=case.turn, on=MONDAY.date(),
            by=leader, at=MONDAY,
        )  # fmt: skip

    results = at_once(*map(approve, leaders))

    [lost] = [one for one in results if not isinstance(one, Case)]
    assert isinstance(lost, actions.CaseBlocked)
    assert lost.codes == {BlockerCode.CHANGED_SINCE}
    assert Event.objects.filter(case=case, outcome="approve").count() == 1
    assert Case.objects.get(pk=case.pk).turn == case.turn + 1


def test_of_an_approval_and_a_return_at_once_one_counts():
    case = bring(a_case(CaseKind.ADJUST), "approval")

    def take(outcome):
        return lambda: actions.act(
            Case.objects.get(pk=case.pk), outcome, turn=case.turn, on=MONDAY.date(),
            by=SYSTEM, at=MONDAY, comment="Xem lại",
        )  # fmt: skip

    results = at_once(take("approve"), take("return"))

    assert sum(isinstance(one, Case) for one in results) == 1
    assert case.events.filter(step="approval").count() == 1


def test_cases_opened_at_once_get_numbers_of_their_own_without_a_gap():
    sites = [a_running_site(village=f"TDP {n}") for n in range(4)]
    results = at_once(*(lambda s=site: a_case(CaseKind.ADJUST, site=s) for site in sites))
    codes = sorted(case.code for case in results)
    assert codes == [f"HS-2026-{n:06d}" for n in range(1, 5)]


def test_of_two_cases_opened_at_once_about_one_site_one_is_refused():
    site = a_running_site()
    results = at_once(*[lambda: a_case(CaseKind.ADJUST, site=site)] * 2)
    [lost] = [one for one in results if not isinstance(one, Case)]
    assert lost.codes == {BlockerCode.OTHER_CASE}
