"""Many hands at once: totals add up, and of two who write one cell the later one is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from binhyen.figures import actions
from binhyen.figures.choices import CellFault
from binhyen.figures.models import Value
from binhyen.units.models import Unit

from .factories import AT, NOVEMBER, SYSTEM, a_return, a_told_return, todays_unit
from .test_totals import counted_totals, figure_of, stored_totals

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


def test_communes_that_write_at_once_are_all_in_the_total():
    """The period, the series and the totals' rows are all new to every one of them."""
    communes = list(Unit.objects.filter(valid_to=None, level=3, path__startswith="VN/68.")[:4])
    deeds = [lambda u=unit: a_told_return(u, theft=1, fires=2) for unit in communes]
    results = at_once(*deeds)
    assert [one for one in results if isinstance(one, Exception)] == []
    assert figure_of(todays_unit("68"), "theft", NOVEMBER).amount == 4
    assert stored_totals() == counted_totals()


def test_of_two_who_change_one_cell_the_later_one_is_told():
    one = a_return(theft=1)
    results = at_once(
        *(
            lambda n=n: actions.enter(one, {"theft": n}, seen={"theft": 1}, by=SYSTEM, at=AT)
            for n in (5, 6)
        )
    )
    refused = [cell.code for saved in results for cell in saved.refused]
    assert refused == [CellFault.CHANGED_SINCE]
    assert Value.objects.get().amount in (5, 6)
    assert stored_totals() == counted_totals()
