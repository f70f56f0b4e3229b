"""Papers in Chromium: handed in on a phone, read, signed; the commune's gaps; a province's list."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from binhyen.dossiers.models import Document
from binhyen.dossiers.tests.factories import WIL, a_paper
from binhyen.files.tests.samples import a_docx, a_picture, a_written_pdf
from binhyen.people.choices import Role
from binhyen.people.models import Person
from binhyen.programmes.models import Site
from binhyen.programmes.tests.factories import a_programme, a_site, an_officer, todays_unit
from binhyen.units.models import Unit
from tests.browser import no_wider_than

PHONE = {"width": 360, "height": 740}
SIGNED = {"issued_on": date(2026, 1, 5), "signed_on": date(2026, 1, 6)}


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """Whatever the console says is wrong, policy violations included; a refusal is no wrong."""
    found: list[str] = []

    def listen(message):
        if message.type == "error" and not re.search(r"status of (409|422)", message.text):
            found.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: found.append(str(error)))
    yield found
    assert found == []


@pytest.fixture
def site(transactional_db) -> Site:
    programme = a_programme("Camera giám sát an ninh, trật tự", code="P01")
    return a_site(
        programme,
        unit=todays_unit(WIL),
        village="Thôn 5",
        origin="replicated",
        established_on=date(2024, 3, 20),
    )


@pytest.fixture
def officer(site) -> Person:
    return an_officer(todays_unit(WIL), Role.COMMUNE_OFFICER)


@pytest.fixture
def province(site) -> Person:
    """A superior with a score of sites in many communes, each lacking something else."""
    communes = Unit.objects.filter(path__startswith="VN/68.202507/", level=3).order_by("code")
    kinds = ["establishment_decision", "charter", "launch_minutes", "interim_report"]
    for number, unit in enumerate(communes[:18]):
        one = a_site(
            site.programme, unit=unit, village=f"Thôn {number + 1}",
            established_on=date(2022 + number % 4, 3, 1),
        )  # fmt: skip
        for turn, kind in enumerate(kinds[: number % 5]):
            a_paper(one, kind, **(SIGNED if (number + turn) % 3 else {}))
    return an_officer(todays_unit("68"))


def a_file(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.one_database
def test_a_paper_goes_from_the_phone_into_the_dossier_and_is_signed(
    page, sign_in, axe, shoot, officer, site, tmp_path, complaints
):
    page.set_viewport_size(PHONE)
    sign_in(page, officer)
    page.goto(f"/dossiers/sites/{site.code}/")
    no_wider_than(page, 360)
    page.get_by_role("link", name=re.compile("^Nộp ?: Quy chế hoạt động")).click()
    expect(page.get_by_label("Loại giấy tờ")).to_have_value("charter")

    wrong = a_file(tmp_path, "quy-che.pdf", a_picture(size=(600, 800)))
    page.get_by_label("Tệp").set_input_files(wrong)
    page.get_by_label("Số, ký hiệu").fill("04/QC-UBND")
    page.get_by_role("button", name="Đưa vào hồ sơ").click()
    expect(page.locator("#id_file_error")).to_contain_text("nội dung là ảnh PNG")
    expect(page.get_by_label("Số, ký hiệu")).to_have_value("04/QC-UBND")
    axe(page)
    shoot(page, "dossier-refused")
    page.set_viewport_size(PHONE)

    right = a_file(tmp_path, "quy-che.pdf", a_written_pdf("QUY CHE HOAT DONG"))
    page.get_by_label("Tệp").set_input_files(right)
    page.get_by_label("Ngày của văn bản").fill("mai")
    page.get_by_role("button", name="Đưa vào hồ sơ").click()
    expect(page.get_by_text("“quy-che.pdf” vẫn được giữ")).to_be_visible()
    page.get_by_label("Ngày của văn bản").fill("8/2/2026")
    page.get_by_role("button", name="Đưa vào hồ sơ").click()
    expect(page.get_by_text("Đã đưa giấy tờ vào hồ sơ.")).to_be_visible()
    no_wider_than(page, 360)
    axe(page)
    shoot(page, "dossier-site")
    page.set_viewport_size(PHONE)

    page.get_by_role("link", name=re.compile("^Ghi nhận đã ký ?: Quy chế")).click()
    page.get_by_label("Ngày ký").fill("10/02/2026")
    page.get_by_role("button", name="Ghi nhận đã ký").click()
    expect(page.get_by_text("Đã ghi nhận chữ ký.")).to_be_visible()
    picture = page.get_by_alt_text("Trang 1 của “Quy chế hoạt động”")
    expect(picture).to_be_visible()
    page.wait_for_function("document.querySelector('.leaf img').naturalWidth === 1100")
    no_wider_than(page, 360)
    axe(page)
    shoot(page, "dossier-paper")
    assert Document.objects.get().signed_on == date(2026, 2, 10)


@pytest.mark.one_database
def test_a_letter_is_read_as_words_and_put_in_anew(
    page, sign_in, axe, shoot, officer, site, tmp_path, complaints
):
    words = ["Kính gửi: Công an xã", "Căn cứ Hướng dẫn số 04/HD-CAT ngày 08/02/2023."]
    paper = a_paper(site, "launch_minutes", number="02/BB-UBND", **SIGNED)
    sign_in(page, officer)
    page.goto(paper.get_absolute_url())
    page.get_by_role("link", name="Nộp phiên bản mới").click()
    axe(page)
    shoot(page, "dossier-version")
    page.get_by_label("Tệp").set_input_files(a_file(tmp_path, "bb.docx", a_docx(*words)))
    page.get_by_label("Sửa gì so với bản trước").fill("Thêm thành phần dự họp")
    page.get_by_role("button", name="Nộp phiên bản mới").click()
    expect(page.get_by_text("Kính gửi: Công an xã")).to_be_visible()
    expect(page.get_by_text("Bản 2", exact=True)).to_be_visible()
    axe(page)
    shoot(page, "dossier-letter")

    page.get_by_role("link", name="Rút giấy tờ này khỏi hồ sơ").click()
    page.get_by_label("Lý do rút").fill("Nộp nhầm điểm")
    page.get_by_role("button", name="Rút khỏi hồ sơ").click()
    expect(page.get_by_text("Giấy tờ này không còn được tính.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Đưa lại vào hồ sơ").click()
    expect(page.get_by_text("Đã đưa giấy tờ trở lại hồ sơ.")).to_be_visible()


@pytest.mark.one_database
def test_a_superior_finds_where_papers_are_lacking_and_writes_the_provinces_list(
    page, sign_in, axe, shoot, province, site, complaints
):
    sign_in(page, province)
    for name, address in {
        "dossiers": "/dossiers/",
        "dossiers-programmes": "/dossiers/programmes/",
        "dossiers-unit": f"/dossiers/units/{WIL}/",
        "checklists": "/dossiers/checklists/",
        "checklist": "/dossiers/checklists/shipped/",
    }.items():
        page.goto(address)
        axe(page)
        shoot(page, name)
        page.set_viewport_size(PHONE)
        no_wider_than(page, 360)
        page.set_viewport_size({"width": 1280, "height": 800})

    page.goto("/dossiers/checklists/new/")
    text = page.get_by_label("Nội dung (TOML)")
    text.fill(text.input_value().replace('group = "founding"', 'group = "nowhere"', 1))
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.get_by_text("không có nhóm “nowhere”")).to_be_visible()
    axe(page)
    shoot(page, "checklist-editor")
    text = page.get_by_label("Nội dung (TOML)")
    text.fill(text.input_value().replace('group = "nowhere"', 'group = "founding"', 1))
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.get_by_text("được hiểu như bảng ở cuối trang")).to_be_visible()
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Đã lưu danh mục giấy tờ.")).to_be_visible()
