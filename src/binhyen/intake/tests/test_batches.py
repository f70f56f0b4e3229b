"""A file put in is previewed, committed once and whole, and taken back."""

import io
from dataclasses import replace

import pytest
import xlsxwriter
from django.apps import apps

from binhyen.intake import actions
from binhyen.intake.models import Row
from binhyen.kernel.models import Entry
from binhyen.people.choices import Role
from binhyen.programmes import actions as register
from binhyen.programmes.models import Site
from binhyen.programmes.tests.factories import (
    AT,
    SYSTEM,
    a_programme,
    an_officer,
    old_unit,
    todays_unit,
)

pytestmark = pytest.mark.django_db
HEADER = ["TT", "Tên mô hình", "Huyện", "Xã, phường, thị trấn", "Thôn, bon, TDP",
          "Ngày ra mắt", "Quyết định thành lập", "Số tổ", "Ngân sách (đồng)"]  # fmt: skip


def a_workbook(*rows):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Sổ")
        for number, row in enumerate([HEADER, *rows]):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def a_line(village, *, programme="Tiếng kẻng an ninh", commune="Xã Đắk Wil", teams=2, money=5000):
    return [1, programme, "Huyện Cư Jút", commune, village, "01/12/2016", "1/QĐ", teams, money]


def put_in(*rows, by=None, unit=None):
    unit = unit or old_unit("67")
    return actions.put_in(a_workbook(*rows), name="so.xlsx", unit=unit, by=by, at=AT)


def dump():
    tables = apps.get_app_config("programmes").get_models()
    return {table: list(table.objects.order_by("pk").values()) for table in tables}


LINES = [a_line("Thôn 1"), a_line("Thôn 2"), a_line("Thôn 3", programme="Chưa ai biết")]


def test_a_batch_goes_in_once_and_comes_back_out_bit_by_bit():
    a_programme()
    before = dump()
    batch = put_in(*LINES)
    assert dump() == before
    assert actions.commit(batch, by=SYSTEM, at=AT) == (2, 0)
    assert list(Site.objects.order_by("pk").values_list("village", "team_count")) == [
        ("Thôn 1", 2),
        ("Thôn 2", 2),
    ]
    with pytest.raises(actions.NotNow):
        actions.commit(batch, by=SYSTEM, at=AT)
    actions.undo(batch, by=SYSTEM, at=AT)
    assert dump() == before
    with pytest.raises(actions.NotNow):
        actions.undo(batch, by=SYSTEM, at=AT)


def test_the_same_file_again_changes_nothing_and_logs_nothing():
    a_programme()
    actions.commit(put_in(*LINES), by=SYSTEM, at=AT)
    before, entries = dump(), Entry.objects.count()
    again = put_in(*LINES)
    assert set(Row.objects.filter(batch=again, status="ok").values_list("effect")) == {("same",)}
    assert actions.commit(again, by=SYSTEM, at=AT) == (0, 0)
    assert (dump(), Entry.objects.count()) == (before, entries)


def test_an_update_needs_the_officers_tick_and_is_undone_with_the_rest():
    a_programme()
    actions.commit(put_in(a_line("Thôn 1")), by=SYSTEM, at=AT)
    before = dump()
    silent = put_in(a_line("Thôn 1", teams=5))
    assert actions.commit(silent, by=SYSTEM, at=AT) == (0, 0)
    batch = put_in(a_line("Thôn 1", teams=5))
    row = Row.objects.get(batch=batch)
    assert (row.effect, row.differences) == ("update", ["team_count"])
    Row.objects.filter(pk=row.pk).update(confirmed=True)
    assert actions.commit(batch, by=SYSTEM, at=AT) == (0, 1)
    assert Site.objects.get().team_count == 5
    actions.undo(batch, by=SYSTEM, at=AT)
    assert dump() == before


def test_a_register_that_moved_since_the_preview_stops_the_commit():
    a_programme()
    batch = put_in(*LINES)
    actions.commit(put_in(a_line("Thôn 2")), by=SYSTEM, at=AT)
    before = dump()
    with pytest.raises(actions.RegisterMoved) as stop:
        actions.commit(batch, by=SYSTEM, at=AT)
    assert [row.number for row in stop.value.rows] == [3]
    assert dump() == before


def test_a_crash_half_way_leaves_nothing(monkeypatch):
    a_programme()
    batch, before = put_in(*LINES), dump()

    def broken(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr("binhyen.programmes.actions.sites.log.record_many", broken)
    with pytest.raises(OSError, match="disk full"):
        actions.commit(batch, by=SYSTEM, at=AT)
    batch.refresh_from_db()
    assert (dump(), batch.state) == (before, "preview")


def test_rows_outside_the_officers_territory_are_refused_and_say_so():
    a_programme()
    province = todays_unit("68")
    officer = an_officer(todays_unit("24646"), Role.COMMUNE_OFFICER)
    batch = put_in(a_line("Thôn 1", commune="Thị trấn Ea T'Ling"), by=officer, unit=province)
    row = Row.objects.get(batch=batch)
    assert (row.status, [r["code"] for r in row.reasons][-1]) == ("refused", "outside_reach")


def test_a_site_changed_since_is_named_and_the_batch_stays():
    a_programme()
    batch = put_in(*LINES)
    actions.commit(batch, by=SYSTEM, at=AT)
    site = Site.objects.first()
    register.change_site(site, replace(register.facts_of(site), team_count=9), by=SYSTEM, at=AT)
    with pytest.raises(register.ChangedSince) as stop:
        actions.undo(batch, by=SYSTEM, at=AT)
    assert stop.value.labels == (str(site),)
    batch.refresh_from_db()
    assert batch.state == "committed"
