"""Who sees and changes what, where: the sentences that every list rests on.

Phường Bắc Gia Nghĩa came from Phường Nghĩa Đức and others whole. Phường Tiên Nội was split: most of
it went to Phường Hà Nam, the rest to Phường Tiên Sơn, all in Ninh Bình.
"""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from binhyen.kernel.log import record
from binhyen.kernel.models import Entry
from binhyen.people.choices import GRANTED, VIEWING, Permission, Role
from binhyen.people.queries import (
    log_reach,
    may,
    permissions_at,
    permissions_over,
    posts_granting,
    reach,
    reach_upwards,
)
from binhyen.units.models import Unit

from .factories import AT, a_person, a_post, a_user, old_unit, todays_unit

pytestmark = pytest.mark.django_db

VIEW, CHANGE = Permission.REGISTER_VIEW, Permission.SITE_CHANGE
OWN_COMMUNE, NEIGHBOUR = "24611", "24664"
SPLIT, MAIN, REST, PROVINCE = "13354", "13366", "13363", "37"


def names(person, permission=VIEW):
    return set(
        Unit.objects.filter(reach(person, permission, unit="pk"), level=3).values_list(
            "name", flat=True
        )
    )


def test_a_commune_officer_sees_the_commune_and_what_it_came_from_and_nothing_else():
    officer = a_person(Role.COMMUNE_OFFICER, OWN_COMMUNE)

    assert names(officer) == {
        "Phường Bắc Gia Nghĩa",
        "Phường Nghĩa Đức",
        "Phường Nghĩa Thành",
        "Phường Quảng Thành",
        "Xã Đắk Ha",
    }
    assert not may(officer, VIEW, at=todays_unit(NEIGHBOUR))
    assert not may(officer, VIEW, at=todays_unit("68"))
    assert not may(officer, VIEW, at=old_unit("67"))


def test_what_was_recorded_on_a_predecessor_stays_with_its_successor():
    officer = a_person(Role.COMMUNE_OFFICER, OWN_COMMUNE)

    assert may(officer, VIEW, at=old_unit(OWN_COMMUNE))
    assert may(officer, CHANGE, at=old_unit(OWN_COMMUNE))
    assert not may(officer, VIEW, at=old_unit(NEIGHBOUR))


def test_a_province_officer_sees_all_below_and_all_that_came_in():
    officer = a_person(Role.PROVINCE_OFFICER, "68")

    assert may(officer, CHANGE, at=todays_unit(OWN_COMMUNE))
    assert may(officer, CHANGE, at=old_unit("67"))
    assert may(officer, CHANGE, at=old_unit("24643"))
    assert not may(officer, VIEW, at=todays_unit(MAIN))


def test_every_successor_of_a_split_unit_sees_its_records_and_only_the_main_one_changes_them():
    split = old_unit(SPLIT)
    main = a_person(Role.COMMUNE_OFFICER, MAIN)
    rest = a_person(Role.COMMUNE_OFFICER, REST)
    province = a_person(Role.PROVINCE_OFFICER, PROVINCE)
    stranger = a_person(Role.COMMUNE_OFFICER, OWN_COMMUNE)

    assert [may(p, VIEW, at=split) for p in (main, rest, province, stranger)] == [
        True, True, True, False,
    ]  # fmt: skip
    assert [may(p, CHANGE, at=split) for p in (main, rest, province, stranger)] == [
        True, False, True, False,
    ]  # fmt: skip
    assert split.name not in names(rest, CHANGE)
    assert split.name in names(rest, VIEW)


def test_an_auditor_of_a_part_of_a_split_unit_reads_its_log():
    auditor = a_person(Role.AUDITOR, REST)
    assert may(auditor, Permission.LOG_VIEW, at=old_unit(SPLIT))


def test_a_post_over_the_nation_reaches_everything():
    administrator = a_person(Role.ADMINISTRATOR, "VN")

    assert names(administrator) == set(Unit.objects.filter(level=3).values_list("name", flat=True))
    assert permissions_at(administrator, old_unit(SPLIT)) == frozenset(Permission)


@pytest.mark.parametrize("role", Role)
def test_each_role_has_its_rights_at_home_and_none_abroad(role):
    person = a_person(role, OWN_COMMUNE)

    assert permissions_at(person, todays_unit(OWN_COMMUNE)) == GRANTED[role]
    assert permissions_at(person, todays_unit(NEIGHBOUR)) == frozenset()


