"""A row that resembles a known site and is another; a preview that nobody took up."""

from datetime import timedelta

import pytest
from click.testing import CliRunner

from binhyen.intake import actions
from binhyen.intake.choices import BatchState
from binhyen.intake.commands import import_
from binhyen.intake.models import Batch
from binhyen.kernel.log import history_of
from binhyen.people.choices import Role
from binhyen.programmes.models import Site
from binhyen.programmes.tests.factories import AT, a_programme, a_site, an_officer, todays_unit

from .test_pages import a_line, a_workbook, desk, officer, page_of, put_in, sign_in, text_of, upload

pytestmark = pytest.mark.django_db
__all__ = ["desk", "officer"]  # fixtures


def a_known_site():
    return a_site(a_programme(), village="Thôn 1", team_count=1)


def apart(desk, row, **said):
    return desk.post(f"{row.batch.get_absolute_url()}rows/{row.pk}/apart/", said)


def test_a_row_said_to_be_another_site_goes_in_as_new_with_its_reason(desk):
    known = a_known_site()
    batch = put_in(desk, a_line("Thôn 1", teams=3))
    assert "Đây là điểm khác…" in text_of(page_of(desk, batch))
    row = batch.rows.get()
    form = desk.get(f"{batch.get_absolute_url()}rows/{row.pk}/apart/")
    assert known.code in text_of(form)

    assert apart(desk, row, reason="hai tổ ở hai cụm dân cư").status_code == 302
    row.refresh_from_db()
    assert (row.effect, row.site, row.differences) == ("new", None, [])
    assert "Điểm khác, vì: hai tổ ở hai cụm dân cư" in text_of(page_of(desk, batch))
    assert desk.post(f"{batch.get_absolute_url()}commit/").status_code == 302

    new = Site.objects.exclude(pk=known.pk).get()
    assert (new.village, new.team_count) == ("Thôn 1", 3)
    assert history_of(new).get().reason == "hai tổ ở hai cụm dân cư"
    known.refresh_from_db()
    assert known.team_count == 1
    row.refresh_from_db()
    assert row.site == new


def test_the_same_file_again_changes_nothing_though_two_sites_resemble_it(desk):
    a_known_site()
    batch = put_in(desk, a_line("Thôn 1", teams=3))
    apart(desk, batch.rows.get(), reason="hai cụm dân cư")
    desk.post(f"{batch.get_absolute_url()}commit/")
    again = put_in(desk, a_line("Thôn 1", teams=3))
    assert again.rows.get().effect == "same"


def test_it_is_taken_back_with_the_whole_import(desk):
    known = a_known_site()
    batch = put_in(desk, a_line("Thôn 1", teams=3), a_line("Thôn 2"))
    apart(desk, batch.rows.order_by("pk")[0], reason="hai cụm dân cư")
    desk.post(f"{batch.get_absolute_url()}commit/")
    assert Site.objects.count() == 3
    desk.post(f"{batch.get_absolute_url()}undo/")
    assert list(Site.objects.all()) == [known]


def test_without_a_reason_or_with_somebodys_number_in_it_nothing_changes(desk):
    a_known_site()
    batch = put_in(desk, a_line("Thôn 1", teams=3))
    for reason in ("", "   ", "hỏi ông A 0912 345 678"):
        page = apart(desk, batch.rows.get(), reason=reason)
        assert page.status_code == 422
        assert page.context["form"].errors["reason"]
        assert batch.rows.get().effect == "update"


def test_it_can_be_taken_back_before_the_file_goes_in(desk):
    known = a_known_site()
    batch = put_in(desk, a_line("Thôn 1", teams=3))
    apart(desk, batch.rows.get(), reason="hai cụm dân cư")
    apart(desk, batch.rows.get(), back="1")
    row = batch.rows.get()
    assert (row.effect, row.site, row.apart_reason) == ("update", known, "")


def test_it_stays_so_when_the_file_is_read_again(desk):
    a_known_site()
    batch = put_in(desk, a_line("Thôn 1", teams=3))
    apart(desk, batch.rows.get(), reason="hai cụm dân cư")
    desk.post(f"{batch.get_absolute_url()}reread/")
    assert batch.rows.get().effect == "new"


def test_a_row_that_resembles_nothing_has_nothing_to_be_apart_from(desk):
    a_programme()
    batch = put_in(desk, a_line("Thôn 1"))
    row = batch.rows.get()
    assert apart(desk, row, reason="khác").status_code == 302
    row.refresh_from_db()
    assert row.apart_reason == ""
    assert desk.get(f"{batch.get_absolute_url()}rows/{row.pk}/apart/").status_code == 302
    assert "Đây là điểm khác…" not in text_of(page_of(desk, batch))


def test_an_import_that_went_in_is_no_more_set_apart(desk):
    a_known_site()
    batch = put_in(desk, a_line("Thôn 1", teams=3))
    desk.post(f"{batch.get_absolute_url()}discard/")
    assert apart(desk, batch.rows.get(), reason="khác").status_code == 409


def test_a_stranger_and_a_reader_set_nothing_apart(desk, client):
    a_known_site()
    batch = put_in(desk, a_line("Thôn 1", teams=3))
    row = batch.rows.get()
    sign_in(client, an_officer(todays_unit("37")))
    assert apart(client, row, reason="khác").status_code == 404
    sign_in(client, an_officer(todays_unit("68"), Role.READER))
    assert apart(client, row, reason="khác").status_code == 403


def test_a_preview_of_more_than_thirty_days_expires_and_is_still_shown(desk):
    a_programme()
    old = put_in(desk, a_line("Thôn 1"))
    Batch.objects.filter(pk=old.pk).update(uploaded_at=AT - timedelta(days=31))
    upload(desk, a_workbook(a_line("Thôn 2")))
    Batch.objects.exclude(pk=old.pk).update(uploaded_at=AT - timedelta(days=29))
    assert actions.expire(at=AT) == 1
    assert actions.expire(at=AT) == 0
    old.refresh_from_db()
    assert old.state == BatchState.EXPIRED
    assert "đã hết hạn xem trước" in text_of(desk.get("/import/"))
    assert "Bản xem trước đã hết hạn" in text_of(desk.get(old.get_absolute_url()))
    assert desk.post(f"{old.get_absolute_url()}commit/").status_code == 409
    assert not Site.objects.exists()


def test_the_command_expires_and_says_how_many(desk):
    a_programme()
    batch = put_in(desk, a_line("Thôn 1"))
    Batch.objects.update(uploaded_at=batch.uploaded_at - timedelta(days=40))
    result = CliRunner().invoke(import_, ["expire"])
    assert (result.exit_code, result.output) == (0, "1 bản xem trước đã hết hạn.\n")


def test_taking_back_on_the_command_line_counts_sites_as_the_page_does(desk):
    a_programme()
    batch = put_in(desk, a_line("Thôn 1"), a_line("Thôn 2"))
    waiting = CliRunner().invoke(import_, ["undo", str(batch.key)])
    assert "chưa có gì vào sổ" in waiting.output
    desk.post(f"{batch.get_absolute_url()}commit/")
    done = CliRunner().invoke(import_, ["undo", str(batch.key)])
    assert done.output == "Đã hoàn tác: 2 điểm trở lại như trước khi nhập.\n"
    again = CliRunner().invoke(import_, ["undo", str(batch.key)])
    assert (again.exit_code, "đã hoàn tác từ trước" in again.output) == (1, True)
    unknown = CliRunner().invoke(import_, ["undo", "nope"])
    assert "binhyen import list" in unknown.output
