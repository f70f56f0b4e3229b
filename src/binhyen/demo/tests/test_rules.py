"""The draws keep their promises."""

from random import Random

import pytest

from binhyen.demo.choices import Host
from binhyen.demo.rules import chance
from binhyen.demo.rules.ground import Ground, GroundFull
from binhyen.demo.rules.shapes import Kit, Place
from binhyen.demo.rules.sites import spread
from binhyen.demo.rules.space import distance_km, rooms_km


def a_place(key: int = 1, *, is_urban: bool = False) -> Place:
    return Place(key=key, code="24611", short_name="Mẫu", is_urban=is_urban, group="",
                 lat=12.0, lon=107.7, room_km=2.0)  # fmt: skip


def a_kit(host: Host, *, sites: int = 1) -> Kit:
    return Kit(code="X", name="X", sector="", aim="", aliases=(), host=host, sites=sites,
               teams=(1, 2), members=(3, 9), state_mvnd=(0, 5), community_mvnd=(0, 5),
               since=2015)  # fmt: skip


@pytest.mark.parametrize(("total", "shares"), [(612, [1.5, 2, 9]), (7, [1] * 3), (0, [4, 4])])
def test_apportioning_adds_up_and_stays_within_one_of_the_share(total, shares):
    counts = chance.apportion(total, shares)
    assert sum(counts) == total
    exact = [total * share / sum(shares) for share in shares]
    assert all(abs(c - e) < 1 for c, e in zip(counts, exact, strict=True))


def test_a_point_stays_within_its_radius():
    rng = Random(1)
    points = [chance.point_near(12.0, 107.7, 3.0, rng) for _ in range(500)]
    assert max(distance_km((12.0, 107.7), point) for point in points) < 3.01


def test_rooms_reach_half_way_to_the_nearest_neighbour_and_no_further_than_four_km():
    near, far = (12.0, 107.0), (12.01, 107.0)
    rooms = rooms_km([near, far, (14.0, 107.0)])
    assert rooms == pytest.approx([0.5566, 0.5566, 4.0])


def test_a_commune_gives_no_spot_twice_and_says_when_it_is_full():
    ground = Ground.of(a_place(), Random(2))
    count = len(ground.villages)
    sites = spread(a_kit(Host.VILLAGE), count, {1: ground}, {1: 1.0}, Random(3))
    assert len({site.village for site in sites}) == count
    with pytest.raises(GroundFull):
        spread(a_kit(Host.VILLAGE), 1, {1: ground}, {1: 1.0}, Random(4))


def test_a_book_never_knows_a_day_before_the_programme_began():
    rng = Random(5)
    days = [chance.opening_day(2022, rng) for _ in range(300)]
    assert {day.year for day in days} == {2022}
    assert all(day.weekday() < 5 for day in days if day.day > 2 or day.month > 1)
