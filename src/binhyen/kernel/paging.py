"""Pages of long lists that stay quick wherever one looks.

Four things make a page of a list of 100,000 rows slow, each measured in bench/: an OFFSET that
joins every row it skips, an index walked to its end for a word that hardly occurs, the last
pages, which are as near as the first if one comes from the other side, and counting every row
that a frequent word hits, of which nobody reads more than the first.
"""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

FEW = 2_000
MOST = 10_000  # of a search's hits: nobody turns two hundred pages


class LongPaginator(Paginator):
    """Django's paginator over a query set: first the keys of a page, then its rows.

    object_list must have an order that no two rows share (end it with "pk").
    rows: the query set by which the page's rows are fetched, with its `select_related` and
    `annotate`; the list itself needs none of these. By default all of the table's columns.
    most: list and count no more than so many, where a count would read all there is. How many
    there are is then "more than 10,000" (`is_cut`).
    Takes three queries a page, four for a long list: short ones are counted by their keys.
    """

    def __init__(
        self,
        object_list: QuerySet[Any],
        per_page: int,
        *,
        rows: QuerySet[Any] | None = None,
        most: int | None = None,
        **options: Any,
    ) -> None:
        super().__init__(object_list, per_page, **options)
        self.listed = object_list
        self.most = most
        self.rows = object_list.model._default_manager.all() if rows is None else rows

    @cached_property
    def _found(self) -> list[Any]:
        """Keys in no order, by one scan that stops one beyond what is asked for."""
        return list(self.listed.order_by().values_list("pk", flat=True)[: (self.most or FEW) + 1])

    @property
    def few(self) -> list[Any] | None:
        """All keys of a short list; None for a long one."""
        return self._found if len(self._found) <= FEW and not self.is_cut else None

    @property
    def is_cut(self) -> bool:
        """Whether there are more than are listed."""
        return self.most is not None and len(self._found) > self.most

    @cached_property
    def count(self) -> int:
        if self.most is not None:
            return min(len(self._found), self.most)
        return self.listed.order_by().count() if self.few is None else len(self.few)

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        bottom = (number - 1) * self.per_page
        top = min(bottom + self.per_page, self.count)
        keys = self._keys(bottom, top) if top > bottom else []
        return Page(self._fetched(keys), number, self)

    def _keys(self, bottom: int, top: int) -> list[Any]:
        """The page's keys in order, counted from the nearer end."""
        listed = self.listed
        if self.few is not None:
            everything = listed.model._default_manager.order_by(*self._order())
            listed = everything.filter(pk__in=self.few)
        keys = listed.values_list("pk", flat=True)
        if bottom <= self.count // 2 or self.is_cut:
            return list(keys[bottom:top])
        return list(keys.reverse()[self.count - top : self.count - bottom])[::-1]

    def _order(self) -> Sequence[Any]:
        return self.listed.query.order_by or self.listed.model._meta.ordering

    def _fetched(self, keys: Sequence[Any]) -> list[Any]:
        """The rows of these keys; one that was deleted meanwhile is left out."""
        found = {row.pk: row for row in self.rows.order_by().filter(pk__in=keys)}
        return [found[key] for key in keys if key in found]
