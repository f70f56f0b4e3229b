"""From no account to one with a second factor, in Chromium, in the words of the field."""

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from binhyen.people.choices import Role
from binhyen.people.models import Person
from binhyen.people.tests.factories import PASSWORD, a_person, a_post

NEW_PASSWORD = "mua-vang-tren-nuong"


@pytest.fixture(autouse=True)
def _forget_rates(transactional_db):
    """Limits by the minute are kept in the cache."""
    cache.clear()


@pytest.fixture
def administrator():
    return a_person(Role.ADMINISTRATOR, "68", username="quan-tri", full_name="Trần Thị Quản Trị")


@pytest.fixture
def officer(administrator):
    return a_person(
        Role.COMMUNE_OFFICER, "24664", username="binh", full_name="Lê Văn Bình",
        email="binh@example.vn", phone="0261 385 0000",
    )  # fmt: skip


def type_in(page: Page, name: str, password: str) -> None:
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def code_now(secret: str, *, step: int = 0) -> str:
    """The six digits that an authenticator app shows (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + step), hashlib.sha1).digest()
    start = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


@pytest.mark.one_database
def test_five_wrong_passwords_close_the_door_and_say_until_when(page, officer, axe, shoot):
    page.goto("/account/login/")
    axe(page)
    shoot(page, "sign-in")

    for _ in range(4):
        type_in(page, "binh", "sai-mat-khau")
        expect(page.get_by_role("alert")).to_contain_text("Tên đăng nhập hoặc mật khẩu chưa đúng.")
    axe(page)
    shoot(page, "sign-in-wrong")
    type_in(page, "binh", "sai-mat-khau")

    expect(page.get_by_role("heading", level=1)).to_have_text("Tạm khóa đăng nhập")
    expect(page.locator("main")).to_contain_text(re.compile(r"cho đến \d\d:\d\d"))
    axe(page)
    shoot(page, "sign-in-locked")


@pytest.mark.one_database
def test_the_sign_in_page_speaks_english_to_whoever_asks(page, live_server, shoot):
    page.goto("/account/login/")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.get_by_label("Username")).to_be_visible()
    shoot(page, "sign-in-english")


@pytest.mark.one_database
def test_an_administrator_adds_an_officer_who_chooses_a_password(
    page, browser, live_server, sign_in, administrator, axe, shoot
):
    sign_in(page, administrator)
    page.goto("/people/")
    axe(page)
    shoot(page, "people")
    page.get_by_role("link", name="Thêm người dùng").click()
    page.get_by_label("Tên đăng nhập").fill("lan")
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Lan")
    page.get_by_label("Vai trò").select_option(label="Cán bộ cấp xã")
    page.get_by_label("Địa bàn").press_sequentially("bac gia")
    suggested = page.locator("#unit-options option")
    expect(suggested).to_have_count(1)
    page.get_by_label("Địa bàn").fill(suggested.get_attribute("value") or "")
    axe(page)
    shoot(page, "people-new")
    page.get_by_role("button", name="Thêm người dùng").click()
    link = page.get_by_label("Đường dẫn").input_value()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Chép đường dẫn").click()
    expect(page.get_by_text("Đã chép đường dẫn.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == link
    axe(page)
    shoot(page, "people-link")

    theirs = browser.new_context(base_url=live_server.url, locale="vi-VN").new_page()
    theirs.goto(link)
    theirs.get_by_label("Mật khẩu mới", exact=False).first.fill("ngan")
    theirs.get_by_label("Nhập lại mật khẩu mới").fill("ngan")
    theirs.get_by_role("button", name="Lưu mật khẩu").click()
    expect(theirs.locator(".field__errors")).to_contain_text("cần ít nhất 10 ký tự")
    axe(theirs)
    shoot(theirs, "people-password")
    theirs.get_by_label("Mật khẩu mới", exact=False).first.fill(NEW_PASSWORD)
    theirs.get_by_label("Nhập lại mật khẩu mới").fill(NEW_PASSWORD)
    theirs.get_by_role("button", name="Lưu mật khẩu").click()
    expect(theirs.get_by_role("status")).to_contain_text("Mật khẩu mới đã được lưu.")
    type_in(theirs, "lan", NEW_PASSWORD)
    theirs.goto("/people/me/")
    expect(theirs.locator("main")).to_contain_text("Cán bộ cấp xã, Phường Bắc Gia Nghĩa")
    theirs.goto(link)
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Đường dẫn không còn dùng được")
    axe(theirs)
    shoot(theirs, "people-link-spent")
    theirs.context.close()


@pytest.mark.one_database
def test_a_users_page_gives_and_ends_roles_and_shuts_the_account(
    page, sign_in, administrator, officer, axe, shoot
):
    a_post(officer, Role.SITE_LEADER, "24611")
    sign_in(page, administrator)
    page.goto("/people/")
    page.get_by_label("Tìm theo tên").press_sequentially("le van binh")
    expect(page.locator("#people tbody tr")).to_have_count(1)
    page.wait_for_url(re.compile(r"q=le"))
    page.get_by_role("link", name="Lê Văn Bình").click()
    axe(page)
    shoot(page, "person")

    ending = page.get_by_role("row", name="Người phụ trách điểm")
    ending.get_by_role("button", name="Thôi giữ").click()
    expect(page.get_by_role("status")).to_contain_text("Đã ghi ngày thôi giữ vai trò.")
    page.get_by_label("Lý do ngừng dùng").fill("Chuyển công tác")
    page.get_by_role("button", name="Ngừng dùng tài khoản").click()
    expect(page.locator("main")).to_contain_text("đã ngừng dùng")
    expect(page.locator("main")).to_contain_text("Chuyển công tác")
    shoot(page, "person-left")


@pytest.mark.one_database
def test_an_authenticator_app_is_set_up_and_asked_for(page, officer, axe, shoot):
    page.goto("/account/login/")
    type_in(page, "binh", PASSWORD)
    page.goto("/people/me/")
    axe(page)
    shoot(page, "me")
    page.get_by_role("link", name="Cài đặt xác thực bước hai").click()
    axe(page)
    shoot(page, "second-factor")
    page.get_by_role("link", name="Bật", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xác nhận lại")
    axe(page)
    shoot(page, "confirm")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()
    secret = page.get_by_label("Mã bí mật").input_value()
    axe(page)
    shoot(page, "totp-on")
    page.get_by_label("Mã của ứng dụng xác thực").fill(code_now(secret))
    page.get_by_role("button", name="Bật").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mã dự phòng")
    axe(page)
    shoot(page, "recovery-codes")

    page.goto("/account/logout/")
    axe(page)
    shoot(page, "sign-out")
    page.locator("main").get_by_role("button", name="Đăng xuất").click()
    type_in(page, "binh", PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Xác thực bước hai")
    axe(page)
    shoot(page, "second-step")
    page.get_by_label("Mã", exact=False).first.fill(code_now(secret, step=1))
    page.get_by_role("button", name="Đăng nhập").click()
    page.goto("/people/me/")
    expect(page.locator("main")).to_contain_text("đã bật")


@pytest.mark.one_database
def test_a_passkey_is_added_and_signs_in(page, officer, axe, shoot):
    """With the browser's own virtual device, which never refuses."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/account/login/")
    type_in(page, "binh", PASSWORD)
    page.goto("/account/2fa/passkeys/add/")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()
    page.get_by_label("Đăng nhập không cần mật khẩu").check()
    axe(page)
    shoot(page, "passkey-add")
    page.get_by_role("button", name="Thêm khóa").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mã dự phòng")
    page.goto("/account/2fa/passkeys/")
    expect(page.get_by_role("cell", name="Khóa chính")).to_be_visible()
    axe(page)
    shoot(page, "passkey-list")

    page.context.clear_cookies()
    page.goto("/account/login/")
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    page.wait_for_url(re.compile(r"^http://[^/]+/$"))
    page.goto("/people/me/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tài khoản của tôi")


