"""Where and when a sheet speaks of: its province and district, the map of its day."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from binhyen.kernel.written_dates import find_dates

from ..reading import Assumptions, Context, Places
from ..rows import split_place
from ..sheets import text_of
from .page import Page

REFORM = date(2025, 7, 1)


def context_of(
    page: Page,
    lists: Sequence[Page],
    name: str,
    places: Places,
    today: date,
    assume: Assumptions,
    synthetic: bool,
) -> Context:
    """What the rows of a sheet are read against."""
    own = [a for line in (*page.titles, page.sheet.name) for a in places.areas(line)]
    file_areas = list(places.areas(re.sub(r"[_\-]+|\.[a-z]{3,4}$", " ", name)))
    districts = [a.name for a in own if a.level == 2]
    provinces = [a.name for a in (*own, *file_areas) if a.level == 1]
    province = assume.province or (provinces[0] if provinces else "")
    district = assume.district or (districts[-1] if len(set(districts)) == 1 else "")
    if not district and len(lists) == 1 and len({a.name for a in file_areas if a.level == 2}) == 1:
        district = next(a.name for a in file_areas if a.level == 2)
    if not province:
        province = _province_by_names(page, places, district)
        if province:
            page.notice("province_assumed", "province", province=province)
    reformed = _is_reformed(page, places, province, district, today, assume)
    return Context(today, reformed, province, district, synthetic)


def _is_reformed(
    page: Page, places: Places, province: str, district: str, today: date, assume: Assumptions
) -> bool:
    """One map for the whole sheet: of names that only one map has, of its day, of most names."""
    if today < REFORM:
        return False
    if assume.on:
        return assume.on >= REFORM
    found: Counter[bool] = Counter()
    only: Counter[bool] = Counter()
    for text in _unit_texts(page):
        maps = {
            reformed
            for reformed in (False, True)
            if places.match(text, reformed=reformed, district=district, province=province).how
            in {"found", "ambiguous"}
        }
        found.update(maps)
        if len(maps) == 1:
            only.update(maps)
    has_districts = any(raw.cells.get("district") for raw in page.raws) or bool(district)
    if only[True] and only[True] > 2 * only[False]:
        return True
    if only[False] and only[False] > 2 * only[True]:
        return False
    if on := _day_of(page, today):
        return on >= REFORM
    return found[True] > found[False] or (found[True] == found[False] and not has_districts)


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
