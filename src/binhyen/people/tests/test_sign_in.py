"""Signing in as the field does it: password, lock-out, second factor, single sign-on."""

import base64
import hashlib
import hmac
import struct
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from binhyen.kernel.models import Entry
from binhyen.people.choices import Role
from binhyen.people.models import Person

from .factories import PASSWORD, a_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget_rates():
    """Limits by the minute are kept in the cache."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def lan():
    return a_person(Role.COMMUNE_OFFICER, "24611", username="lan", full_name="Nguyễn Thị Lan")


def sign_in(client, name="lan", password=PASSWORD, **more):
    return client.post("/account/login/", {"login": name, "password": password}, **more)


def code_now(secret: str, *, step: int = 0) -> str:
    """The six digits that an authenticator app shows (RFC 6238), worked out here anew."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = struct.pack(">Q", int(time.time()) // 30 + step)
    mac = hmac.new(key, counter, hashlib.sha1).digest()
    start = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def confirm(client) -> None:
    """Whatever touches security asks for the password again."""
    client.post("/account/reauthenticate/", {"password": PASSWORD})


def verbs() -> list[str]:
    return list(Entry.objects.order_by("number").values_list("verb", flat=True))


# --- password ---


@pytest.mark.parametrize("typed", ["lan", "LAN", " Lan "])
def test_the_name_is_understood_however_it_is_typed(client, lan, typed):
    assert sign_in(client, typed)["Location"] == "/"
    assert verbs() == ["sign-in"]


def test_a_wrong_password_is_said_in_vietnamese_and_noted(client, lan):
    page = sign_in(client, password="sai")

    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in page.content.decode()
    assert 'value="lan"' in page.content.decode()
    assert verbs() == ["sign-in-failed"]


def test_what_a_stranger_types_is_not_kept_in_the_log(client):
    sign_in(client, "mat-khau-go-nham-vao-o-ten")
    assert not Entry.objects.exists()


@pytest.mark.parametrize("names", [["lan"], ["lan", "LAN", "Lan ", "lAn"]], ids=["one", "many"])
def test_five_wrong_passwords_close_the_door_however_the_name_is_typed(client, lan, names):
    answers = [sign_in(client, names[i % len(names)], "sai").status_code for i in range(5)]

    assert answers == [200, 200, 200, 200, 429]
    page = sign_in(client)  # even the right one
    assert page.status_code == 429
    assert "bạn chưa thể đăng nhập cho đến" in page.content.decode()
    assert verbs()[-1] == "locked"


def test_a_lock_is_noted_once_however_often_one_still_tries(client, lan):
    for _ in range(8):
        sign_in(client, password="sai")
    assert verbs() == [*["sign-in-failed"] * 4, "locked"]


@pytest.mark.slow
def test_the_lock_holds_for_the_name_and_the_address_only(client, lan):
    a_person(Role.READER, "24611", username="binh")
    for _ in range(5):
        sign_in(client, password="sai")

    assert sign_in(Client(), "binh").status_code == 302
    assert sign_in(Client(REMOTE_ADDR="10.1.2.3")).status_code == 302


def test_someone_who_has_left_is_not_let_in(client, lan):
    Person.objects.filter(pk=lan.pk).update(is_active=False)
    answer = sign_in(client, follow=True)
    assert not answer.context["user"].is_authenticated


def test_signing_in_returns_to_the_page_that_was_asked_for_and_nowhere_else(client, lan):
    there = client.get("/people/me/")["Location"]
    assert there == "/account/login/?next=/people/me/"
    assert sign_in(client, query_params={"next": "/people/me/"})["Location"] == "/people/me/"
    elsewhere = sign_in(Client(), query_params={"next": "https://example.com/"})
    assert elsewhere["Location"] == "/"


def test_signing_out_asks_by_a_form_and_is_noted(client, lan):
    sign_in(client)
    assert client.get("/account/logout/").status_code == 200
    client.post("/account/logout/")
    assert client.get("/people/me/").status_code == 302
    assert verbs() == ["sign-in", "sign-out"]


def test_ones_own_password_is_changed_with_the_old_one(client, lan):
    elsewhere = Client()
    sign_in(client)
    sign_in(elsewhere)
    new = "mua-vang-tren-nuong"
    typed = {"oldpassword": "sai", "password1": new, "password2": new}
    page = client.post("/account/password/change/", typed)
    assert "Hãy nhập mật khẩu hiện tại." in page.content.decode()

    client.post("/account/password/change/", typed | {"oldpassword": PASSWORD})
    assert Person.objects.get(pk=lan.pk).check_password(new)
    assert client.get("/people/me/").status_code == 200
    assert elsewhere.get("/people/me/").status_code == 302
    assert verbs()[-1] == "set-password"


# --- second factor ---


@pytest.fixture
def secret(client, lan) -> str:
    """Lan has signed in, given the password once more, and switched the authenticator app on."""
    sign_in(client)
    confirm(client)
    page = client.get("/account/2fa/totp/activate/")
    secret: str = page.context["form"].secret
    client.post("/account/2fa/totp/activate/", {"code": code_now(secret)})
    cache.clear()
    return secret


