"""A catalogue handed in never puts a second programme beside one of the same name."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from binhyen.intake import actions
from binhyen.intake.commands import import_
from binhyen.intake.models import Batch
from binhyen.people.choices import Role
from binhyen.programmes.choices import Origin
from binhyen.programmes.models import Programme
from binhyen.programmes.tests.factories import (
    AT,
    SYSTEM,
    a_programme,
    an_officer,
    old_unit,
    todays_unit,
)
from binhyen.units.queries import nation

from .files import a_line, a_workbook

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
CAMERA = "Camera giám sát an ninh, trật tự"


@pytest.fixture
def desk(client):
    client.force_login(an_officer(todays_unit("68")), BACKEND)
    return client


def camera_of(code="67", **more):
    return a_programme(CAMERA, unit=old_unit(code), code="CAM", **more)


def lines(*rows):
    return "\n".join(["code,name,sector,aliases,aim", *rows]).encode()


def hand_in(desk, *rows, unit=None):
    file = SimpleUploadedFile("dm.csv", lines(*rows))
    unit = unit or todays_unit("68")
    desk.post("/import/", {"file": file, "subject": "catalogue", "unit": unit.pk})
    return Batch.objects.latest("pk")


def judged(batch):
    return [(row.status, row.effect, row.programme_id) for row in batch.rows.all()]


def test_a_name_of_the_former_province_is_already_there_and_its_code_is_shown(desk):
    camera = camera_of()
    batch = hand_in(desk, f'P01,"{CAMERA}",An ninh,,')
    assert judged(batch) == [("ok", "same", camera.pk)]
    shown = desk.get(batch.get_absolute_url(), {"tab": "same"}).content.decode()
    assert f"CAM – {CAMERA}" in shown
    assert "Tỉnh Đắk Nông" in shown
    desk.post(f"{batch.get_absolute_url()}commit/")
    assert Programme.objects.get() == camera


def test_anothers_programme_is_completed_but_not_renamed_or_moved(desk):
    camera = camera_of()
    Programme.objects.update(origin=Origin.RECOUNTED)
    sector = camera.sector
    batch = hand_in(desk, f'P01,"{CAMERA.upper()}",Lĩnh vực mới,Camera AN,Giữ làng')
    assert batch.rows.get().differences == ["aliases", "aim"]
    desk.post(f"{batch.get_absolute_url()}commit/")
    camera = Programme.objects.get()
    assert (camera.code, camera.name, camera.sector, camera.aim) == (
        "CAM",
        CAMERA,
        sector,
        "Giữ làng",
    )
    assert camera.origin == Origin.RECOUNTED
    assert [alias.name for alias in camera.aliases.all()] == ["Camera AN"]
    assert "CAM" in desk.get(batch.get_absolute_url()).content.decode()


def test_an_alias_borne_already_is_that_programme_and_keeps_its_name(desk):
    camera = camera_of(aliases=["Mắt thần"])
    batch = hand_in(desk, "P01,Mắt thần,An ninh,,")
    assert judged(batch) == [("ok", "same", camera.pk)]


def test_two_lines_for_one_programme_dont_both_change_it(desk):
    camera = camera_of(aliases=["Mắt thần"])
    batch = hand_in(desk, f'P01,"{CAMERA}",An ninh,Camera AN,', "P02,Mắt thần,An ninh,Mắt,")
    assert judged(batch) == [("ok", "update", camera.pk), ("refused", "update", camera.pk)]


def test_a_new_programme_that_claims_anothers_name_is_refused_and_told_whose(desk):
    camera = camera_of()
    batch = hand_in(desk, f'P01,Mắt thần,An ninh,"{CAMERA}",')
    assert judged(batch) == [("refused", "new", camera.pk)]
    assert f"CAM – {CAMERA}" in desk.get(batch.get_absolute_url()).content.decode()


def test_the_same_name_spelt_otherwise_is_in_doubt_until_confirmed(desk):
    camera = camera_of()
    batch = hand_in(desk, f'P01,"Mô hình “{CAMERA}”",An ninh,,')
    assert judged(batch) == [("doubtful", "new", camera.pk)]
    shown = desk.get(batch.get_absolute_url()).content.decode()
    assert "Vẫn thêm là mô hình khác" in shown
    actions.commit(batch, by=SYSTEM, at=AT)
    assert Programme.objects.count() == 1
    again = hand_in(desk, f'P01,"Mô hình “{CAMERA}”",An ninh,,')
    desk.post(f"{again.get_absolute_url()}mark/", {"do": f"confirm:{again.rows.get().pk}"})
    desk.post(f"{again.get_absolute_url()}commit/")
    assert Programme.objects.count() == 2


def test_who_may_not_change_the_provinces_programme_finds_it_and_changes_nothing():
    camera = camera_of()
    commune = todays_unit("24640")
    officer = an_officer(commune, Role.ADMINISTRATOR)
    batch = actions.put_in_catalogue(
        lines(f'P01,"{CAMERA}",An ninh,Camera AN,'), name="dm.csv", unit=commune, by=officer, at=AT
    )
    assert judged(batch) == [("ok", "same", camera.pk)]


def test_the_command_adds_no_second_programme_either(tmp_path):
    camera_of()
    file = tmp_path / "dm.csv"
    file.write_bytes(lines(f'P01,"{CAMERA}",An ninh,,', "P02,Dòng họ tự quản,Dân vận,,"))
    import_.main(["programmes", str(file)], standalone_mode=False)
    assert set(Programme.objects.values_list("code", "unit__code")) == {
        ("CAM", "67"),
        ("P02", nation().code),
    }


def test_a_programme_added_from_a_row_cant_take_a_visible_name(desk):
    camera_of()
    line = a_line("Thôn 1", programme="Chưa ai biết", commune="Xã Đắk Wil")
    batch = actions.put_in(a_workbook(line), name="so.xlsx", unit=todays_unit("68"), by=None, at=AT)
    address = f"{batch.get_absolute_url()}rows/{batch.rows.get().pk}/programme/"
    assert desk.post(address, {"name": CAMERA, "sector": "An ninh"}).status_code == 422
    assert Programme.objects.count() == 1


# --- rows of a workbook ---


def test_programmes_of_one_name_are_told_apart_and_a_click_settles_every_row(desk):
    there, here = camera_of(), a_programme(CAMERA, unit=todays_unit("68"), code="P01")
    rows = [a_line(f"Thôn {n}", programme=CAMERA) for n in (1, 2)]
    batch = actions.put_in(a_workbook(*rows), name="so.xlsx", unit=todays_unit("68"), by=None,
                           at=AT)  # fmt: skip
    row = batch.rows.first()
    offers = desk.get(batch.get_absolute_url()).context["rows"][0].offers
    assert {offer.label for offer in offers} == {
        f"Chính là CAM – {CAMERA}, Tỉnh Đắk Nông",
        f"Chính là P01 – {CAMERA}, Tỉnh Lâm Đồng",
    }
    sent = next(offer.sent for offer in offers if "P01" in offer.label)
    desk.post(f"{batch.get_absolute_url()}rows/{row.pk}/follow/", {"proposal": sent})
    assert set(batch.rows.values_list("status", "programme")) == {("ok", here.pk)}
    assert not there.aliases.exists()
    assert not here.aliases.exists()


def test_a_name_taught_settles_the_rows_that_write_it_otherwise(desk):
    programme = a_programme("Tiếng kẻng an ninh thôn bản")
    names = ("Mô hình “Kẻng đêm giữ buôn”", "Kẻng đêm giữ buôn", "Dòng họ học tập")
    rows = [a_line(f"Thôn {n}", programme=name) for n, name in enumerate(names)]
    batch = actions.put_in(a_workbook(*rows), name="so.xlsx", unit=old_unit("67"), by=None, at=AT)
    assert set(batch.rows.values_list("status", flat=True)) == {"refused"}
    first = batch.rows.first()
    address = f"{batch.get_absolute_url()}rows/{first.pk}/"
    desk.post(f"{address}programme/", {"name": "Kẻng đêm", "sector": "An ninh"})
    assert [row.programme and row.programme.name for row in batch.rows.all()] == [
        "Kẻng đêm",
        "Kẻng đêm",
        None,
    ]
    again = actions.put_in(a_workbook(*rows), name="so.xlsx", unit=old_unit("67"), by=None, at=AT)
    assert list(again.rows.values_list("status", "programme")) == list(
        batch.rows.values_list("status", "programme")
    )
    assert programme.aliases.count() == 0
