"""The log in Chromium: found as one types, filtered, an entry with its proof, a check of all."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from binhyen.kernel.log import tree
from binhyen.people.models import Person


@pytest.fixture
def officer(page: Page, sign_in, demo_province) -> Page:
    return sign_in(page, Person.objects.get(username="can-bo-tinh"))


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    found: list[str] = []
    page.on("console", lambda m: found.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    yield found
    assert found == []


@pytest.mark.one_database
def test_the_log_is_found_as_one_types_and_filtered_by_its_address(officer, complaints, axe, shoot):
    officer.goto("/history/")
    axe(officer)
    shoot(officer, "history")

    officer.get_by_label("Bản ghi").type("dak wil")
    officer.wait_for_url(re.compile(r"q=dak\+wil|q=dak%20wil"))
    expect(officer.locator("#rows tbody tr").first).to_contain_text("Đắk Wil")

    officer.get_by_text("Loại, việc và khoảng ngày").click()
    officer.get_by_label("Việc").select_option("changed")
    officer.wait_for_url(re.compile(r"deed=changed"))
    expect(officer.locator("#rows tbody tr").first).to_contain_text("sửa")
    officer.reload()
    expect(officer.get_by_label("Việc")).to_have_value("changed")
    axe(officer)
    shoot(officer, "history-filtered")


@pytest.mark.one_database
def test_an_entry_shows_before_and_after_and_its_proof_holds_elsewhere(
    officer, complaints, axe, shoot, tmp_path
):
    officer.goto("/history/?kind=programmes.site&deed=changed&until=2025-01-01")
    officer.locator("#rows tbody a[href^='/history/']").first.click()
    expect(officer.get_by_text("Dòng này còn nguyên như lúc ghi và đã được ký.")).to_be_visible()
    axe(officer)
    shoot(officer, "entry")

    with officer.expect_download() as loading:
        officer.get_by_role("link", name="Tải chứng cứ của dòng này").click()
    proof = tmp_path / "proof.json"
    loading.value.save_as(proof)
    assert tree.check_proof(json.loads(Path(proof).read_text()))


@pytest.mark.one_database
def test_an_entry_leads_to_its_record_and_its_joint_change(officer, complaints):
    officer.goto("/history/?kind=programmes.site&deed=added")
    officer.get_by_role("link", name="Cả đợt thay đổi này").first.click()
    officer.wait_for_url(re.compile(r"batch="))
    officer.get_by_role("link", name="Bỏ điều kiện này").click()
    officer.wait_for_url(re.compile(r"/history/$"))
    officer.locator("#rows tbody a[href^='/sites/']").first.click()
    officer.wait_for_url(re.compile(r"/sites/.+/"))


@pytest.mark.one_database
def test_the_log_is_checked_from_its_page(officer, complaints, axe, shoot):
    officer.goto("/history/check/")
    officer.get_by_role("button", name="Kiểm tra ngay").click()
    expect(officer.get_by_text("Nhật ký nguyên vẹn")).to_be_visible()
    axe(officer)
    shoot(officer, "log-check")


@pytest.mark.one_database
def test_pages_are_turned_without_script(browser, live_server, sign_in, officer):
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = sign_in(context.new_page(), Person.objects.get(username="can-bo-tinh"))
    page.goto("/history/")
    page.get_by_role("link", name="Trang sau").click()
    page.wait_for_url(re.compile(r"page=2"))
    expect(page.locator("#rows tbody tr")).to_have_count(50)
    page.get_by_label("Ai", exact=True).fill("Lê Thị Mẫu")
    page.get_by_role("button", name="Lọc").click()
    expect(page.locator("#rows tbody tr").first).to_contain_text("can-bo-cu-jut")
    context.close()
