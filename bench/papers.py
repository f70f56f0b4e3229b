"""How long a decision paper takes, from the press of the button: files, number, dossier, log."""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from .figure import Figure, written
from .ground import here, set_up_django

TIMES = 30
MOST_S = 1.0
AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
BY = "system:bench"


def main() -> None:
    set_up_django()
    from django.utils.timezone import localdate

    from binhyen.papers import actions, queries
    from binhyen.programmes.models import Site

    site = Site.objects.select_related("programme__sector", "unit", "organisation").first()
    assert site is not None
    on, kind = localdate(AT), "establishment_decision"
    place = queries.place_today(site.unit, on)
    issuer = actions.ensure_issuer(place, "committee", by=BY, at=AT)
    begun = queries.prefill(kind, site.programme, site, on, issuer=issuer)
    begun |= {
        "danh_sach_ban": "\n".join(f"Người số {n}; Chức vụ {n}; Thành viên" for n in range(45))
    }
    subject = {"programme": site.programme, "site": site, "issuer": issuer, "on": on}

    def issue() -> None:
        actions.issue(kind=kind, fields=begun, by=BY, at=AT, **subject)

    def draw() -> None:
        actions.draft_preview(kind=kind, fields=begun, **subject)

    first = _seconds(draw)
    print(written([
        Figure(name="the first paper of a process, with its face read from disk",
               value=first, unit="s", most=MOST_S, step="papers"),
        _figure(f"a decision with a board of 45: DOCX and PDF, {here().database}", draw),
        _figure(f"the same issued: number, files, dossier, log, {here().database}", issue),
    ]))  # fmt: skip


def _figure(name: str, work: Callable[[], Any]) -> Figure:
    taken = sorted(_seconds(work) for _ in range(TIMES))
    middle = statistics.median(taken)
    note = f"p95 of {TIMES}; median {middle:.3f} s"
    return Figure(name=name, value=taken[int(TIMES * 0.95)], unit="s", most=MOST_S,
                  step="papers", note=note)  # fmt: skip


def _seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
