"""What the demonstration reads: its own catalogue, the units, and what is loaded already."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from importlib.resources import files

from binhyen.people.models import Post
from binhyen.units.choices import Kind, Level
from binhyen.units.models import Succession, Unit

from .choices import Host
from .rules.shapes import Kit, Place
from .rules.space import rooms_km

OLD_PROVINCE, NEW_PROVINCE = "67", "68"
DAY_BEFORE_REFORM, REFORM_DAY = date(2025, 6, 30), date(2025, 7, 1)
_URBAN = {Kind.WARD, Kind.TOWNSHIP}
_SPANS = ("teams", "members", "state_mvnd", "community_mvnd")


def kits() -> tuple[Kit, ...]:
    """The 33 programmes as the package's file describes them."""
    text = files("binhyen.demo").joinpath("programmes.toml").read_text(encoding="utf-8")
    return tuple(_kit(row) for row in tomllib.loads(text)["programme"])


def _kit(row: dict) -> Kit:
    spans = {name: tuple(row[name]) for name in _SPANS}
    return Kit(**row | spans | {"aliases": tuple(row["aliases"]), "host": Host(row["host"])})


def province(code: str, *, on: date) -> Unit:
    return Unit.objects.at(on).get(level=Level.PROVINCE, code=code)


def old_communes() -> list[Unit]:
    """The 71 communes of Đắk Nông on the last day before the reform, by code."""
    above = province(OLD_PROVINCE, on=DAY_BEFORE_REFORM)
    below = Unit.objects.at(DAY_BEFORE_REFORM).under(above).filter(level=Level.COMMUNE)
    return list(below.select_related("parent").order_by("code"))


def communes_before_the_reform() -> list[Unit]:
    """Every commune of the nation on the last day before the reform."""
    then = Unit.objects.at(DAY_BEFORE_REFORM).filter(level=Level.COMMUNE)
    return list(then.select_related("parent").order_by("path"))


def successors(old: Iterable[Unit]) -> Mapping[int, Unit]:
    """Today's commune of each old one, by the old one's key: where its main part went."""
    links = Succession.objects.filter(old__in=[unit.pk for unit in old], is_main=True)
    return {link.old_id: link.new for link in links.select_related("new__parent")}


def communes_of_today() -> list[Unit]:
    """Every commune of the nation on the reform's first day and since."""
    today = Unit.objects.at(REFORM_DAY).filter(level=Level.COMMUNE, valid_to=None)
    return list(today.select_related("parent").order_by("parent__code", "code"))


def places(units: Sequence[Unit], *, among: Sequence[Unit] | None = None) -> list[Place]:
    """The units as ground to build on. `among`: the neighbours that bound them (default: they)."""
    around = list(among or units)
    room = dict(zip([u.pk for u in around], rooms_km([_centre(u) for u in around]), strict=True))
    return [_place(unit, room[unit.pk]) for unit in units]


def _centre(unit: Unit) -> tuple[float, float]:
    if unit.lat is None or unit.lon is None:
        raise LookupError(f"{unit} ({unit.code}) has no centre; load the units again.")
    return unit.lat, unit.lon


def _place(unit: Unit, room_km: float) -> Place:
    lat, lon = _centre(unit)
    return Place(
        key=unit.pk,
        code=unit.code,
        short_name=unit.short_name,
        is_urban=unit.kind in _URBAN,
        group=unit.parent.name if unit.parent else "",
        lat=lat,
        lon=lon,
        room_km=room_km,
    )


def posts_of_the_cast() -> Mapping[str, str]:
    """What each account may do where, in words, by user name."""
    posts = Post.objects.filter(person__demo_account__isnull=False).select_related("unit", "person")
    return {post.person.username: str(post) for post in posts}
