"""No English reaches a Vietnamese reader from the parts that sign-in stands on."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from binhyen.people import forms
from binhyen.people.adapters import AccountAdapter, SecondFactorAdapter
from binhyen.people.choices import Role
from binhyen.people.models import Person

from .factories import PASSWORD, a_person, signed_in

FORMS = [
    account.LoginForm,
    account.ReauthenticateForm,
    forms.OwnPasswordForm,
    mfa.BaseAuthenticateForm,
    totp.ActivateTOTPForm,
    forms.AddKeyForm,
    forms.EditKeyForm,
    webauthn.AuthenticateWebAuthnForm,
]
# What is said only by parts that aren't offered: e-mail addresses, telephones, signing up.
NOT_OFFERED = re.compile(r"email|phone|select_only_one|invalid_password_reset|username_", re.I)
OURS = re.compile(r"[ăâđêôơưàáạảãèéẹẻẽìíịỉĩòóọỏõùúụủũỳýỵỷỹắằặẳẵấầậẩẫếềệểễốồộổỗớờợởỡứừựửữ]", re.I)


def words_of(form: type) -> Iterator[Any]:
    for name, field in form.base_fields.items():  # type: ignore[attr-defined]
        if not field.widget.is_hidden:
            yield field.label
            yield field.help_text
            yield field.widget.attrs.get("placeholder")
            assert field.label is not None, f"{form.__name__}.{name} would be called by its column"


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_every_word_of_a_form_is_vietnamese(form):
    said = [text for text in map(str, filter(None, words_of(form))) if not OURS.search(text)]
    assert said == []


@pytest.mark.parametrize("adapter", [AccountAdapter, SecondFactorAdapter])
def test_every_refusal_is_vietnamese(adapter):
    english = [
        code
        for code, text in adapter.error_messages.items()
        if not NOT_OFFERED.search(code) and not OURS.search(str(text))
    ]
    assert english == []


@pytest.mark.parametrize("password", ["ngan", "password123", "nguyễn thị lan", "lan.nguyen"])
def test_why_a_password_is_weak_is_said_in_both_languages(password):
    lan = Person(username="lan.nguyen", full_name="Nguyễn Thị Lan", email="lan@example.vn")
    for language, is_ours in (("vi", True), ("en", False)):
        with translation.override(language), pytest.raises(ValidationError) as fault:
            validate_password(password, lan)
        for sentence in fault.value.messages:
            said = re.sub(r"Họ và tên|Tên đăng nhập|Full name|User name", "", sentence)
            assert bool(OURS.search(said)) is is_ours, sentence


ADDRESSES = [
    "/account/login/",
    "/account/reauthenticate/",
    "/account/password/change/",
    "/account/2fa/",
    "/account/2fa/totp/activate/",
    "/account/2fa/passkeys/",
    "/account/2fa/passkeys/add/",
    "/account/sessions/",
    "/account/logout/",
    "/people/me/",
]
ENGLISH = re.compile(
    r"\b(password|username|current|incorrect|please|code|key|your|the|sign|email|required)\b", re.I
)
MARKUP = re.compile(r"<script.*?</script>|<[^>]*>|\{[^}]*\}", re.S)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_holds_no_english_sentence_for_a_vietnamese_reader(client, address):
    if address != "/account/login/":
        client = signed_in(a_person(Role.READER, "68", full_name="Lan"))
        client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get(address)
    assert page.status_code == 200
    assert ENGLISH.findall(MARKUP.sub(" ", page.content.decode())) == []


@pytest.mark.django_db
def test_the_sign_in_page_is_english_for_an_english_reader(client):
    client.cookies["language"] = "en"
    page = client.get("/account/login/").content.decode()
    said = MARKUP.sub(" ", page)
    assert all(word in said for word in ("Sign in", "Username", "Password"))
    assert "No account yet?" in said
