"""The province is whole, honest about being made up, and its log holds."""

import re
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from shapely.geometry import MultiPoint, Point, Polygon
from shapely.ops import voronoi_diagram

from binhyen.demo import queries
from binhyen.demo.actions import load_province
from binhyen.demo.actions.province import LAST_MOMENT
from binhyen.kernel.log import verifying
from binhyen.kernel.models import Entry
from binhyen.life.models import Case
from binhyen.life.queries import read, shipped_texts
from binhyen.people.models import Person, Post
from binhyen.programmes.choices import Origin
from binhyen.programmes.models import (
    Board,
    Contribution,
    Decision,
    Programme,
    Seat,
    Site,
)
from binhyen.programmes.queries import moves_of
from binhyen.programmes.rules import has_id_number, has_phone_number
from binhyen.reviews.models import Rating
from binhyen.units.choices import Level
from binhyen.units.models import Unit

pytestmark = [
    pytest.mark.slow,
    pytest.mark.one_database,
    pytest.mark.django_db,
    pytest.mark.usefixtures("the_province"),
]


def test_there_are_33_programmes_and_the_official_count_is_919():
    assert Programme.objects.filter(state="running").count() == 33
    assert Site.objects.counted().count() == 919


def test_the_count_at_the_end_of_2022_is_919_as_well():
    then = Q(established_on=None) | Q(established_on__year__lte=2022)
    assert Site.objects.filter(then).exclude(pk__in=_prepared()).count() == 919


def _prepared() -> QuerySet[Site]:
    """What a case prepares, or prepared in vain: it never ran."""
    return Site.objects.filter(Q(state="preparing") | Q(ending="dropped"))


def test_the_first_of_a_programme_in_a_commune_is_new_and_the_others_follow_it():
    book = Site.objects.filter(unit__valid_to=queries.REFORM_DAY).exclude(established_on=None)
    first: dict[tuple[int, int], Site] = {}
    counted = book.exclude(origin=Origin.RECOUNTED).order_by("established_on", "pk")
    for site in counted.select_related("parent"):
        home = (site.programme_id, site.unit_id)
        if site.origin == Origin.NEW:
            assert home not in first
            first[home] = site
    assert {site.origin for site in counted} == {Origin.NEW, Origin.REPLICATED}
    for site in counted.filter(origin=Origin.REPLICATED).select_related("parent"):
        if site.parent:
            assert site.parent == first[site.programme_id, site.unit_id]
            assert site.parent.established_on <= site.established_on
    undated = Site.objects.filter(established_on=None).exclude(pk__in=_prepared())
    assert set(undated.values_list("origin", flat=True)) == {""}


def test_one_year_shows_a_recount_beside_what_really_ended_and_was_merged():
    moves = moves_of(Site.objects.all(), since=date(2024, 1, 1), until=date(2024, 12, 31))
    sums = Counter[tuple[bool, str]]()
    for step in moves.steps:
        sums[step.is_in, step.how] += step.n
    assert sums[True, "recounted"] == 11
    assert sums[False, "recounted"] == 19
    ways = Counter(Site.objects.filter(state="ended").values_list("ending", flat=True))
    assert ways["recounted"] == 19
    assert ways["ended"] > 0 and ways["merged"] > 0
    assert ways["ended"] + ways["merged"] == 25
    for site in Site.objects.filter(ending="merged").select_related("merged_into"):
        other = site.merged_into
        assert (other.unit_id, other.village, other.state) == (
            site.unit_id, site.village, "running",
        )  # fmt: skip


def test_the_book_fills_all_71_old_communes_which_are_28_today():
    book = Site.objects.filter(unit__valid_to=queries.REFORM_DAY)
    old = {unit.pk for unit in queries.old_communes()}
    assert set(book.values_list("unit", flat=True)) == old
    assert len(old) == 71
    heirs = queries.successors(queries.old_communes()).values()
    assert len({unit.pk for unit in heirs}) == 28
    assert {unit.parent.code for unit in heirs if unit.parent} == {"68"}


def test_sites_opened_since_the_reform_stand_on_todays_communes():
    after = Site.objects.filter(established_on__gte=queries.REFORM_DAY)
    assert after.count() == 15
    assert {unit.valid_to for unit in Unit.objects.filter(sites__in=after)} == {None}


def test_cameras_to_come_are_612_in_56_communes():
    sites = Site.objects.filter(programme__code__in=["CAM", "DTTM"])
    assert sites.values("unit").distinct().count() == 56
    numbers = [re.search(r"Dự kiến (\d+) camera", site.note) for site in sites]
    assert sum(int(found[1]) for found in numbers if found) == 612


def test_fire_safety_groups_of_neighbours_are_38():
    assert Site.objects.counted().filter(programme__code="LGPC").count() == 38


def test_every_record_says_that_it_is_made_up():
    assert not Site.objects.filter(is_synthetic=False).exists()
    assert not Programme.objects.filter(is_synthetic=False).exists()
    assert not Site.objects.exclude(note__contains="giả lập").exists()
    bodies = set(
        Site.objects.exclude(organisation=None).values_list("organisation__name", flat=True)
    )
    assert [name for name in bodies if "(giả lập)" not in name] == []
    names = [*Person.objects.values_list("full_name", flat=True),
             *Seat.objects.exclude(full_name="").values_list("full_name", flat=True)]  # fmt: skip
    assert [name for name in names if "(giả lập)" not in name] == []


