"""Long lists are paged with few queries and the same rows as Django's own paginator."""

import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binhyen.kernel import paging
from binhyen.kernel.paging import LongPaginator
from binhyen.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("order", [("sort_key", "pk"), ("-area_km2", "pk"), ("-pk",)])
@pytest.mark.parametrize("number", [1, 2, 130, 265])
def test_every_page_holds_the_rows_that_django_would_show(order, number):
    units = Unit.objects.filter(level=3).order_by(*order)
    assert units.count() > paging.FEW
    ours, theirs = LongPaginator(units, 50), Paginator(units, 50)
    assert ours.count == theirs.count
    assert list(ours.get_page(number)) == list(theirs.get_page(number))


@pytest.mark.parametrize("number", [1, 3, 99])
def test_a_short_list_too(number):
    units = Unit.objects.filter(level=2).order_by("sort_key", "pk")
    assert units.count() < paging.FEW
    ours, theirs = LongPaginator(units, 50), Paginator(units, 50)
    assert list(ours.get_page(number)) == list(theirs.get_page(number))
    assert ours.get_page(number).number == theirs.get_page(number).number


def test_rows_come_with_what_the_page_asks_of_them():
    units = Unit.objects.filter(level=3).order_by("sort_key", "pk")
    paginator = LongPaginator(units, 50, rows=Unit.objects.select_related("parent"))
    with CaptureQueriesContext(connection) as captured:
        parents = [unit.parent.name for unit in paginator.get_page(2) if unit.parent]
    assert len(parents) == 50
    assert len(captured) == 4


def test_an_empty_list_has_one_empty_page():
    page = LongPaginator(Unit.objects.filter(name="").order_by("pk"), 50).get_page(1)
    assert list(page) == []
    assert page.paginator.num_pages == 1
