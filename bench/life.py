"""My turn with 5,000 open cases, and the nightly sweep with a case on each of 124,000 sites."""

import time
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from .figure import Figure, written
from .ground import gather_static_files, here, set_up_django
from .pages import P95_MS, percentile, samples

ROLES = ("can-bo-tinh", "lanh-dao-tinh", "can-bo-bac-gia-nghia", "quan-tri")
OPEN, PAGE, COUNT = 5_000, "/cases/mine/", 100
SWEEP_S = 60.0
TOGETHER = 2_000


def main() -> None:
    set_up_django()
    gather_static_files()
    from django.utils import timezone

    from binhyen.programmes.models import Site

    rng, database, now = Random(5), here().database, timezone.now()
    today = timezone.localdate(now)
    sites = list(Site.objects.counted().order_by("?").values_list("pk", "programme", "unit"))
    ours = _of_province(sites)
    open_cases(ours[:OPEN], now, today, rng)
    _gather_statistics()
    figures = mine(database)
    taken = set(ours[:OPEN])
    open_cases([site for site in sites if site not in taken], now, today, rng)
    _gather_statistics()
    print(written([*figures, *sweeps(database, now, today)]))


def _of_province(sites: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The sites of Lâm Đồng first, then the others: what the busiest people have before them."""
    from binhyen.units.models import Unit

    province = Unit.objects.get(code="68", valid_to=None)
    inside = set(Unit.objects.under(province).values_list("pk", flat=True))
    return sorted(sites, key=lambda site: site[2] not in inside)


def open_cases(
    sites: Sequence[tuple[int, int, int]], now: datetime, today: date, rng: Random
) -> None:
    """A case on each site, at any step of ending, due from two weeks ago to three weeks ahead.

    Of every three one waits for the site's commune and two for its province, so that thousands
    wait for one person. Written as the actions write them, only without their log and events.
    """
    from binhyen.life.models import Case, Procedure
    from binhyen.life.queries import read
    from binhyen.units.models import Unit

    procedure = Procedure.objects.get(code="mau-cap-tinh", is_shipped=True)
    steps = list(read(procedure.text).kinds["end"].steps.values())  # type: ignore[index]
    units = {unit.pk: unit for unit in Unit.objects.filter(valid_to=None).select_related("parent")}
    first = Case.objects.count()
    for start in range(0, len(sites), TOGETHER):
        rows = []
        for number, (site, programme, unit) in enumerate(sites[start : start + TOGETHER]):
            step, where = rng.choice(steps), units[unit]
            facts: dict[str, Any] = {
                "code": f"HS-{today.year}-{first + start + number + 1:06d}",
                "kind": "end", "procedure": procedure, "unit": where, "site_id": site,
                "programme_id": programme, "title": f"Điểm mô hình số {site}, {where.name}",
                "step": step.code, "step_name": step.name, "step_began_on": today,
                "due_on": today + timedelta(days=rng.randint(-14, 21)),
                "turn_unit": where if rng.random() < 1 / 3 else where.parent,
                "turn_permission": f"case:{step.who}", "reason": "Đo tải",
                "opened_at": now - timedelta(days=30), "is_synthetic": True,
            }  # fmt: skip
            case = Case(**facts)
            case.refold()
            rows.append(case)
        Case.objects.bulk_create(rows)


def mine(database: str) -> list[Figure]:
    """The page of the busiest people, with everything it offers."""
    from binhyen.life.models import Case

    found = samples([PAGE], COUNT, roles=ROLES)
    if any(one.status != 200 for one in found):
        raise SystemExit(f"{PAGE} failed")
    times = [one.ms for one in found]
    most = max(one.queries for one in found)
    own = percentile([one.cpu_ms for one in found], 0.95)
    note = (
        f"{len(found)} requests, median {percentile(times, 0.5):.0f} ms, {most} queries at most, "
        f"p95 of the server's own work {own:.0f} ms"
    )
    count = Case.objects.open().count()
    return [Figure(name=f"`{PAGE}` p95 of server time, {count:,} open cases, {database}",
                   value=percentile(times, 0.95), unit="ms", most=P95_MS, step="life",
                   note=note)]  # fmt: skip


def sweeps(database: str, now: datetime, today: date) -> list[Figure]:
    """The first night, in which everything is new, the same again, and the night after."""
    from binhyen.life import actions
    from binhyen.life.models import Case

    count, figures = Case.objects.open().count(), []
    for name, on in (("first sweep", today), ("the same again", today),
                     ("the next night", today + timedelta(days=1))):  # fmt: skip
        start, own = time.perf_counter(), time.process_time()
        done = actions.sweep(on, at=now)
        seconds, own = time.perf_counter() - start, time.process_time() - own
        note = (
            f"{done.reminded:,} reminded, {done.late:,} late, {done.escalated:,} escalated, "
            f"own work {own:.1f} s"
        )
        figures.append(Figure(name=f"{name}, {count:,} open cases, {database}", value=seconds,
                              unit="s", most=SWEEP_S, step="life", note=note))  # fmt: skip
    return figures


def _gather_statistics() -> None:
    from binhyen.demo.actions import gather_statistics

    gather_statistics()


if __name__ == "__main__":
    main()