def test_posts_add_up_each_in_its_own_place():
    person = a_person(Role.READER, "68")
    a_post(person, Role.COMMUNE_OFFICER, OWN_COMMUNE)

    assert may(person, CHANGE, at=todays_unit(OWN_COMMUNE))
    assert not may(person, CHANGE, at=todays_unit(NEIGHBOUR))
    assert may(person, VIEW, at=todays_unit(NEIGHBOUR))
    assert names(person, CHANGE) < names(person, VIEW)


def test_a_post_is_held_from_its_first_to_its_last_day():
    person, today = a_user(), localdate()
    a_post(person, Role.READER, "68", held_from=today, held_until=today + timedelta(days=1))

    def held(days):
        return bool(posts_granting(person, VIEW, on=today + timedelta(days=days)))

    assert [held(days) for days in (-1, 0, 1, 2)] == [False, True, True, False]


def test_a_post_that_is_over_or_to_come_opens_nothing():
    before, later = a_user(), a_user()
    a_post(before, Role.ADMINISTRATOR, "68", held_until=localdate() - timedelta(days=1))
    a_post(later, Role.ADMINISTRATOR, "68", held_from=localdate() + timedelta(days=1))

    assert names(before) == names(later) == set()


def test_a_stranger_gets_the_empty_set():
    stranger = a_user()

    assert names(stranger) == set()
    assert permissions_at(stranger, todays_unit("68")) == frozenset()
    assert not may(stranger, VIEW)


def test_whoever_has_left_reaches_nothing_whatever_posts_they_hold():
    person = a_person(Role.ADMINISTRATOR, "VN", is_active=False)
    assert names(person) == set()


def test_a_commune_reads_its_provinces_catalogue_and_may_not_change_it():
    officer = a_person(Role.COMMUNE_OFFICER, OWN_COMMUNE)

    def above(permission):
        rows = Unit.objects.filter(reach_upwards(officer, permission, unit="pk"))
        return {(unit.code, unit.valid_to) for unit in rows if unit.level < 3}

    ended = date(2025, 7, 1)
    assert {("67", ended), ("68", None)} <= above(VIEW)
    assert (PROVINCE, None) not in above(VIEW)
    assert above(Permission.CATALOGUE_CHANGE) == set()


@pytest.mark.parametrize("permission", [VIEW, CHANGE])
def test_reach_is_one_subquery_however_many_posts(permission, django_assert_num_queries):
    person = a_person(Role.COMMUNE_OFFICER, OWN_COMMUNE)
    for code in (NEIGHBOUR, MAIN, REST):
        a_post(person, Role.COMMUNE_OFFICER, code)
    posts_granting(person, permission)

    with django_assert_num_queries(1):
        assert Unit.objects.filter(reach(person, permission, unit="pk")).count() > 4


def test_rights_over_many_units_take_one_query(django_assert_num_queries):
    person = a_person(Role.COMMUNE_OFFICER, REST)
    units = [todays_unit(REST), old_unit(SPLIT), todays_unit(OWN_COMMUNE)]
    posts_granting(person, VIEW)

    with django_assert_num_queries(1):
        found = permissions_over(person, units)

    granted = GRANTED[Role.COMMUNE_OFFICER]
    assert list(found.values()) == [granted, granted & VIEWING, frozenset()]


# --- the log ---


def entries_read_by(person) -> set[str]:
    return set(Entry.objects.filter(log_reach(person)).values_list("label", flat=True))


@pytest.fixture
def _log():
    """An entry about a user and one about a unit, at home and far away, and one of no unit."""
    for code in (OWN_COMMUNE, MAIN):
        unit = todays_unit(code)
        reader = a_person(Role.READER, unit, full_name=f"Người {unit.name}")
        record(unit, "change", by="system:test", at=AT)
        record(reader, "change", by="system:test", at=AT)
    record(a_user(full_name="Người không vai trò"), "change", by="system:test", at=AT)


@pytest.mark.usefixtures("_log")
def test_the_log_is_read_where_one_has_a_post_and_about_users_by_who_may_see_users():
    home, user = "Phường Bắc Gia Nghĩa", "Người Phường Bắc Gia Nghĩa"

    assert entries_read_by(a_person(Role.COMMUNE_OFFICER, OWN_COMMUNE)) == {home}
    assert entries_read_by(a_person(Role.AUDITOR, OWN_COMMUNE)) == {home, user}
    assert entries_read_by(a_person(Role.PROVINCE_OFFICER, "68")) == {home, user}
    assert entries_read_by(a_person(Role.AUDITOR, NEIGHBOUR)) == set()
    assert entries_read_by(a_person(Role.READER, OWN_COMMUNE)) == set()
    assert len(entries_read_by(a_person(Role.AUDITOR, "VN"))) == 5
