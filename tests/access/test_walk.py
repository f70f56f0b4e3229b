"""Every address × every role × own and foreign records × GET and POST, against answers.txt.

An address that isn't in the table fails the test, so that a new page can't be forgotten; so does a
line of the table that no address has any longer. A failing walk prints its lines as they would be
right now: read them, and only then paste them.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from .ground import WALKERS, Ground, build

ANSWERS = Path(__file__).with_name("answers.txt")
PEOPLE = [*WALKERS, "none", "anon"]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SIGN_IN, CONFIRM = "/account/login/", "/account/reauthenticate/"
Key = tuple[str, str, str]  # address, place, method

# What an address names, from the records of a place.
PLACED: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "programmes:detail": lambda own: {"code": own["programme"].code},
    "programmes:change": lambda own: {"code": own["programme"].code},
    "programmes:site": lambda own: {"code": own["site"].code},
    "programmes:site-change": lambda own: {"code": own["site"].code},
    "programmes:site-place": lambda own: {"code": own["site"].code},
    "programmes:gift-add": lambda own: {"code": own["site"].code},
    "programmes:bulk": lambda own: {},
    "programmes:bulk-done": lambda own: {"batch": own["batch"]},
    "programmes:bulk-undo": lambda own: {"batch": own["batch"]},
    "programmes:drop-view": lambda own: {"pk": own["view"]},
    "intake:batch": lambda own: {"key": own["import"].key},
    "intake:left-over": lambda own: {"key": own["import"].key},
    "intake:commit": lambda own: {"key": own["import"].key},
    "intake:undo": lambda own: {"key": own["import"].key},
    "intake:discard": lambda own: {"key": own["import"].key},
    "intake:reopen": lambda own: {"key": own["import"].key},
    "intake:reread": lambda own: {"key": own["import"].key},
    "intake:mark": lambda own: {"key": own["import"].key},
    "intake:row": lambda own: {"key": own["import"].key, "pk": own["row"].pk},
    "intake:apart": lambda own: {"key": own["import"].key, "pk": own["row"].pk},
    "intake:follow": lambda own: {"key": own["import"].key, "pk": own["row"].pk},
    "intake:row-programme": lambda own: {"key": own["import"].key, "pk": own["row"].pk},
    "web:entry": lambda own: {"number": own["entry"].number},
    "web:proof": lambda own: {"number": own["entry"].number},
    "people:detail": lambda own: {"pk": own["person"].pk},
    "people:change": lambda own: {"pk": own["person"].pk},
    "people:give-post": lambda own: {"pk": own["person"].pk},
    "people:end-post": lambda own: {"pk": own["person"].pk, "post_pk": own["post"].pk},
    "people:deactivate": lambda own: {"pk": own["person"].pk},
    "people:reactivate": lambda own: {"pk": own["person"].pk},
    "people:unlock": lambda own: {"pk": own["person"].pk},
    "people:reset-link": lambda own: {"pk": own["person"].pk},
    "people:drop-second-factor": lambda own: {"pk": own["person"].pk},
    "people:set-password": lambda own: {"pk": own["person"].pk, "token": own["token"]},
    "units:detail": lambda own: {"code": own["unit"].code},
    "dossiers:unit": lambda own: {"code": own["unit"].code},
    "dossiers:programme": lambda own: {"code": own["programme"].code},
    "dossiers:programme-add": lambda own: {"code": own["programme"].code},
    "dossiers:site": lambda own: {"code": own["site"].code},
    "dossiers:site-add": lambda own: {"code": own["site"].code},
    **dict.fromkeys(
        (
            f"dossiers:{name}"
            for name in ("document", "change", "sign", "withdraw", "restore", "version-add")
        ),
        lambda own: {"pk": own["document"].pk},
    ),
    "dossiers:page": lambda own: {"pk": own["document"].pk, "number": 1, "page": 1},
    "dossiers:download": lambda own: {"pk": own["document"].pk, "number": 1, "form": "file"},
    "dossiers:checklist": lambda own: {"pk": own["checklist"].pk},
    "dossiers:checklist-withdraw": lambda own: {"pk": own["checklist"].pk},
    **dict.fromkeys(
        (f"reviews:{name}" for name in ("round", "export", "deadlines", "end-scoring", "close")),
        lambda own: {"pk": own["round"].pk},
    ),
    **dict.fromkeys(
        (
            f"reviews:{name}"
            for name in ("rating", "score", "appraise", "leave-out", "bring-back", "decide", "case")
        ),
        lambda own: {"pk": own["rating"].pk},
    ),
    **dict.fromkeys(
        (f"reviews:{name}" for name in ("sheet", "sheet-change", "sheet-withdraw")),
        lambda own: {"pk": own["sheet"].pk},
    ),
    "reviews:sheet-shipped": lambda own: {"code": "phong-trao-510"},
    **dict.fromkeys(
        (
            f"figures:{name}"
            for name in (
                "entry",
                "cells",
                "recall",
                "stand-in",
                "give-back",
                "accept",
                "lock",
                "correct",
                "versions",
            )
        ),
        lambda own: {"code": own["return"].unit.code, "period": own["return"].period.code},
    ),
    "figures:behind": lambda own: {},
    **dict.fromkeys(
        (f"figures:board{name}" for name in ("", "-change", "-delete")),
        lambda own: {"pk": own["board"].pk},
    ),
    "figures:indicator": lambda own: {"code": "theft"},
    **dict.fromkeys(
        (f"figures:definition{name}" for name in ("", "-text")),
        lambda own: {"pk": own["definition"].pk},
    ),
    "figures:definition-compare": lambda own: {
        "pk": own["definition"].pk,
        "other": own["definition"].pk,
    },
    **dict.fromkeys(
        (f"figures:batch{name}" for name in ("", "-cells", "-commit", "-undo", "-discard")),
        lambda own: {"key": own["figures"].key},
    ),
    **dict.fromkeys(
        (
            f"reports:{name}"
            for name in (
                "detail",
                "compare",
                "send",
                "recall",
                "receive",
                "give-back",
                "lock",
                "revise",
            )
        ),
        lambda own: {"key": own["report"].key},
    ),
    **dict.fromkeys(
        (f"reports:{name}" for name in ("write", "sign", "drop")),
        lambda own: {"key": own["draft"].key},
    ),
    "reports:figure": lambda own: {"key": own["report"].key, "number": 1},
    "reports:download": lambda own: {"key": own["report"].key, "form": "xlsx"},
    "reports:frame-shipped": lambda own: {"code": "bao_cao_quy"},
    **dict.fromkeys(("reports:frame", "reports:frame-change"), lambda own: {"pk": own["frame"].pk}),
    **dict.fromkeys(
        (f"evidence:{name}" for name in ("programme", "selection", "brief")),
        lambda own: {"code": own["programme"].code},
    ),
    **dict.fromkeys(
        (f"evidence:study{name}" for name in ("", "-amend", "-run")),
        lambda own: {"key": own["study"].key},
    ),
    **dict.fromkeys(
        (f"evidence:study-{name}" for name in ("change", "lock", "withdraw")),
        lambda own: {"key": own["study draft"].key},
    ),
    **dict.fromkeys(
        (f"planning:{name}" for name in ("plan", "copy", "export")),
        lambda own: {"key": own["plan"].key},
    ),
    **dict.fromkeys(
        ("planning:change", "planning:solve", "planning:withdraw"),
        lambda own: {"key": own["plan draft"].key},
    ),
    "planning:adopt": lambda own: {"key": own["plan ready"].key},
    **dict.fromkeys(
        (f"planning:draw-{name}" for name in ("change", "schedule", "announce")),
        lambda own: {"key": own["draw draft"].key},
    ),
    **dict.fromkeys(
        ("planning:draw-hold", "planning:draw-withdraw"),
        lambda own: {"key": own["draw announced"].key},
    ),
    **dict.fromkeys(
        ("planning:draw", "planning:draw-text", "planning:schedule"),
        lambda own: {"key": own["draw"].key},
    ),
    **dict.fromkeys(
        (f"planning:public-draw{name}" for name in ("", "-text", "-program")),
        lambda own: {"key": own["draw announced"].key},
    ),
    "planning:schedule-export": lambda own: {"key": own["draw"].key, "form": "csv"},
    **dict.fromkeys(
        (f"evidence:run{name}" for name in ("", "-result", "-panel", "-neighbours")),
        lambda own: {"pk": own["run"].pk},
    ),
    "committee:table": lambda own: {"pk": own["round"].pk},
    "committee:minutes": lambda own: {"pk": own["round"].pk, "form": "docx"},
    **dict.fromkeys(
        (f"committee:{name}" for name in ("programme", "take-back", "case")),
        lambda own: {"pk": own["round"].pk, "code": own["programme"].code},
    ),
    "life:open-kind": lambda own: {"kind": "build"},
    "life:programme": lambda own: {"code": own["programme"].code},
    "life:site": lambda own: {"code": own["site"].code},
    **dict.fromkeys(
        (
            f"life:{name}"
            for name in ("case", "act", "take-back", "delegate", "end-delegation", "meeting")
        ),
        lambda own: {"code": own["case"].code},
    ),
    "life:assets": lambda own: {"code": own["case"].code},
    "life:hand-over": lambda own: {"code": own["case"].code, "pk": own["asset"].pk},
    **dict.fromkeys(
        (f"life:procedure{name}" for name in ("", "-text", "-withdraw")),
        lambda own: {"pk": own["procedure"].pk},
    ),
    "life:procedure-compare": lambda own: {
        "pk": own["procedure"].pk,
        "other": own["procedure"].pk,
    },
    "papers:new": lambda own: {"kind": "invitation"},
    "papers:issuer": lambda own: {"pk": own["issuer"].pk},
    "papers:issuer-begin": lambda own: {"pk": own["issuer"].pk},
    "papers:issuer-close": lambda own: {"pk": own["issuer"].pk},
    "papers:template-file": lambda own: {"pk": own["template"].pk},
    "papers:template-withdraw": lambda own: {"pk": own["template"].pk},
}
# What follows its "?", likewise.
NAMED: dict[str, Callable[[dict[str, Any]], dict[str, str]]] = {
    "papers:new": lambda own: {"site": own["site"].code},
    "figures:behind": lambda own: {
        "what": "theft",
        "unit": own["unit"].code,
        "period": "month-2026-10",
    },
}
# The list of all units as a file is long; that of the provinces tells as much.
ASKED = {"units:export": {"level": "1"}}
LED = {"programmes:site", "programmes:site-change", "programmes:gift-add"}  # by someone, or not
# Parts of an address that name a form or a thing that nobody has here.
A_FORM = {"csrfmiddlewaretoken": "nothing else"}
FIXED = {"kind": "invitation", "form": "xlsx", "key": "x", "provider_id": "sso", "pk": 999}
SENT: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "programmes:bulk": lambda own: {"pick": own["site"].pk},
    "people:end-post": lambda own: {"until": "2030-01-01"},
    "programmes:save-view": lambda own: {"name": "Mới", "query": "q=camera"},
}


def addresses(patterns: list[Any] | None = None, space: str = "") -> Iterator[tuple[str, Any]]:
    """Every address by its full name, such as programmes:site."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, f"{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern):
            yield f"{space}{one.name}", one


