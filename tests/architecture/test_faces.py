"""What a request may reach, and by which way."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, get_resolver

from .rooms import ROOT, faces, templates, where

SCOPED = {"visible_to", "published"}
Address = tuple[str, URLPattern]
LOADS = {"get_object_or_404", "get_list_or_404"}
# Addresses that answer a stranger, each with its reason.
WATCH = "for whatever watches over the server; tells nothing of the register"
SIGN_IN = "a way to sign in, or the end of one"
LINK = "whoever holds the link given by an administrator may set their password once"
DRAW = "a draw that was announced is a public act; see docs/decisions/0012"
NOT_OFFERED = "allauth must be able to name it; it answers 404 to everybody"
PUBLIC = {
    "health": WATCH,
    "set_language": "the reader's language, before signing in as well",
    "theme": "light or dark, likewise",
    "set-password": LINK,
    "public-draw": DRAW,
    "public-draw-text": DRAW,
    "public-draw-program": DRAW,
    "account_login": SIGN_IN,
    "account_logout": SIGN_IN,
    "account_inactive": SIGN_IN,
    "mfa_authenticate": SIGN_IN,
    "mfa_login_webauthn": SIGN_IN,
    "openid_connect_login": SIGN_IN,
    "openid_connect_callback": SIGN_IN,
    "socialaccount_login_cancelled": SIGN_IN,
    "socialaccount_login_error": SIGN_IN,
    "account_signup": NOT_OFFERED,
    "account_email": NOT_OFFERED,
    "account_email_verification_sent": NOT_OFFERED,
    "account_confirm_email": NOT_OFFERED,
    "account_set_password": NOT_OFFERED,
    "account_reset_password": NOT_OFFERED,
    "account_confirm_login_code": NOT_OFFERED,
    "socialaccount_connections": NOT_OFFERED,
    "socialaccount_signup": NOT_OFFERED,
}


def test_faces_never_query_unscoped():
    assert [hit for face in faces() for hit in unscoped(face)] == []


def unscoped(path: Path) -> Iterator[str]:
    """Queries that skip the scope: `X.objects.y`, or `get_object_or_404(X, …)`."""
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Attribute(value=ast.Attribute(attr="objects"), attr=verb):
                if verb not in SCOPED:
                    yield f"{where(path, node)} .objects.{verb}"
            case ast.Call(func=ast.Name(id=loader), args=[ast.Name(id=table), *_]):
                if loader in LOADS and table[0].isupper():
                    yield f"{where(path, node)} {table} is not scoped"


def test_the_check_for_unscoped_queries_finds_them(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.architecture.rooms.ROOT", tmp_path)
    face = tmp_path / "views.py"
    face.write_text("Site.objects.all()\nget_object_or_404(Site, pk=1)\nSite.objects.visible_to(p)")
    assert len(list(unscoped(face))) == 2


def addresses(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[Address]:
    """Every address with its pattern."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield f"/{route}", pattern


def test_every_address_has_a_name():
    assert [route for route, pattern in addresses() if not pattern.name] == []


def test_no_address_answers_a_stranger_but_those_listed():
    """LoginRequiredMiddleware guards the rest."""
    answering = {
        str(pattern.name)
        for _route, pattern in addresses()
        if not getattr(pattern.callback, "login_required", True)
    }
    assert answering == PUBLIC.keys()


def test_login_not_required_is_what_the_check_looks_for():
    assert login_not_required(lambda request: None).login_required is False


@pytest.mark.django_db
def test_a_stranger_is_sent_to_sign_in(client):
    """Asked for, not read from the code: every address that takes no argument."""
    asked = 0
    for route, pattern in addresses():
        if pattern.name not in PUBLIC and "<" not in route:
            response = client.get(route)
            assert (route, response.status_code) == (route, 302)
            assert response["Location"].startswith("/account/login/")
            asked += 1
    assert asked


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, why in PUBLIC.items() if why == NOT_OFFERED])
def test_what_is_not_offered_answers_404(client, name):
    routes = [route for route, pattern in addresses() if pattern.name == name]
    answers = {client.get(route.replace("<str:key>", "x")).status_code for route in routes}
    assert answers == {404}


REFERENCE = re.compile(r"{%-?\s*(?:include|extends)\s+[\"']([^\"']+)[\"']")


def test_templates_use_only_their_own_rooms_or_uis():
    foreign = [
        f"{where(path, 0)} uses {name}"
        for path in templates()
        for name in REFERENCE.findall(path.read_text())
        if not name.startswith((f"{path.relative_to(ROOT).parts[0]}/", "ui/", "allauth/"))
        and not (ROOT / path.relative_to(ROOT).parts[0] / "templates" / name).exists()
    ]
    assert foreign == []


INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a script without src": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/json[\"'])[^>]*>", re.I
    ),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "hx-on": re.compile(r"\bhx-on\b", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
}


@pytest.mark.parametrize("what", INLINE)
def test_no_template_holds(what):
    """The Content-Security-Policy would refuse it in the browser, silently for the author."""
    found = [
        where(path, path.read_text().count("\n", 0, match.start()) + 1)
        for path in templates()
        for match in INLINE[what].finditer(path.read_text())
    ]
    assert found == []


BLOCK = re.compile(r"{%\s*blocktrans(?:late)?\b([^%]*)%}(.*?){%\s*endblocktrans", re.S)


def test_sentences_over_several_lines_are_trimmed():
    """Else the page's indentation is part of the sentence, and its English is never found."""
    ragged = [
        where(path, path.read_text().count("\n", 0, match.start()) + 1)
        for path in templates()
        for match in BLOCK.finditer(path.read_text())
        if "\n" in match[2] and "trimmed" not in match[1].split()
    ]
    assert ragged == []
