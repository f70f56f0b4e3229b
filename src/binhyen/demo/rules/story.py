"""Three years of entries, November 2023 to November 2026, for the sites of the book."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from . import chance
from .boards import namings
from .ground import Ground
from .origins import with_origins
from .shapes import Amending, Ending, Event, Giving, Kit, PlannedSite, Registering, Story
from .sites import CAMERA_KITS, spread

FIRST_DAY = date(2023, 11, 6)
REFORM_DAY = date(2025, 7, 1)
LAST_DAY = date(2026, 11, 20)
PROVINCE, COMMUNE_A, COMMUNE_B = "can-bo-tinh", "can-bo-bac-gia-nghia", "can-bo-cu-jut"
LED_SITES = 3
TURNOVER_BEFORE, TURNOVER_AFTER = 10, 14
# In one year the province unified its way of counting: some sites were one, some were several.
RECOUNT_DAY = date(2024, 11, 29)
RECOUNTED_OUT, RECOUNTED_IN = 19, 11
_STEADY = (*CAMERA_KITS, "LGPC")
_MERGED = "Đã nhập vào mô hình khác cùng thôn."
_GROUNDS_TO_END = (
    "Không còn hiệu quả, xã đề nghị kết thúc.",
    "Hồ sơ không bảo đảm, rà soát năm không đạt.",
    "Không còn phù hợp với địa bàn sau sắp xếp.",
    _MERGED,
)
_RECOUNT = "Thống nhất cách đếm năm 2024"
_GIFTS = (
    "Thay bóng đèn và dây điện",
    "Mua bình chữa cháy",
    "Sửa loa, thay ắc quy",
    "Hỗ trợ sinh hoạt năm",
    "In biển báo, tờ rơi",
    "Sửa chữa camera, đóng phí lưu trữ",
)
_RATINGS = {"Tốt": 0.35, "Khá": 0.45, "Trung bình": 0.16, "Yếu": 0.04}


def tell(
    kits: Sequence[Kit],
    book: Sequence[PlannedSite],
    old: Mapping[int, Ground],
    new: Mapping[int, Ground],
    successor: Mapping[int, int],
    rng: Random,
) -> Story:
    """The story of a province: the book typed in, then what every year brings.

    book: the sites at the end of 2022, in the order in which they are typed in.
    old, new: the communes before and since 1 July 2025; successor: from old to new, by key.
    As many sites open as end, so the official count is the book's at the last day too. A recount
    takes some away and adds others on one day.
    """
    sites = _with_leader(book, successor, new)
    steady = [n for n, site in enumerate(sites) if site.kit not in _STEADY]
    gone = rng.sample(steady, TURNOVER_BEFORE + TURNOVER_AFTER + RECOUNTED_OUT)
    leaving, uncounted = gone[:-RECOUNTED_OUT], gone[-RECOUNTED_OUT:]
    arriving = _arrivals(kits, old, new, rng)
    found = _counted_anew(kits, old, rng)
    opened, counted = len(sites), len(sites) + len(arriving)
    events = [
        *_typing_in(sites, old, rng),
        *namings(kits, rng),
        *_endings(sites, leaving, gone, rng),
        *_openings(arriving, opened, rng),
        *_recount(uncounted, range(counted, counted + len(found)), rng),
        *_gifts(sites, gone, rng),
        *_reviews(sites, gone, rng),
        *_recent(sites, gone, successor, new),
    ]
    whole = with_origins([*sites, *arriving, *found], successor)
    return Story(tuple(whole), tuple(sorted(events, key=lambda event: event.at)))


def office_hour(day: date, rng: Random) -> datetime:
    """A moment of a working day, 8:00–11:30 or 13:30–17:00 in Vietnam, as UTC."""
    while day.weekday() > 4:
        day += timedelta(days=1)
    minute = rng.choice((rng.randint(60, 270), rng.randint(390, 600)))
    return datetime.combine(day, time(), UTC) + timedelta(
        minutes=minute, seconds=rng.randint(0, 59)
    )


def day_between(first: date, last: date, rng: Random) -> date:
    return first + timedelta(days=rng.randint(0, (last - first).days))


def _with_leader(
    book: Sequence[PlannedSite], successor: Mapping[int, int], new: Mapping[int, Ground]
) -> list[PlannedSite]:
    """The demo's site leader answers for three sites of the first officer's commune."""
    sites, led = list(book), 0
    for n, site in enumerate(sites):
        mine = new[successor[site.place]].place.code == LEADER_COMMUNE
        if led < LED_SITES and mine and site.kit in LEADER_KITS:
            sites[n], led = replace(site, is_led=True), led + 1
    return sites


LEADER_COMMUNE, LEADER_KITS = "24611", ("LGPC", "DCC", "TTQ")


def _typing_in(
    sites: Sequence[PlannedSite], old: Mapping[int, Ground], rng: Random
) -> list[Registering]:
    """One block a district, one a week."""
    groups: dict[str, list[int]] = {}
    for n, site in enumerate(sites):
        groups.setdefault(old[site.place].place.group, []).append(n)
    return [
        Registering(
            at=office_hour(FIRST_DAY + timedelta(weeks=week + 1), rng),
            by=PROVINCE,
            sites=tuple(numbers),
            reason=f"Nhập sổ theo dõi đến hết năm 2022, {group} (giả lập)",
            batch=f"demo-so-2022-{week + 1}",
        )
        for week, (group, numbers) in enumerate(sorted(groups.items()))
    ]


def _arrivals(
    kits: Sequence[Kit], old: Mapping[int, Ground], new: Mapping[int, Ground], rng: Random
) -> list[PlannedSite]:
    """New sites: on the old communes until the reform, on today's since."""
    movable = [kit for kit in kits if kit.code not in _STEADY]
    more = RECOUNTED_OUT - RECOUNTED_IN
    spans = [
        (old, TURNOVER_BEFORE + more, date(2024, 2, 1), date(2025, 5, 30)),
        (new, TURNOVER_AFTER, date(2025, 9, 1), date(2026, 10, 30)),
    ]
    sites: list[PlannedSite] = []
    for grounds, count, first, last in spans:
        even = dict.fromkeys(grounds, 1.0)
        for kit in rng.choices(movable, [kit.sites for kit in movable], k=count):
            [site] = spread(kit, 1, grounds, even, rng)
            on = day_between(first, last, rng)
            sites.append(replace(site, established_on=on, established_precision="day",
                                 decision_on=on if site.decision_number else None,
                                 decision_precision="day"))  # fmt: skip
    return sites