def steps(name: str) -> Iterator[Key]:
    places = ("own", "near", "far") if name in LED else ("own", "far")
    for place in places if name in PLACED else ("-",):
        for method in ("GET", "POST"):
            yield name, place, method


def table() -> dict[Key, list[str]]:
    """The answers of the file: name, place, method, one answer a walker."""
    lines = [line.split() for line in ANSWERS.read_text().splitlines()]
    rows = [words for words in lines if words and not words[0].startswith("#")]
    assert all(len(words) == 3 + len(PEOPLE) for words in rows)
    found = {(words[0], words[1], words[2]): words[3:] for words in rows}
    assert len(found) == len(rows), "a line stands twice"
    return found


NAMES = dict(addresses())
ROOMS = sorted({name.partition(":")[0] for name in NAMES if ":" in name} | {"account"})


def test_every_address_is_in_the_table_and_no_other():
    asked = {step for name in NAMES for step in steps(name)}
    known = table().keys()
    assert (sorted(asked - known), sorted(known - asked)) == ([], [])


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: Any) -> Iterator[Ground]:
    """Built once, and gone with the module: each step is taken back as soon as it was taken."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def cookies(ground: Ground) -> dict[str, str]:
    """A session each."""
    found = {}
    for walker, person in ground.people.items():
        if person is not None:
            client = Client()
            client.force_login(person, BACKEND)
            client.get("/people/me/")  # notes the session
            found[walker] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return found


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.parametrize("room", ROOMS)
def test_each_address_answers_as_the_table_says(room, ground, cookies):
    expected = table()
    wrong = []
    for step in (step for name in NAMES if room_of(name) == room for step in steps(name)):
        answers = [answer_to(step, walker, ground, cookies) for walker in PEOPLE]
        if answers != expected.get(step):
            wrong.append(line(step, answers))
    assert wrong == [], "\n" + "\n".join(wrong)


def room_of(name: str) -> str:
    """Signing in and what belongs to no room stand together."""
    return name.partition(":")[0] if ":" in name else "account"


def line(step: Key, answers: list[str]) -> str:
    name, place, method = step
    return (
        f"{name:34} {place:5} {method:5}" + " ".join(f"{answer:5}" for answer in answers).rstrip()
    )


def answer_to(step: Key, walker: str, ground: Ground, cookies: dict[str, str]) -> str:
    name, place, method = step
    records = ground.seen_by(walker, place)
    path = reverse(name, kwargs=kwargs_of(name, records))
    if name in NAMED:
        path += f"?{urlencode(NAMED[name](records))}"
    cache.clear()  # limits by the minute
    client = Client()
    if walker in cookies:
        client.cookies[settings.SESSION_COOKIE_NAME] = cookies[walker]
    with transaction.atomic():
        if method == "GET":
            answer = client.get(path, ASKED.get(name))
        else:
            answer = client.post(path, SENT[name](records) if name in SENT else A_FORM)
        transaction.set_rollback(True)
    return in_short(answer)


def kwargs_of(name: str, records: dict[str, Any]) -> dict[str, Any]:
    if name in PLACED:
        return PLACED[name](records)
    return {part: FIXED[part] for part in NAMES[name].pattern.converters}


def in_short(response: HttpResponse) -> str:
    """The status; `in` is being sent to sign in, `again` to confirm that it is oneself."""
    if response.status_code != 302:
        return str(response.status_code)
    where = urlsplit(response["Location"]).path
    return {SIGN_IN: "in", CONFIRM: "again"}.get(where, "302")
