"""Another seed, other records; never beside real ones; a small nation by the same way."""

import pytest
from click.testing import CliRunner

from binhyen.demo.actions import NotADemo, load_nation, load_nation_months, load_province
from binhyen.demo.commands import demo
from binhyen.figures.models import Return, Value
from binhyen.kernel.log import verifying
from binhyen.people.actions import add_person
from binhyen.people.models import Person
from binhyen.programmes.models import (
    Programme,
    Site,
)
from binhyen.units.models import Succession, Unit

from ..actions.province import FIRST_MOMENT, SEED
from ..models import Showing


@pytest.mark.one_database
@pytest.mark.slow
@pytest.mark.django_db
def test_another_seed_draws_another_province_of_the_same_official_count():
    assert load_province(seed=SEED + 1) is True
    assert Showing.objects.get().seed == SEED + 1
    assert Site.objects.counted().count() == 919
    assert verifying.verify().holds


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