def test_the_app_is_switched_on_with_its_code_and_recovery_codes_come_along(
    client, lan, request, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        request.getfixturevalue("secret")

    kinds = set(Authenticator.objects.filter(user=lan).values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}
    assert {"add-totp", "add-recovery-codes"} <= set(verbs())
    codes = client.get("/account/2fa/recovery-codes/").context["unused_codes"]
    assert len(codes) == 10


def test_the_picture_can_be_read_from_a_dark_page(client, lan):
    sign_in(client)
    confirm(client)
    drawn = client.get("/account/2fa/totp/activate/").context["totp_svg"]
    assert drawn.index('fill="#fff"') < drawn.index("<path")


def test_the_secret_lies_encrypted(secret, lan):
    assert secret not in str(Authenticator.objects.get(user=lan, type="totp").data)


def test_a_wrong_code_does_not_switch_it_on(client, lan):
    sign_in(client)
    confirm(client)
    client.get("/account/2fa/totp/activate/")
    page = client.post("/account/2fa/totp/activate/", {"code": "000000"})
    assert "Mã chưa đúng." in page.content.decode()
    assert not Authenticator.objects.exists()


def test_after_the_password_the_code_is_asked_and_opens(secret):
    window = Client()
    assert sign_in(window)["Location"].startswith("/account/2fa/authenticate/")
    assert window.get("/people/me/").status_code == 302

    page = window.post("/account/2fa/authenticate/", {"code": "123"})
    assert "Mã chưa đúng." in page.content.decode()
    window.post("/account/2fa/authenticate/", {"code": code_now(secret, step=1)})
    assert window.get("/people/me/").status_code == 200


def test_a_recovery_code_opens_once(client, secret):
    code = client.get("/account/2fa/recovery-codes/").context["unused_codes"][0]

    def opens():
        window = Client()
        sign_in(window)
        window.post("/account/2fa/authenticate/", {"code": code})
        return window.get("/people/me/").status_code == 200

    assert [opens(), opens()] == [True, False]


@pytest.mark.slow
def test_guessing_codes_is_slowed_down(secret):
    window = Client()
    sign_in(window)
    pages = [
        window.post("/account/2fa/authenticate/", {"code": f"{n:06d}"}).content.decode()
        for n in range(12)
    ]
    assert "Có quá nhiều lần đăng nhập không thành công" in pages[-1]


def test_the_app_is_switched_off_again(client, secret, lan, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=lan, type="totp").exists()
    assert "remove-totp" in verbs()


def test_new_recovery_codes_replace_the_old(client, secret):
    old = client.get("/account/2fa/recovery-codes/").context["unused_codes"]
    client.post("/account/2fa/recovery-codes/generate/")
    new = client.get("/account/2fa/recovery-codes/").context["unused_codes"]
    assert set(old).isdisjoint(new)
    assert client.get("/account/2fa/recovery-codes/download/").content.decode().count("\n") >= 9


def test_security_is_not_changed_without_signing_in_anew(lan):
    """Whoever finds an open screen does not get to switch on an app of their own."""
    window = Client()
    window.force_login(lan, "allauth.account.auth_backends.AuthenticationBackend")
    answer = window.get("/account/2fa/totp/activate/")
    assert answer["Location"].startswith("/account/reauthenticate/")
    page = window.post("/account/reauthenticate/", {"password": "sai"})
    assert "Mật khẩu chưa đúng." in page.content.decode()


# --- single sign-on ---

PROVIDER = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "sso",
                "name": "SSO Lâm Đồng",
                "client_id": "binhyen",
                "secret": "x",
                "settings": {"server_url": "http://127.0.0.1:9"},
            }
        ]
    }
}


def test_the_button_shows_only_where_the_province_has_single_sign_on(client, settings):
    assert "SSO" not in client.get("/account/login/").content.decode()

    settings.SOCIALACCOUNT_PROVIDERS = PROVIDER
    page = client.get("/account/login/").content.decode()
    assert "Đăng nhập qua SSO Lâm Đồng" in page
    assert 'action="/account/oidc/sso/login/' in page


def arriving(name: str):
    """What allauth holds after the province's sign-on has said who is there."""
    from allauth.socialaccount.models import SocialLogin

    account = SocialAccount(
        provider="sso", uid="42", extra_data={"userinfo": {"preferred_username": name}}
    )
    return SocialLogin(user=Person(), account=account)


@pytest.fixture
def arrival(rf, settings):
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.sessions.backends.db import SessionStore

    settings.SOCIALACCOUNT_PROVIDERS = PROVIDER
    request = rf.get("/account/oidc/sso/login/callback/")
    request.user, request.session = AnonymousUser(), SessionStore()
    request.htmx = False
    return request


def test_single_sign_on_opens_the_account_of_that_name(arrival, lan):
    from binhyen.people.adapters import SingleSignOnAdapter

    login = arriving("LAN")
    SingleSignOnAdapter().pre_social_login(arrival, login)
    assert SocialAccount.objects.get().user == lan
    assert login.user == lan


@pytest.mark.parametrize("name", ["", "ai-do"])
def test_single_sign_on_makes_no_account(arrival, lan, name):
    from allauth.core.exceptions import ImmediateHttpResponse

    from binhyen.people.adapters import SingleSignOnAdapter

    with pytest.raises(ImmediateHttpResponse) as answer:
        SingleSignOnAdapter().pre_social_login(arrival, arriving(name))
    assert answer.value.response.status_code == 403
    assert "Chưa có tài khoản" in answer.value.response.content.decode()
    assert not SocialAccount.objects.exists()


def test_single_sign_on_does_not_wake_an_account_that_was_shut(arrival, lan):
    from allauth.core.exceptions import ImmediateHttpResponse

    from binhyen.people.adapters import SingleSignOnAdapter

    Person.objects.filter(pk=lan.pk).update(is_active=False)
    with pytest.raises(ImmediateHttpResponse):
        SingleSignOnAdapter().pre_social_login(arrival, arriving("lan"))


def test_a_sign_on_that_fails_says_so_in_vietnamese(client):
    page = client.get("/account/oidc/cancelled/").content.decode()
    assert "Bạn đã dừng việc đăng nhập ở hệ thống chung." in page