def test_positions_lie_in_the_cell_of_their_commune():
    """The cell that the map draws: nearer to the commune's centre than to any other's."""
    communes = queries.old_communes()
    centres = MultiPoint([(unit.lon, unit.lat) for unit in communes])
    cells = list(voronoi_diagram(centres).geoms)
    cell_of = {unit.pk: _cell(cells, Point(unit.lon, unit.lat)) for unit in communes}
    placed = Site.objects.filter(unit__in=cell_of).exclude(lat=None)
    outside = [site.code for site in placed
               if not cell_of[site.unit_id].contains(Point(site.lon, site.lat))]  # fmt: skip
    assert outside == []
    assert 0.85 < placed.count() / Site.objects.filter(unit__in=cell_of).count() < 0.97


def _cell(cells: list[Polygon], centre: Point) -> Polygon:
    return next(cell for cell in cells if cell.contains(centre))


def test_boards_have_7_to_45_members_and_are_named_by_a_decision():
    sizes = Counter(Seat.objects.values_list("board", flat=True)).values()
    assert Board.objects.count() == 33
    assert min(sizes) >= 7
    assert max(sizes) <= 45
    assert not Board.objects.filter(decision=None).exists()


def test_money_has_come_from_both_sources_in_every_year():
    later = Contribution.objects.filter(is_founding=False)
    years = {(gift.received_on.year, gift.source) for gift in later if gift.received_on}
    assert years == {(y, s) for y in (2024, 2025, 2026) for s in ("state", "community")}


def test_history_runs_from_november_2023_to_november_2026_in_order():
    moments = list(Entry.objects.order_by("number").values_list("at", flat=True))
    falls = [n for n in range(1, len(moments)) if moments[n] < moments[n - 1]]
    assert len(falls) <= 1, "what the register tells in order, then the cases in theirs"
    assert moments[0].date() == datetime(2023, 11, 6, tzinfo=UTC).date()
    assert max(moments) <= LAST_MOMENT
    assert localdate(moments[-1]) == localdate(LAST_MOMENT)


def test_a_case_stands_at_every_step_of_every_kind_and_some_are_late():
    [sample] = [text for text in shipped_texts() if 'code = "mau-cap-tinh"' in text]
    tracks = read(sample).kinds
    steps = {(str(kind), code) for kind, track in tracks.items() for code in track.steps}
    ours = Case.objects.filter(opened_at__year=2026, is_synthetic=True)
    assert steps <= set(ours.open().values_list("kind", "step"))
    late = ours.open().filter(due_on__lt=LAST_MOMENT.date())
    assert late.count() >= 10
    assert not late.filter(escalated_unit=None).exists()
    assert set(ours.values_list("state", flat=True)) == {"open", "done", "dropped"}
    assert not ours.exclude(reason__contains="giả lập").exists()


def test_the_sheet_for_teams_rates_teams_only():
    rated = Rating.objects.filter(round__sheet__code="to-bao-ve-antt")
    assert set(rated.values_list("site__programme__code", flat=True)) == {"TTQ"}
    assert rated.filter(class_code="").exists() and rated.exclude(class_code="").count() >= 3


def test_the_log_holds():
    assert verifying.verify().holds


def test_there_is_something_to_clear_up():
    assert Site.objects.filter(lat=None).exists()
    assert Site.objects.filter(decision=None).exists()
    assert Site.objects.filter(established_on=None).exists()
    spots = Counter(Site.objects.values_list("programme", "unit", "village", "organisation"))
    assert len([spot for spot, sites in spots.items() if sites > 1]) == 3


def test_days_are_known_to_the_day_the_month_or_the_year():
    kinds = set(Site.objects.values_list("established_precision", flat=True))
    assert kinds == {"day", "month", "year"}
    inexact = Site.objects.exclude(established_precision="day").exclude(established_on=None)
    assert {site.established_on.day for site in inexact if site.established_on} == {1}


def test_nothing_looks_like_a_number_of_a_person():
    texts = [
        *Site.objects.values_list("note", flat=True),
        *Seat.objects.values_list("office", flat=True),
        *Decision.objects.values_list("number", flat=True),
        *Entry.objects.values_list("reason", flat=True),
    ]
    assert [text for text in texts if has_id_number(text) or has_phone_number(text)] == []
    assert not Seat.objects.exclude(work_contact="").exists()
    assert not Person.objects.exclude(email="", phone="").exists()


def test_each_role_has_an_account_over_a_unit_of_today():
    posts = {(p.role, p.unit.code, p.unit.level) for p in Post.objects.select_related("unit")}
    assert posts == {
        ("administrator", "VN", Level.NATION),
        ("province_officer", "68", Level.PROVINCE),
        ("leader", "68", Level.PROVINCE),
        ("leader", "24611", Level.COMMUNE),
        ("leader", "24640", Level.COMMUNE),
        ("reader", "68", Level.PROVINCE),
        ("auditor", "68", Level.PROVINCE),
        ("commune_officer", "24611", Level.COMMUNE),
        ("commune_officer", "24640", Level.COMMUNE),
        ("site_leader", "24611", Level.COMMUNE),
    }
    assert Site.objects.filter(leader__username="phu-trach-diem").count() == 3


def test_a_second_time_it_finds_itself_there():
    entries = Entry.objects.count()
    assert load_province() is False
    assert Entry.objects.count() == entries
