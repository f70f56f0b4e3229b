"""Origin and ending of sites come in by a file, and leave and return as they were."""

import io
from datetime import date

import pytest

from binhyen.intake import actions
from binhyen.programmes import exports
from binhyen.programmes.models import Site
from binhyen.programmes.tests.factories import AT, SYSTEM, a_programme, a_site, old_unit

from .files import HEADER, a_line, a_workbook

pytestmark = pytest.mark.django_db
COLUMNS = ["Nguồn gốc", "Nhân rộng từ điểm", "Tình trạng", "Ngày kết thúc", "Kết thúc thế nào",
           "Nhập vào điểm"]  # fmt: skip


def put_in(village, *cells):
    line = [*a_line(village, on="01/12/2016"), *cells]
    book = a_workbook(line, header=[*HEADER, *COLUMNS])
    batch = actions.put_in(book, name="so.xlsx", unit=old_unit("67"), by=None, at=AT)
    return batch, batch.rows.get()


def codes(row):
    return [reason["code"] for reason in row.reasons]


def test_a_file_says_how_a_site_came_and_went():
    a_programme(code="P01")
    first = a_site(village="Thôn 1", unit=old_unit("24643"))
    cells = ["nhân rộng", first.code, "đã kết thúc", "05/2024", "nhập vào nơi khác", first.code]
    batch, row = put_in("Thôn 2", *cells)
    assert (row.status, codes(row)) == ("ok", [])
    actions.commit(batch, by=SYSTEM, at=AT)
    site = Site.objects.get(village="Thôn 2")
    assert (site.origin, site.parent, site.ending, site.merged_into) == (
        "replicated", first, "merged", first,
    )  # fmt: skip
    assert (site.state, site.ended_on) == ("ended", date(2024, 5, 1))


@pytest.mark.parametrize(
    ("cells", "status", "reasons"),
    [
        (["xây dựng mới", "", "", "", "", ""], "ok", []),
        (["do đếm lại", "", "", "", "", ""], "ok", []),
        (["chưa ghi", "", "", "", "", ""], "ok", []),
        (["lạ lùng", "", "", "", "", ""], "doubtful", ["unknown_word"]),
        (["xây dựng mới", "P01-1", "", "", "", ""], "doubtful", ["parent_of_new"]),
        (["", "P99-1", "", "", "", ""], "ok", ["unknown_parent"]),
        (["", "", "đã kết thúc", "", "thôi đếm, do đếm lại", ""], "ok", []),
        (["", "", "", "", "nhập vào nơi khác", ""], "doubtful", ["merged_into_what"]),
        (["", "", "đã kết thúc", "", "", "P99-1"], "doubtful", ["unknown_site"]),
        (["", "", "đã kết thúc", "", "kết thúc", "P99-1"], "doubtful", ["not_merged"]),
        (["", "", "đang hoạt động", "", "kết thúc", ""], "doubtful", ["ending_of_running"]),
        (["", "", "", "", "thôi chuẩn bị", ""], "doubtful", ["dropped_though_launched"]),
    ],
)
def test_what_does_not_agree_is_asked_and_goes_in_without(cells, status, reasons):
    a_programme(code="P01")
    batch, row = put_in("Thôn 2", *cells)
    assert (row.status, codes(row)) == (status, reasons)
    actions.confirm(batch, [row.pk])
    actions.commit(batch, by=SYSTEM, at=AT)
    assert Site.objects.count() == 1


def test_what_an_export_writes_of_lives_changes_nothing_when_it_is_put_in_again():
    programme, unit = a_programme(code="P01"), old_unit("24643")
    first = a_site(programme, unit=unit, village="Thôn 1", origin="new",
                   established_on=date(2020, 1, 1))  # fmt: skip
    gone = {"state": "ended", "ended_on": date(2024, 5, 1)}
    a_site(programme, unit=unit, village="Thôn 2", origin="replicated", parent=first)
    a_site(programme, unit=unit, village="Thôn 3", ending="merged", merged_into=first, **gone)
    a_site(programme, unit=unit, village="Thôn 4", ending="recounted", **gone)
    a_site(programme, unit=unit, village="Thôn 5", state="ended", ending="dropped")
    a_site(programme, unit=unit, village="Thôn 6", origin="recounted", state="preparing")
    file = io.BytesIO()
    exports.sites_workbook(Site.objects.all(), file)
    batch = actions.put_in(file.getvalue(), name="a.xlsx", unit=old_unit("67"), by=None, at=AT)
    assert {(row.status, row.effect) for row in batch.rows.all()} == {("ok", "same")}
    assert not any(sheet["notices"] for sheet in batch.reading["sheets"])


def test_a_site_that_runs_again_keeps_nothing_of_its_ending():
    unit = old_unit("24643")
    a_site(a_programme(code="P01"), unit=unit, village="Thôn 1", state="ended",
           ended_on=date(2024, 5, 1), ending="ended")  # fmt: skip
    batch, row = put_in("Thôn 1", "", "", "đang hoạt động", "", "", "")
    assert row.effect == "update"
    actions.confirm(batch, [row.pk])
    actions.commit(batch, by=SYSTEM, at=AT)
    site = Site.objects.get()
    assert (site.state, site.ended_on, site.ending) == ("running", None, "")
