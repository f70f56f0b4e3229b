"""How allauth is bent to our rules: nobody signs up, every sign-in lands in the log."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from . import queries

WHITE = '<rect width="100%" height="100%" fill="#fff"/>'


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator; the messages are ours."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("Tên đăng nhập hoặc mật khẩu chưa đúng."),
        "too_many_login_attempts": _(
            "Có quá nhiều lần đăng nhập không thành công. Hãy thử lại sau năm phút."
        ),
        "enter_current_password": _("Hãy nhập mật khẩu hiện tại."),
        "incorrect_password": _("Mật khẩu chưa đúng."),
        "incorrect_code": _("Mã chưa đúng."),
        "rate_limited": _("Thao tác quá nhanh. Hãy thử lại sau ít phút."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Only what went wrong: of the rest the page one lands on tells."""
        if level >= messages.WARNING:
            super().add_message(request, level, *args, **kwargs)


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """The province's own sign-on opens an account that is already there, and makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Tie the provider's `preferred_username` to the account of that name, once."""
        if sociallogin.is_existing:
            return
        name = str(sociallogin.account.extra_data.get("preferred_username") or "")
        claims = sociallogin.account.extra_data.get("userinfo") or {}
        name = name or str(claims.get("preferred_username") or "")
        person = queries.person_named(name)
        if person is None or not person.is_active:
            page = render(request, "people/not_known.html", {"name": name}, status=403)
            raise ImmediateHttpResponse(page)
        sociallogin.connect(request, person)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps lie encrypted in the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Mã chưa đúng. Mã đổi sau mỗi 30 giây; hãy nhập mã đang hiện."),
    }

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return "Bình Yên"

    def build_totp_svg(self, url: str) -> str:
        """On white of its own, so that a telephone can read it from a dark page as well."""
        drawn: str = super().build_totp_svg(url)
        return drawn.replace("<path", WHITE + "<path", 1)


def _box() -> Fernet:
    digest = hashlib.sha256(settings.BINHYEN_MFA_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