def _openings(arriving: Sequence[PlannedSite], offset: int, rng: Random) -> list[Registering]:
    return [
        Registering(
            at=office_hour(site.established_on + timedelta(days=rng.randint(2, 14)), rng),
            by=PROVINCE,
            sites=(offset + n,),
            reason="Ra mắt điểm mới (giả lập)",
        )
        for n, site in enumerate(arriving)
        if site.established_on
    ]


def _endings(
    sites: Sequence[PlannedSite], leaving: Sequence[int], gone: Sequence[int], rng: Random
) -> list[Ending]:
    events = []
    for n, site in enumerate(leaving):
        early = n < TURNOVER_BEFORE
        first, last = (
            (date(2024, 3, 1), date(2025, 6, 20))
            if early
            else (date(2025, 8, 1), date(2026, 10, 30))
        )
        on = day_between(first, last, rng)
        at = office_hour(on + timedelta(days=rng.randint(1, 10)), rng)
        ground = rng.choice(_GROUNDS_TO_END)
        into = _neighbour(sites, site, gone) if ground == _MERGED else None
        if ground == _MERGED and into is None:
            ground = _GROUNDS_TO_END[0]
        how = "ended" if into is None else "merged"
        reason = f"{ground} (giả lập)"
        events.append(
            Ending(at=at, by=PROVINCE, site=site, on=on, reason=reason, how=how, into=into)
        )
    return events


def _neighbour(sites: Sequence[PlannedSite], site: int, gone: Sequence[int]) -> int | None:
    """A site of another programme in the same village that stays; None if there is none."""
    one = sites[site]
    near = (
        n
        for n, other in enumerate(sites)
        if (other.place, other.village) == (one.place, one.village) and other.kit != one.kit
    )
    return next((n for n in near if one.village and n not in gone), None)


