"""The units are there from the start, and nobody is left without a successor."""

from datetime import date

import pytest

from binhyen.units.actions import load_units, rebuild_reach
from binhyen.units.actions.loading import read_packages
from binhyen.units.choices import Kind, Level, SuccessionKind
from binhyen.units.models import Reach, Succession, Unit
from binhyen.units.rules import atlas, successions

BEFORE, SINCE = date(2025, 6, 30), date(2025, 7, 1)

pytestmark = pytest.mark.django_db


def old(code: str) -> Unit:
    return Unit.objects.get(code=code, valid_to=SINCE)


def new(code: str) -> Unit:
    return Unit.objects.get(code=code, valid_to=None)


def counts(on: date) -> dict[int, int]:
    levels = list(Unit.objects.at(on).values_list("level", flat=True))
    return {level: levels.count(level) for level in Level if level in levels}


def test_a_new_database_has_every_unit_of_both_days():
    assert counts(BEFORE) == {
        Level.NATION: 1,
        Level.PROVINCE: 63,
        Level.DISTRICT: 696,
        Level.COMMUNE: 10_035,
    }
    assert counts(SINCE) == {Level.NATION: 1, Level.PROVINCE: 34, Level.COMMUNE: 3_321}


def test_a_code_can_be_borne_by_two_units_one_after_the_other():
    assert (old("24611").name, old("24611").path) == ("Phường Nghĩa Đức", "VN/67/660/24611/")
    assert new("24611").name == "Phường Bắc Gia Nghĩa"
    assert new("24611").path == "VN/68.202507/24611.202507/"
    assert new("24611").parent == new("68")


def test_every_path_is_the_parents_path_and_one_step():
    paths = dict(Unit.objects.values_list("pk", "path"))
    for pk, path, parent, level in Unit.objects.values_list("pk", "path", "parent", "level"):
        over = "" if level == Level.NATION else paths[parent]
        assert path.startswith(over) and path[len(over) :].count("/") == 1, pk


def test_every_commune_and_province_that_ended_has_one_main_successor():
    ended = set(
        Unit.objects.filter(valid_to=SINCE)
        .exclude(level=Level.DISTRICT)
        .values_list("pk", flat=True)
    )
    mains = list(Succession.objects.filter(is_main=True).values_list("old", flat=True))
    assert ended <= set(mains)
    assert len(mains) == len(set(mains))


def test_every_unit_that_began_has_an_origin():
    began = Unit.objects.filter(valid_from=SINCE)
    assert list(began.filter(origins=None)) == []


def test_a_whole_succession_is_the_only_one_of_its_unit_and_a_part_never_is():
    kinds: dict[int, list[str]] = {}
    for unit, kind in Succession.objects.values_list("old", "kind"):
        kinds.setdefault(unit, []).append(kind)
    assert all((len(k) == 1) == (set(k) == {SuccessionKind.WHOLE}) for k in kinds.values())
    assert all(len(k) == 1 or set(k) == {SuccessionKind.PART} for k in kinds.values())


@pytest.mark.parametrize(
    ("district", "zone"),
    [("318", "11948"), ("471", "19742"), ("498", "20333"), ("536", "21548"), ("755", "26732")],
)
def test_an_island_district_without_communes_became_a_special_zone(district, zone):
    island = old(district)
    [became] = [link.new for link in island.successions.all()]
    assert (became.code, became.kind) == (zone, Kind.SPECIAL_ZONE)
    assert (island.lat, island.lon) == pytest.approx((became.lat, became.lon), abs=0.4)


def test_the_province_of_the_first_release_went_from_71_communes_to_28():
    communes = Unit.objects.under(old("67")).filter(level=Level.COMMUNE)
    assert communes.count() == 71
    assert Unit.objects.filter(origins__old__in=communes).distinct().count() == 28
    assert Unit.objects.under(new("68")).filter(level=Level.COMMUNE).count() == 124


