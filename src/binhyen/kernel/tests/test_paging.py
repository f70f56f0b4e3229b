"""Long lists are paged with few queries and the same rows as Django's own paginator."""

import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from binhyen.kernel import paging
from binhyen.kernel.models import Tile
from binhyen.kernel.paging import LongPaginator

pytestmark = pytest.mark.django_db


def tiles(count: int) -> None:
    """Rows whose text runs against their numbers, each text twice."""
    Tile.objects.bulk_create(
        Tile(number=n, root=f"{(count - n) // 2:064d}") for n in range(1, count + 1)
    )


@pytest.mark.parametrize("order", [("root", "pk"), ("-root", "pk"), ("-pk",)])
@pytest.mark.parametrize("number", [1, 2, 26, 51])
def test_every_page_holds_the_rows_that_django_would_show(order, number):
    tiles(paging.FEW + 501)
    ours = LongPaginator(Tile.objects.order_by(*order), 50)
    theirs = Paginator(Tile.objects.order_by(*order), 50)
    assert ours.count == theirs.count
    assert list(ours.get_page(number)) == list(theirs.get_page(number))


@pytest.mark.parametrize("number", [1, 3, 99])
def test_a_short_list_too(number):
    tiles(130)
    ours = LongPaginator(Tile.objects.order_by("root", "pk"), 50)
    theirs = Paginator(Tile.objects.order_by("root", "pk"), 50)
    assert list(ours.get_page(number)) == list(theirs.get_page(number))
    assert ours.get_page(number).number == theirs.get_page(number).number


@pytest.mark.parametrize(("count", "queries"), [(paging.FEW, 3), (paging.FEW + 1, 4)])
def test_rows_come_with_what_the_page_asks_of_them_in_few_queries(count, queries):
    tiles(count)
    rows = Tile.objects.annotate(double=F("number") * 2)
    paginator = LongPaginator(Tile.objects.order_by("pk"), 50, rows=rows)
    with CaptureQueriesContext(connection) as captured:
        doubles = [tile.double for tile in paginator.get_page(2)]
    assert doubles == list(range(102, 202, 2))
    assert len(captured) == queries


def test_an_empty_list_has_one_empty_page():
    page = LongPaginator(Tile.objects.order_by("pk"), 50).get_page(1)
    assert list(page) == []
    assert page.paginator.num_pages == 1


@pytest.mark.parametrize("number", [1, 40, 55, 999])
def test_a_search_is_listed_up_to_its_most_and_says_that_there_are_more(number):
    tiles(paging.FEW + 900)
    order, most = Tile.objects.order_by("root", "pk"), paging.FEW + 750
    ours, theirs = LongPaginator(order, 50, most=most), Paginator(order[:most], 50)
    assert (ours.count, ours.num_pages, ours.is_cut) == (most, 55, True)
    assert list(ours.get_page(number)) == list(theirs.get_page(number))


@pytest.mark.parametrize("count", [30, paging.FEW + 60])
def test_a_search_with_fewer_hits_is_counted_to_the_last(count):
    tiles(count)
    order = Tile.objects.order_by("-root", "pk")
    ours, theirs = LongPaginator(order, 50, most=paging.FEW + 60), Paginator(order, 50)
    assert (ours.count, ours.is_cut) == (count, False)
    assert list(ours.get_page(99)) == list(theirs.get_page(99))


def test_a_search_is_counted_and_listed_by_three_queries():
    tiles(paging.FEW + 60)
    with CaptureQueriesContext(connection) as captured:
        list(LongPaginator(Tile.objects.order_by("root", "pk"), 50, most=paging.MOST).get_page(2))
    assert len(captured) == 3
