"""A joint change is taken back column by column, or not at all."""

from dataclasses import replace
from datetime import date

import pytest
from django.apps import apps

from binhyen.kernel.models import Entry
from binhyen.programmes import actions
from binhyen.programmes.models import Alias, Board, Decision, Organisation, Programme, Site

from .factories import AT, SYSTEM, a_programme, a_site, old_unit, site_facts

pytestmark = pytest.mark.django_db


def dump():
    """Every column of every register table."""
    tables = apps.get_app_config("programmes").get_models()
    return {table: list(table.objects.order_by("pk").values()) for table in tables}


def an_import(batch="b1"):
    """New sites, a changed one with money up, down and gone, a new decision and organisation."""
    [changed] = Site.objects.filter(village="Thôn cũ")
    hosts = actions.ensure_organisations(
        [(old_unit("24643"), "Trường THCS Nguyễn Du")], by=SYSTEM, at=AT, batch=batch
    )
    new = [
        site_facts(village=f"Thôn {n}", decision_number=f"{n}/QĐ", state_vnd=n) for n in range(3)
    ]
    new[0] = replace(new[0], organisation=next(iter(hosts.values())))
    sites = actions.register_sites(new, by=SYSTEM, at=AT, batch=batch)
    facts = replace(
        actions.facts_of(changed),
        team_count=9,
        decision_number="77/QĐ-UBND",
        established_on=date(2020, 1, 1),
        state_vnd=None,
        community_vnd=8,
    )
    actions.change_site(changed, facts, by=SYSTEM, at=AT, batch=batch)
    actions.add_alias(Programme.objects.get(), "Tiếng kẻng AN", by=SYSTEM, at=AT, batch=batch)
    return sites


def a_register():
    a_programme()
    return a_site(village="Thôn cũ", decision_number="1/QĐ-UBND", state_vnd=5, community_vnd=6)


def test_taking_back_restores_every_column_and_the_log_only_grows():
    a_register()
    before, entries = dump(), Entry.objects.count()
    an_import()
    during = Entry.objects.count()
    assert dump() != before

    actions.take_back("b1", by=SYSTEM, at=AT, reason="Nhập nhầm tệp")

    assert dump() == before
    undone = Entry.objects.filter(number__gt=during)
    assert set(undone.values_list("verb", "batch", "reason")) == {("undo", "b1", "Nhập nhầm tệp")}
    assert undone.count() == during - entries


def test_what_someone_changed_since_is_named_and_nothing_is_taken_back():
    old = a_register()
    sites = an_import()
    actions.change_site(
        sites[1], replace(actions.facts_of(sites[1]), team_count=1), by=SYSTEM, at=AT
    )
    old = Site.objects.get(pk=old.pk)
    actions.change_site(old, replace(actions.facts_of(old), community_vnd=9), by=SYSTEM, at=AT)
    Board.objects.create(
        programme=sites[2].programme, site=sites[2], unit=sites[2].unit, name="Ban chủ nhiệm"
    )
    before = dump()
    with pytest.raises(actions.ChangedSince) as refusal:
        actions.take_back("b1", by=SYSTEM, at=AT)
    assert set(refusal.value.labels) == {str(sites[1]), str(old), str(sites[2])}
    assert dump() == before


def test_what_others_lean_on_since_stays():
    a_register()
    an_import()
    host, decision = Organisation.objects.get(), Decision.objects.get(number="2/QĐ")
    kept = a_site(village="Thôn khác", organisation=host, decision_number="2/QĐ")
    assert kept.decision == decision

    actions.take_back("b1", by=SYSTEM, at=AT)

    assert list(Organisation.objects.all()) == [host]
    assert set(Decision.objects.values_list("number", flat=True)) == {"1/QĐ-UBND", "2/QĐ"}
    assert set(Site.objects.values_list("village", flat=True)) == {"Thôn cũ", "Thôn khác"}


def test_a_name_that_is_to_be_kept_stays():
    a_register()
    an_import()
    alias = Alias.objects.get()
    actions.take_back("b1", by=SYSTEM, at=AT, keep={("programmes.alias", str(alias.pk))})
    assert list(Alias.objects.all()) == [alias]


def test_a_failure_half_way_takes_nothing_back(monkeypatch):
    a_register()
    an_import()
    before = dump(), Entry.objects.count()

    def broken(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr("binhyen.programmes.actions.undo.log.record_many", broken)
    with pytest.raises(OSError, match="disk full"):
        actions.take_back("b1", by=SYSTEM, at=AT)
    assert (dump(), Entry.objects.count()) == before