@pytest.mark.one_database
def test_the_pages_of_ones_own_security(page, sign_in, officer, axe, shoot):
    sign_in(page, officer)
    for path, name in (
        ("/account/password/change/", "password"),
        ("/account/sessions/", "sessions"),
        ("/account/2fa/passkeys/", "passkeys"),
        ("/account/inactive/", "inactive"),
        ("/account/oidc/cancelled/", "oidc-cancelled"),
    ):
        page.goto(path)
        axe(page)
        shoot(page, name)


@pytest.mark.one_database
def test_the_administrator_opens_a_locked_account(page, sign_in, administrator, officer, shoot):
    page.goto("/account/login/")
    for _ in range(5):
        type_in(page, "binh", "sai-mat-khau")
        page.goto("/account/login/")
    sign_in(page, administrator)
    page.goto(Person.objects.get(username="binh").get_absolute_url())
    expect(page.locator("main")).to_contain_text("Đang bị khóa đăng nhập")
    shoot(page, "person-locked")
    page.get_by_role("button", name="Mở khóa đăng nhập").click()
    expect(page.get_by_role("status")).to_contain_text("Đã mở khóa đăng nhập.")
    page.context.clear_cookies()
    page.goto("/account/login/")
    type_in(page, "binh", PASSWORD)
    page.goto("/people/me/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tài khoản của tôi")
