"""Which sites stand where at the end of 2022."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from random import Random

from . import chance
from .ground import Ground, GroundFull
from .shapes import Body, Kit, Place, PlannedSite, Village

NOTE = "Số liệu giả lập."
CAMERA_KITS = ("CAM", "DTTM")
CAMERAS = 612
CAMERA_COMMUNES = 56
DUPLICATES = 3
_SILENT = {"position": 0.09, "decision": 0.06, "day": 0.03, "members": 0.04}


def sites_of_book(
    kits: Sequence[Kit], grounds: Mapping[int, Ground], rng: Random
) -> list[PlannedSite]:
    """Every site at the end of 2022, commune by commune, exactly as many as the kits say.

    Cameras stand in exactly 56 communes and are planned to number 612. The last three sites
    repeat earlier ones, as books do, so that there is a doubt to clear up.
    """
    weights = chance.weights([ground.place for ground in grounds.values()], rng)
    sites = _camera_sites([kit for kit in kits if kit.code in CAMERA_KITS], grounds, rng)
    others = [kit for kit in kits if kit.code not in CAMERA_KITS]
    repeated = others[0]
    for kit in others:
        wanted = kit.sites - (DUPLICATES if kit is repeated else 0)
        sites += spread(kit, wanted, grounds, weights, rng)
    twins = [site for site in sites if site.kit == repeated.code and site.lat][:DUPLICATES]
    sites += [replace(twin, member_count=None, decision_number="", decision_on=None)
              for twin in twins]  # fmt: skip
    return sorted(sites, key=lambda site: (grounds[site.place].place.code, site.kit))


def spread(
    kit: Kit,
    wanted: int,
    grounds: Mapping[int, Ground],
    weights: Mapping[int, float],
    rng: Random,
    *,
    last: date = chance.LAST_DAY_OF_BOOK,
) -> list[PlannedSite]:
    """`wanted` sites of a kit over the communes, by weight, never twice in one spot.

    Raises GroundFull if there are not so many spots.
    """
    open_ = dict(weights)
    sites: list[PlannedSite] = []
    while len(sites) < wanted:
        if not open_:
            raise GroundFull(kit.code)
        ground = grounds[rng.choices(list(open_), list(open_.values()))[0]]
        spot = ground.free_spot(kit, rng)
        if spot is None:
            del open_[ground.place.key]
        else:
            sites.append(_site(kit, ground, spot, rng, last=last))
    return sites


def _camera_sites(
    kits: Sequence[Kit], grounds: Mapping[int, Ground], rng: Random
) -> list[PlannedSite]:
    """The camera kits in exactly 56 communes, the smart ones in towns, 612 cameras in all."""
    if not kits:
        return []
    towns = [key for key, ground in grounds.items() if ground.place.is_urban]
    country = [key for key in grounds if key not in towns]
    communes = towns + rng.sample(country, CAMERA_COMMUNES - len(towns))
    plain, smart = kits
    where = communes[smart.sites :] + rng.sample(
        communes, plain.sites + smart.sites - len(communes)
    )
    pairs = [(smart, key) for key in communes[: smart.sites]] + [(plain, key) for key in where]
    shares = [rng.uniform(18, 40) if kit is smart else rng.uniform(4, 16) for kit, _key in pairs]
    cameras = chance.apportion(CAMERAS, shares)
    return [_camera_site(kit, grounds[key], number, rng)
            for (kit, key), number in zip(pairs, cameras, strict=True)]  # fmt: skip


def _camera_site(kit: Kit, ground: Ground, cameras: int, rng: Random) -> PlannedSite:
    spot = ground.free_spot(kit, rng)
    if spot is None:
        raise GroundFull(kit.code)
    note = f"{NOTE} Dự kiến {cameras} camera; danh mục từng camera chưa nhập."
    return replace(_site(kit, ground, spot, rng), note=note)


def _site(
    kit: Kit,
    ground: Ground,
    spot: tuple[Village | None, Body | None],
    rng: Random,
    *,
    last: date = chance.LAST_DAY_OF_BOOK,
) -> PlannedSite:
    village, body = spot
    opened = chance.opening_day(kit.since, rng, last=last)
    day, precision = chance.as_known(opened, rng)
    silent = {what: rng.random() < odds for what, odds in _SILENT.items()}
    lat, lon = chance.point_near(*_centre(ground.place, village), ground.place.room_km * 0.1, rng)
    return PlannedSite(
        kit=kit.code,
        place=ground.place.key,
        village=village.name if village else "",
        body=body,
        established_on=None if silent["day"] else day,
        established_precision="day" if silent["day"] else precision,
        decision_number="" if silent["decision"] else ground.decision_number(rng),
        decision_on=None if silent["decision"] or silent["day"] else day,
        decision_precision="day" if silent["decision"] or silent["day"] else precision,
        team_count=chance.between(kit.teams, rng),
        member_count=None if silent["members"] else chance.between(kit.members, rng),
        state_vnd=chance.money_vnd(kit.state_mvnd, rng),
        community_vnd=chance.money_vnd(kit.community_mvnd, rng),
        lat=None if silent["position"] else lat,
        lon=None if silent["position"] else lon,
        note=NOTE,
    )


def _centre(place: Place, village: Village | None) -> tuple[float, float]:
    return (village.lat, village.lon) if village else (place.lat, place.lon)
