"""Thirty-four synthetic provinces: 124,000 sites of some 2,500 programmes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from binhyen.demo.choices import Host

from . import chance
from .ground import Ground
from .origins import with_origins
from .shapes import Kit, Place, PlannedSite
from .sites import spread

SITES = 124_000
PROGRAMMES = 2_500
_WHO = (
    "Tổ phụ nữ", "Chi hội nông dân", "Đội thanh niên", "Chi hội cựu chiến binh", "Khu dân cư",
    "Câu lạc bộ", "Tổ công nhân tự quản",
)  # fmt: skip
_WHAT = (
    "phòng, chống ma túy", "phòng, chống lừa đảo trên mạng", "phòng, chống bạo lực gia đình",
    "phòng, chống đuối nước", "an toàn giao thông", "an toàn phòng cháy, chữa cháy",
    "phòng, chống trộm cắp", "bảo vệ môi trường",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProvincePlan:
    """One province: its catalogue (codes carry the province's) and its sites."""

    key: int
    kits: tuple[Kit, ...]
    sites: tuple[PlannedSite, ...]


def plans(
    kits: Sequence[Kit],
    provinces: Mapping[int, tuple[str, Sequence[Place]]],
    rng: Random,
    *,
    sites: int = SITES,
    programmes: int = PROGRAMMES,
) -> Iterator[ProvincePlan]:
    """Province by province, so that no more than one is in memory.

    provinces: code and communes of today by the province's key.
    Sites go by number of communes, programmes evenly.
    """
    sizes = chance.apportion(sites, [len(places) for _code, places in provinces.values()])
    widths = chance.apportion(programmes, [1.0] * len(provinces))
    for (key, (code, places)), size, width in zip(provinces.items(), sizes, widths, strict=True):
        own = catalogue(kits, code, width, size, rng)
        grounds = {place.key: Ground.of(place, rng) for place in places}
        yield ProvincePlan(key, own, tuple(with_origins(list(_sites(own, grounds, rng)))))


def catalogue(
    kits: Sequence[Kit], province: str, width: int, size: int, rng: Random
) -> tuple[Kit, ...]:
    """`width` programmes for `size` sites: the known kits, then pairings of who and what."""
    more = [_pairing(kits[0], f"{who} {what}", n) for n, (who, what) in enumerate(_pairs(), 1)]
    chosen = [*kits, *more][:width]
    shares = [kit.sites * rng.uniform(0.6, 1.4) for kit in chosen]
    counts = chance.apportion(size, shares)
    return tuple(replace(kit, code=f"{kit.code}-{province}", sites=count)
                 for kit, count in zip(chosen, counts, strict=True))  # fmt: skip


def _pairs() -> Iterator[tuple[str, str]]:
    return ((who, what) for what in _WHAT for who in _WHO)


def _pairing(model: Kit, name: str, number: int) -> Kit:
    return replace(
        model,
        code=f"K{number:02d}",
        name=name,
        sector="Đoàn thể",
        aim="Mô hình giả lập để thử tải.",
        aliases=(),
        host=Host.VILLAGE,
        sites=8,
        since=2015,
    )


def _sites(
    kits: Sequence[Kit], grounds: Mapping[int, Ground], rng: Random
) -> Iterator[PlannedSite]:
    weights = chance.weights([ground.place for ground in grounds.values()], rng)
    for kit in kits:
        for site in spread(kit, kit.sites, grounds, weights, rng):
            yield site if rng.random() < 0.2 else replace(site, state_vnd=None, community_vnd=None)
