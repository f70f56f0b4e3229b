"""Where and when a sheet speaks of: its province and district, the map of its day."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from binhyen.kernel.written_dates import find_dates

from ..reading import Assumptions, Context, Places
from ..rows import split_place
from ..sheets import text_of
from .page import Page

REFORM = date(2025, 7, 1)


@dataclass(slots=True)
class _Ground:
    """What a sheet says of itself; None and "" where it doesn't."""

    province: str
    district: str
    reformed: bool | None = None


def give_contexts(
    lists: Sequence[Page],
    name: str,
    places: Places,
    today: date,
    assume: Assumptions,
    *,
    synthetic: bool,
) -> None:
    """Tell every sheet what its rows are read against; a silent sheet follows the others."""
    grounds = [_ground(page, lists, name, places, assume) for page in lists]
    provinces = {ground.province for ground in grounds} - {""}
    for page, ground in zip(lists, grounds, strict=True):
        if not ground.province and not ground.district and len(provinces) == 1:
            ground.province = next(iter(provinces))
        elif not ground.province:
            ground.province = _province_by_names(page, places, ground.district)
            if ground.province:
                page.notice("province_assumed", "province", province=ground.province)
        ground.reformed = _map_of(page, places, ground, today, assume)
    said = {ground.reformed for ground in grounds} - {None}
    common = said.pop() if len(said) == 1 else True
    for page, ground in zip(lists, grounds, strict=True):
        reformed = common if ground.reformed is None else ground.reformed
        is_now = bool(reformed) and today >= REFORM
        page.context = Context(today, is_now, ground.province, ground.district, synthetic)


def _ground(
    page: Page, lists: Sequence[Page], name: str, places: Places, assume: Assumptions
) -> _Ground:
    own = [a for line in (*page.titles, page.sheet.name) for a in places.areas(line)]
    file_areas = list(places.areas(re.sub(r"[_\-]+|\.[a-z]{3,4}$", " ", name)))
    districts = [a.name for a in own if a.level == 2]
    provinces = [a.name for a in (*own, *file_areas) if a.level == 1]
    district = assume.district or (districts[-1] if len(set(districts)) == 1 else "")
    if not district and len(lists) == 1 and len({a.name for a in file_areas if a.level == 2}) == 1:
        district = next(a.name for a in file_areas if a.level == 2)
    return _Ground(assume.province or (provinces[0] if provinces else ""), district)


def _map_of(
    page: Page, places: Places, ground: _Ground, today: date, assume: Assumptions
) -> bool | None:
    """The map of a sheet: of names that only one map has, of its day, of having districts."""
    if assume.on:
        return assume.on >= REFORM
    only: Counter[bool] = Counter()
    for text in _unit_texts(page):
        maps = [
            reformed
            for reformed in (False, True)
            if places.match(
                text, reformed=reformed, district=ground.district, province=ground.province
            ).how
            in {"found", "ambiguous"}
        ]
        if len(maps) == 1:
            only.update(maps)
    for reformed in (True, False):
        if only[reformed] > 2 * only[not reformed]:
            return reformed
    if on := _day_of(page, today):
        return on >= REFORM
    if only[True] != only[False]:
        return only[True] > only[False]
    if ground.district or any(raw.cells.get("district") for raw in page.raws):
        return False
    return None


def _day_of(page: Page, today: date) -> date | None:
    """The day the sheet was signed, or a title speaks of."""
    signed = [
        text_of(cell)
        for number in page.kinds.get("signature", ())
        for cell in page.sheet.rows[number - 1]
        if isinstance(cell, str)
    ]
    for line in (*signed, *reversed(page.titles)):
        if dates := find_dates(line, today=today):
            return dates[-1].on
    years = [
        int(year)
        for line in page.titles
        for year in re.findall(r"(?:năm|NĂM|year)\s*(20\d\d)", line)
        if int(year) <= today.year
    ]
    return date(max(years), 6, 30) if years and max(years) != REFORM.year else None


def _unit_texts(page: Page, limit: int = 200) -> list[str]:
    texts = (
        text_of(raw.cells.get("unit") or raw.cells.get("place")) or raw.section.get("unit", "")
        for raw in page.raws
    )
    return list(dict.fromkeys(split_place(t)[0] or t for t in texts if t))[:limit]


def _province_by_names(page: Page, places: Places, district: str) -> str:
    """The province in which most of the distinct communes lie, if it clearly leads."""
    votes: Counter[str] = Counter()
    for text in _unit_texts(page):
        matches = [places.match(text, reformed=r, district=district) for r in (False, True)]
        clear = [match for match in matches if match.how in {"found", "ambiguous"}] or matches
        votes.update({p for m in clear for place in m.places for p in places.provinces_of(place)})
    best = votes.most_common(2)
    if not best or (best[0][1] < 2 and not district):
        return ""
    return best[0][0] if len(best) == 1 or best[0][1] > best[1][1] else ""
