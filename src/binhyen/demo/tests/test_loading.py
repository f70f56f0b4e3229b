"""Same seed, same records; never beside real ones; a small nation by the same way."""

from typing import Any

import pytest
from click.testing import CliRunner
from django.db import transaction

from binhyen.demo.actions import NotADemo, load_nation, load_nation_months, load_province
from binhyen.demo.commands import demo
from binhyen.demo.rules.cast import PASSWORD
from binhyen.figures.models import Return, Value
from binhyen.kernel.log import verifying
from binhyen.kernel.models import Head
from binhyen.people.actions import add_person
from binhyen.people.models import Person
from binhyen.programmes.models import (
    Alias,
    Board,
    Contribution,
    Decision,
    Organisation,
    Programme,
    Seat,
    Sector,
    Site,
    Team,
)
from binhyen.units.models import Succession, Unit

from ..actions.province import FIRST_MOMENT
from .conftest import count_keys_from_the_start

TABLES = [Sector, Programme, Alias, Organisation, Decision, Site, Team, Board, Seat, Contribution]


class TakenBack(Exception):
    pass


def dump_of_a_load(seed: int) -> dict[str, Any]:
    """Every row of the register and the digest over the whole log, of a load then taken back."""
    count_keys_from_the_start()
    dump: dict[str, Any] = {}
    try:
        with transaction.atomic():
            load_province(seed=seed)
            dump = {t.__name__: list(t.objects.order_by("pk").values_list()) for t in TABLES}
            dump["log"] = Head.objects.get().digest
            raise TakenBack
    except TakenBack:
        return dump


@pytest.mark.one_database
@pytest.mark.slow
@pytest.mark.django_db
def test_the_same_seed_loads_the_same_database_and_another_seed_another():
    once, again = dump_of_a_load(67), dump_of_a_load(67)
    assert {name for name in once if once[name] != again[name]} == set()
    other = dump_of_a_load(68)
    assert other["log"] != once["log"]
    assert len(other["Site"]) == len(once["Site"])


@pytest.mark.slow
@pytest.mark.django_db
def test_a_nation_spreads_over_every_commune_of_today_and_its_log_holds():
    assert load_nation(sites=6_000, programmes=340) is True
    assert Site.objects.count() == 6_000
    assert Programme.objects.count() == 340
    assert Site.objects.values("unit__parent").distinct().count() == 34
    assert not Site.objects.filter(is_synthetic=False).exists()
    assert verifying.verify().holds
    assert load_nation() is False


@pytest.mark.slow
@pytest.mark.django_db
def test_a_nations_months_stand_in_the_communes_of_each_day_and_none_counts_twice():
    assert load_nation_months(first=(2025, 5), most=2) is True
    before, since = (
        Value.objects.filter(series__indicator="theft", period__code=f"month-2025-{month:02}")
        for month in (6, 7)
    )
    assert not Unit.objects.filter(pk__in=before.values("unit"), valid_to=None).exists()
    assert not Unit.objects.filter(pk__in=since.values("unit")).exclude(valid_to=None).exists()
    heirs = Succession.objects.filter(old__in=before.values("unit"), is_main=True).values("new")
    assert set(since.values_list("unit", flat=True)) == {row["new"] for row in heirs}
    assert set(Return.objects.values_list("state", flat=True)) == {"locked"}
    assert load_nation_months() is False


@pytest.mark.django_db
def test_it_stays_out_of_a_database_with_users_of_its_own():
    add_person(username="canbo", full_name="Cán bộ", by="system:test", at=FIRST_MOMENT)
    with pytest.raises(NotADemo):
        load_province()
    assert list(Person.objects.values_list("username", flat=True)) == ["canbo"]


@pytest.mark.django_db
def test_the_command_says_why_it_refuses_and_erases_nothing():
    add_person(username="canbo", full_name="Cán bộ", by="system:test", at=FIRST_MOMENT)
    result = CliRunner().invoke(demo, ["--fresh"])
    assert result.exit_code == 1
    assert "records or users of its own" in result.stderr
    assert Person.objects.filter(username="canbo").exists()


@pytest.mark.slow
@pytest.mark.django_db
def test_the_command_prints_the_accounts_with_their_password():
    result = CliRunner().invoke(demo, [])
    assert result.exit_code == 0
    assert PASSWORD in result.stdout
    assert [line.split()[0] for line in result.stdout.splitlines() if line.startswith("  ")] == [
        "quan-tri",
        "can-bo-tinh",
        "can-bo-bac-gia-nghia",
        "can-bo-cu-jut",
        "lanh-dao-tinh",
        "lanh-dao-bac-gia-nghia",
        "lanh-dao-cu-jut",
        "phu-trach-diem",
        "nguoi-xem",
        "kiem-tra",
    ]