def _counted_anew(kits: Sequence[Kit], old: Mapping[int, Ground], rng: Random) -> list[PlannedSite]:
    """Sites that were there as parts of others, counted by themselves from the recount on."""
    movable = [kit for kit in kits if kit.code not in _STEADY]
    even = dict.fromkeys(old, 1.0)
    sites = [
        site
        for kit in rng.choices(movable, [kit.sites for kit in movable], k=RECOUNTED_IN)
        for site in spread(kit, 1, old, even, rng)
    ]
    return [
        replace(site, established_on=RECOUNT_DAY, established_precision="day", decision_on=None,
                decision_precision="day", origin="recounted")
        for site in sites
    ]  # fmt: skip


def _recount(uncounted: Sequence[int], found: Sequence[int], rng: Random) -> list[Event]:
    """What the recount took away and what it added, entered in the days after it."""
    day = RECOUNT_DAY + timedelta(days=4)
    taken: list[Event] = [
        Ending(
            at=office_hour(day, rng),
            by=PROVINCE,
            site=site,
            on=RECOUNT_DAY,
            reason=f"{_RECOUNT}: các tổ của một thôn là một điểm (giả lập)",
            how="recounted",
        )
        for site in uncounted
    ]
    added = Registering(
        at=office_hour(day + timedelta(days=1), rng),
        by=PROVINCE,
        sites=tuple(found),
        reason=f"{_RECOUNT}: mỗi trường, mỗi thôn là một điểm (giả lập)",
        batch="demo-dem-lai-2024",
    )
    return [*taken, added]


def _gifts(sites: Sequence[PlannedSite], leaving: Sequence[int], rng: Random) -> list[Giving]:
    """Money of three years for a part of the sites that stay."""
    staying = [n for n in range(len(sites)) if n not in set(leaving)]
    events = []
    for year in (2024, 2025, 2026):
        last = min(date(year, 12, 10), LAST_DAY - timedelta(days=14))
        for site in sorted(rng.sample(staying, 70)):
            on = day_between(date(year, 1, 10), last, rng)
            events.append(
                Giving(
                    at=office_hour(on + timedelta(days=rng.randint(0, 9)), rng),
                    by=PROVINCE,
                    site=site,
                    source=rng.choice(("community", "community", "state")),
                    amount_vnd=chance.between((2, 60), rng) * 500_000,
                    on=on,
                    note=f"{rng.choice(_GIFTS)} (giả lập)",
                )
            )
    return events


def _reviews(sites: Sequence[PlannedSite], leaving: Sequence[int], rng: Random) -> list[Amending]:
    """The review of each year's end: a rating as the book says it, sometimes a new headcount."""
    staying = [n for n in range(len(sites)) if n not in set(leaving)]
    events = []
    for year in (2024, 2025):
        for n in sorted(rng.sample(staying, 120)):
            [rating] = rng.choices(list(_RATINGS), list(_RATINGS.values()))
            members = sites[n].member_count
            counted_anew = members is not None and rng.random() < 0.4
            change = rng.randint(-6, 8)
            events.append(
                Amending(
                    at=office_hour(day_between(date(year, 12, 2), date(year, 12, 27), rng), rng),
                    by=PROVINCE,
                    site=n,
                    reason=f"Rà soát, xếp loại năm {year} (giả lập)",
                    rating=rating,
                    member_count=max(3, members + change) if members and counted_anew else None,
                )
            )
    return events


def _recent(
    sites: Sequence[PlannedSite],
    leaving: Sequence[int],
    successor: Mapping[int, int],
    new: Mapping[int, Ground],
) -> list[Event]:
    """What the two communes' officers entered in the last days, so that Today has news."""
    events: list[Event] = []
    for by, commune in ((COMMUNE_A, "24611"), (COMMUNE_B, "24640")):
        mine = [
            n
            for n, site in enumerate(sites)
            if n not in leaving and new[successor[site.place]].place.code == commune
        ]
        for step, n in enumerate(mine[:4]):
            events.append(
                Amending(
                    at=datetime(2026, 11, 12 + step * 2, 2 + step, 15 + step * 7, tzinfo=UTC),
                    by=by,
                    site=n,
                    reason="Cập nhật số thành viên (giả lập)",
                    member_count=(sites[n].member_count or 12) + step + 1,
                )
            )
        events.append(
            Amending(
                at=datetime(2026, 11, 19, 3, 40, tzinfo=UTC),
                by=by,
                site=mine[5],
                reason="Chờ kiện toàn ban chủ nhiệm (giả lập)",
                state="suspended",
            )
        )
    return events
