"""Take in a reform: units end, others begin, and what became of what is recorded."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from binhyen.kernel import log

from ..choices import Kind, Level, SuccessionKind
from ..models import Succession, Unit
from ..rules.atlas import NATION_CODE, split_name
from ..rules.reform import Became, Begun, Reform, ReformRefused, problems, read
from .reaching import rebuild_reach


@transaction.atomic
def apply_reform(text: str, *, by: Any, at: datetime, today: date) -> Reform:
    """One reform from a TOML file (see rules.reform.read), whole or not at all.

    Each unit that ends or begins gets a log entry; what posts cover is built anew. Raises
    ReformRefused with every problem at once.
    """
    reform = read(text)
    before = {
        unit.code: unit
        for unit in Unit.objects.at(reform.on - timedelta(days=1)).select_related("parent")
    }
    if any(unit.valid_to and unit.code in reform.ended for unit in before.values()):
        raise ReformRefused([f"Đã có cải cách sau ngày {reform.on:%d/%m/%Y} ở những đơn vị này."])
    names = {code: unit.name for code, unit in before.items()}
    parents = {c: u.parent.code for c, u in before.items() if u.parent and u.valid_to is None}
    if found := problems(reform, today=today, existing=names, parents=parents):
        raise ReformRefused(found)
    ended = [_ended(before[code], reform.on) for code in reform.ended]
    begun = _begin_all(reform, before)
    links = [_link(link, before, begun, reform) for link in reform.became]
    Succession.objects.bulk_create(links)
    births = [log.Change(u, "begin", None, log.snapshot(u), reform.source) for u in begun.values()]
    log.record_many([*ended, *births], by=by, at=at, batch=f"reform-{reform.on}")
    rebuild_reach()
    return reform


def _ended(unit: Unit, on: date) -> log.Change:
    before = log.snapshot(unit)
    unit.valid_to = on
    unit.save(update_fields=["valid_to"])
    return log.Change(unit, "end", *log.differences(before, log.snapshot(unit)))


def _begin_all(reform: Reform, before: Mapping[str, Unit]) -> dict[str, Unit]:
    """Provinces before communes, so that a new commune finds its new province."""
    begun: dict[str, Unit] = {}
    for row in sorted(reform.begun, key=lambda row: len(row.code)):
        begun[row.code] = _begin(row, begun.get(row.parent) or before[row.parent], reform)
    return begun


def _begin(row: Begun, parent: Unit, reform: Reform) -> Unit:
    name, short, kind = split_name(row.name)
    is_province = parent.code == NATION_CODE
    return Unit.objects.create(
        code=row.code,
        name=name,
        short_name=short,
        kind=Kind.CENTRAL_CITY if is_province and kind == Kind.CITY else kind,
        level=Level.PROVINCE if is_province else Level.COMMUNE,
        parent=parent,
        path=f"{parent.path}{row.code}.{reform.on:%Y%m}/",
        valid_from=reform.on,
        lat=row.lat,
        lon=row.lon,
        area_km2=row.area_km2,
        source=reform.source[:80],
    )


def _link(
    link: Became, before: Mapping[str, Unit], begun: Mapping[str, Unit], reform: Reform
) -> Succession:
    return Succession(
        old=before[link.old],
        new=begun[link.new],
        on=reform.on,
        kind=SuccessionKind.WHOLE if link.is_whole else SuccessionKind.PART,
        is_main=link.is_main,
        share=link.share,
        source=reform.source[:80],
    )
