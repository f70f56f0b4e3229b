"""Monthly figures at the size of the nation: reading them, saving a cell, a late correction."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from random import Random
from typing import Any, NamedTuple

from django.db import transaction

from .figure import Figure, written
from .ground import gather_static_files, here, set_up_django

QUESTIONS, CELLS, CORRECTIONS, FORMS, READINGS = 200, 100, 20, 20, 100
LAST, LOCKED = "month-2026-11", "month-2026-09"
FORM_KB = 60.0


class Wrong(Exception):
    """A figure that was read isn't what was written."""


class TakenBack(Exception):
    pass


class Took(NamedTuple):
    """Time on the wall, and what this process worked of it."""

    ms: float
    own_ms: float


@contextmanager
def taken_back() -> Iterator[None]:
    """Changes of a measurement, gone at its end."""
    try:
        with transaction.atomic():
            yield
            raise TakenBack
    except TakenBack:
        return


def main() -> None:
    set_up_django()
    gather_static_files()
    figures = [*reading(), *saving(), *correcting(), *form(), *pages(), rebuilt()]
    print(written(figures))


def reading() -> list[Figure]:
    """What dashboards, maps and tables ask for, drawn by a fixed seed."""
    from binhyen.figures.models import Value
    from binhyen.figures.queries import figures

    rng = Random(4)
    asked = _questions(rng)
    took: dict[str, list[Took]] = {name: [] for name in asked}
    for name, ask in asked.items():
        for _ in range(QUESTIONS // len(asked)):
            keys, units, periods, as_then = ask()
            ask_again = partial(figures, keys, units, periods, as_then=as_then)
            took[name].append(min(_took(ask_again), _took(ask_again)))
    everything = [each for some in took.values() for each in some]
    by_kind = "; ".join(f"{name} {_p95(e.ms for e in some):.0f}" for name, some in took.items())
    count = f"{Value.objects.count():,} values"
    return [_figure(f"a dashboard's figures, p95, {count}", _p95(e.ms for e in everything), "ms",
                    150, f"{_in_short(everything)}; p95 by kind: {by_kind}")]  # fmt: skip


def _questions(rng: Random) -> dict[str, Callable[[], tuple[Any, Any, Any, bool]]]:
    """Kinds of questions, each a draw of (series, units, periods, as then)."""
    from binhyen.figures.queries import period_named, periods_between, shipped
    from binhyen.units.choices import Level
    from binhyen.units.models import Unit

    today = Unit.objects.filter(valid_to=None)
    provinces = list(today.filter(level=Level.PROVINCE))
    nation = list(today.filter(level=Level.NATION))
    below = {one.pk: list(today.filter(level=Level.COMMUNE, parent=one)) for one in provinces}
    last = period_named(LAST)
    assert last is not None
    months = periods_between("month", last.start.replace(year=2016), last.until)
    quarters = periods_between("quarter", last.start.replace(year=2018), last.until)
    years = periods_between("year", last.start.replace(year=2017), last.until)
    keys = ["theft", "violence", "fires", "collisions", "disputes_received", "tips_received"]
    computed = [one.code for one in shipped().indicators if one.formula and one.code in
                {"settled_share", "tips_share", "casualties", "incidents"}]  # fmt: skip

    def key() -> list[str]:
        return [rng.choice([*keys, *computed])]

    def communes() -> list[Unit]:
        return below[rng.choice(provinces).pk]

    return {
        "provinces in a month and a year before": lambda: (
            key(), provinces, rng.sample(months[12:], 2), False),
        "provinces in a quarter": lambda: (key(), provinces, [rng.choice(quarters)], False),
        "communes of a province in a month": lambda: (key(), communes(), months[-1:], False),
        "communes of a province over a year, as now": lambda: (
            key(), communes(), months[-24:-12], False),
        "one commune over ten years": lambda: (key(), communes()[:1], months, False),
        "one province over ten years, four series": lambda: (
            rng.sample(keys, 4), [rng.choice(provinces)], months, bool(rng.getrandbits(1))),
        "the nation over its years": lambda: (key(), nation, years, False),
    }  # fmt: skip


def saving() -> list[Figure]:
    """One cell of the month's form, its totals and its entry of the log with it."""
    from binhyen.figures.actions import enter, open_return
    from binhyen.figures.queries import period_named

    month = period_named(LAST)
    assert month is not None
    took = []
    with taken_back():
        for n, unit in enumerate(_communes(CELLS)):
            one = open_return(unit, month, by="system:bench", at=_now())
            cell = {"theft": 500 + n}
            took.append(_took(partial(enter, one, cell, by="system:bench", at=_now())))
    return [_figure("one cell saved, p95", _p95(e.ms for e in took), "ms", 50, _in_short(took))]


def correcting() -> list[Figure]:
    """A correction after the lock, until the nation's and the province's totals show it."""
    from binhyen.figures.actions import correct
    from binhyen.figures.models import Return
    from binhyen.figures.queries import figures, period_named
    from binhyen.units.queries import nation

    month, over = period_named(LOCKED), nation()
    assert month is not None
    ms = []
    with taken_back():
        for unit in _communes(CORRECTIONS):
            above = [over, unit.parent]
            one = Return.objects.get(unit=unit, period__code=month.code)
            seen = _amounts(figures(["theft"], [*above, unit], [month]))
            start = time.perf_counter()
            correct(one, {"theft": seen[unit.pk] + 3}, "Đo thời gian", by="system:bench", at=_now())
            after = _amounts(figures(["theft"], above, [month]))
            ms.append((time.perf_counter() - start) * 1_000)
            if any(after[each.pk] != seen[each.pk] + 3 for each in above):
                raise Wrong(f"{unit}: {seen} became {after}.")
    return [_figure("a correction seen in the totals, slowest", max(ms) / 1_000, "s", 2,
                    f"{CORRECTIONS} communes, written and read again")]  # fmt: skip


def form() -> list[Figure]:
    """The month's form of a commune as the server sends it: bytes of the page, compressed."""
    from django.test import Client
    from django.urls import NoReverseMatch, reverse

    from binhyen.people.models import Person

    try:
        path = reverse("figures:entry", args=["24611", LAST])
    except NoReverseMatch:
        return []
    client = Client(headers={"accept-encoding": "gzip"}, SERVER_NAME="localhost")
    client.force_login(Person.objects.get(username="can-bo-tinh"),
                       "allauth.account.auth_backends.AuthenticationBackend")  # fmt: skip
    page = client.get(path)
    took = [_took(partial(client.get, path)) for _ in range(FORMS)]
    if page.status_code != 200:
        raise Wrong(f"{path} answered {page.status_code}.")
    return [
        _figure("the month's form of a commune, the page alone", len(page.content) / 1_000, "kB",
                FORM_KB, "compressed; styles and scripts come once"),
        _figure("the month's form of a commune, p95 of server time", _p95(e.ms for e in took), "ms",
                150, _in_short(took)),
    ]  # fmt: skip


def pages() -> list[Figure]:
    """Pages of reading as the server answers them: each way of seeing, at units of every level."""
    from django.test import Client

    from binhyen.figures.choices import View
    from binhyen.people.models import Person

    client = Client(headers={"accept-encoding": "gzip"}, SERVER_NAME="localhost")
    client.force_login(Person.objects.get(username="quan-tri"),
                       "allauth.account.auth_backends.AuthenticationBackend")  # fmt: skip
    took: dict[str, list[Took]] = {}
    sizes = []
    for view, path in _readings(Random(6), list(View)):
        page = client.get(path)
        if page.status_code != 200:
            raise Wrong(f"{path} answered {page.status_code}.")
        sizes.append(len(page.content) / 1_000)
        ask = partial(client.get, path)
        took.setdefault(view, []).append(min(_took(ask), _took(ask)))
    everything = [each for some in took.values() for each in some]
    by_view = "; ".join(f"{view} {_p95(e.ms for e in some):.0f}" for view, some in took.items())
    return [
        _figure("a page of reading, p95 of server time", _p95(e.ms for e in everything), "ms", 150,
                f"{_in_short(everything)}; p95 by view: {by_view}"),
        _figure("a page of reading, the largest alone", max(sizes), "kB", 100,
                "compressed; styles and scripts come once"),
    ]  # fmt: skip


def _readings(rng: Random, views: list[Any]) -> Iterator[tuple[str, str]]:
    """Ways of seeing, each with addresses drawn at the nation, at provinces and at communes."""
    from urllib.parse import urlencode

    from django.urls import reverse

    from binhyen.units.choices import Level
    from binhyen.units.models import Unit

    today = Unit.objects.filter(valid_to=None)
    by_level = [list(today.filter(level=level)) for level in
                (Level.NATION, Level.PROVINCE, Level.COMMUNE)]  # fmt: skip
    keys = ["theft", "violence", "fires", "collisions", "disputes_received", "tips_share"]
    for view in views:
        for _ in range(READINGS // len(views)):
            some = rng.choice(by_level if view == "series" else by_level[:2])
            kind, until = rng.choice([("month", LAST), ("quarter", "quarter-2026-3")])
            by = rng.choice(["now", "now", "then"])
            asked = {"view": view.value, "unit": rng.choice(some).code, "what": rng.choice(keys),
                     "kind": kind, "until": until, "by": by}  # fmt: skip
            yield view.value, f"{reverse('figures:read')}?{urlencode(asked)}"


def rebuilt() -> Figure:
    """Every total made anew from the values; the same rows come out."""
    from binhyen.figures.actions import recompute_totals
    from binhyen.figures.models import Total

    before = Total.objects.count()
    start = time.perf_counter()
    recompute_totals()
    seconds = time.perf_counter() - start
    if Total.objects.count() != before:
        raise Wrong(f"{before} totals became {Total.objects.count()}.")
    return _figure(f"{before:,} totals made anew", seconds, "s", None, "")


def _communes(count: int) -> list[Any]:
    from binhyen.units.choices import Level
    from binhyen.units.models import Unit

    today = Unit.objects.filter(valid_to=None, level=Level.COMMUNE).select_related("parent")
    return Random(5).sample(list(today.order_by("pk")), count)


def _amounts(found: Any) -> dict[int, int]:
    return {unit: int(one.amount or 0) for (_key, unit, _code), one in found.items()}


def _now() -> Any:
    from django.utils.timezone import now

    return now()


def _took(act: Callable[[], Any]) -> Took:
    start, worked = time.perf_counter(), time.process_time()
    act()
    own = time.process_time() - worked
    return Took((time.perf_counter() - start) * 1_000, own * 1_000)


def _p95(some: Iterable[float]) -> float:
    ranked = sorted(some)
    return ranked[int(len(ranked) * 0.95)]


def _in_short(some: list[Took]) -> str:
    """The note to a p95: whatever else the machine does meanwhile isn't in the own work."""
    half = sorted(each.ms for each in some)[len(some) // 2]
    own = _p95(each.own_ms for each in some)
    return f"{len(some)} times, median {half:.0f} ms, p95 of this process's own work {own:.0f} ms"


def _figure(name: str, value: float, unit: str, most: float | None, note: str) -> Figure:
    return Figure(name=f"{name}, {here().database}", value=value, unit=unit, most=most,
                  step="figures", note=note)  # fmt: skip


if __name__ == "__main__":
    main()