def test_a_namesakes_successor_is_not_taken_for_ones_own():
    than_thoi_lai, long_phu = old("31268"), old("31666")
    assert than_thoi_lai.name == long_phu.name == "Xã Tân Thạnh"
    assert [link.new.name for link in than_thoi_lai.successions.all()] == ["Xã Trường Thành"]
    assert [link.new.name for link in long_phu.successions.all()] == ["Xã Tân Thạnh"]


def test_thirty_one_links_of_namesakes_are_taken_out_and_no_commune_loses_its_last():
    source = successions.fates(read_packages().converter)
    kept = successions.without_namesakes(source)
    assert sum(map(len, source.values())) - sum(map(len, kept.values())) == 31
    assert all(kept.values())
    assert all(sum(news.values()) == 1 for news in kept.values())


def test_a_place_that_was_a_namesakes_is_put_right_and_its_area_is_unknown():
    luong_son = new("04924")
    assert (luong_son.name, luong_son.area_km2) == ("Xã Lương Sơn", None)
    assert luong_son.lat == pytest.approx(20.87, abs=0.1)
    assert luong_son.lon == pytest.approx(105.52, abs=0.1)
    truong_sa = Unit.objects.get(name="Thị trấn Trường Sa")
    assert truong_sa.lon == pytest.approx(114.45)


def test_other_spellings_are_kept_where_no_merger_explains_the_other_name():
    assert old("24727").name == "Xã Đắk N'Drung"
    assert old("24727").aliases == ["Đắk N'Dung"]
    assert old("07261").name == "Xã Tân Hiệp"  # Tam Hiệp had merged into it.
    assert old("07261").aliases == []


def test_loading_again_changes_nothing():
    before = list(Unit.objects.order_by("pk").values_list())
    again = load_units()
    assert (again.added, again.corrected, again.links_added) == (0, 0, 0)
    assert list(Unit.objects.order_by("pk").values_list()) == before


def test_loading_again_mends_what_was_spoilt_and_keeps_the_days_a_reform_set():
    Unit.objects.filter(pk=new("24611").pk).update(name="Xã Sai", valid_to=date(2030, 1, 1))
    assert load_units().corrected == 1
    mended = Unit.objects.get(path="VN/68.202507/24611.202507/")
    assert (mended.name, mended.valid_to) == ("Phường Bắc Gia Nghĩa", date(2030, 1, 1))


def test_a_commune_covers_what_it_came_from_and_says_where_only_in_part():
    cover = dict(Reach.objects.filter(over=new("24611")).values_list("unit__name", "in_part"))
    assert cover == {
        "Phường Bắc Gia Nghĩa": False,
        "Phường Nghĩa Đức": False,
        "Phường Nghĩa Thành": False,
        "Phường Quảng Thành": False,
        "Xã Đắk Ha": False,
    }
    divided = Succession.objects.filter(kind=SuccessionKind.PART).first()
    assert Reach.objects.get(over=divided.new, unit=divided.old).in_part


def test_a_province_covers_all_of_the_provinces_it_came_from_wholly():
    covered = Reach.objects.filter(over=new("68"))
    merged = ["67", "68", "60"]  # Đắk Nông, Lâm Đồng, Bình Thuận
    then = sum(Unit.objects.under(old(code)).count() for code in merged)
    assert covered.count() == 1 + 124 + then
    assert not covered.filter(in_part=True).exists()


def test_nobody_reaches_into_another_province():
    paths = Reach.objects.filter(over=new("24611")).values_list("unit__path", flat=True)
    assert all(path.startswith(("VN/67/660/", "VN/67/661/", "VN/68.202507/")) for path in paths)


def test_rebuilding_reach_gives_the_same_again():
    rows = set(Reach.objects.values_list("over", "unit", "in_part"))
    rebuild_reach()
    assert set(Reach.objects.values_list("over", "unit", "in_part")) == rows


def test_packages_that_dont_fit_together_are_refused_by_name():
    raw = read_packages()
    lost = {**raw.converter, "DICT_PROVINCE": {}}
    with pytest.raises(atlas.SourceChanged, match=r"VN/67/"):
        atlas.build(atlas.RawTables(raw.old, raw.new, lost, raw.older_names))
