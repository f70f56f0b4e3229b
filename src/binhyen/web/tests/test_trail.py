"""Entries of the log read like sentences, whatever they are about."""

import ast
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import transaction
from django.template import Context, Template

import binhyen
from binhyen.kernel.log import record, snapshot
from binhyen.kernel.models import Entry
from binhyen.people.choices import Role
from binhyen.people.models import Person, Post
from binhyen.ui.trail import VERBS, lines, whole_line
from binhyen.units.models import Unit

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ROOMS = Path(binhyen.__file__).parent
WRITERS = {"record": 1, "Change": 1, "note_event": 1, "_note_stranger": 1, "_save": 1, "births": 1}

pytestmark = pytest.mark.django_db


def an_entry(**fields) -> Entry:
    return Entry(**{"number": 1, "at": AT, "by": "lan", "verb": "change"} | fields)


def verbs_written() -> set[str]:
    """Every verb that stands as a text in a call that writes to the log, in any room."""
    found = set()
    for path in ROOMS.rglob("*.py"):
        if {"tests", "migrations"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                place = WRITERS.get(name)
                if place is not None and len(node.args) > place:
                    match node.args[place]:
                        case ast.Constant(value=str(verb)):
                            found.add(verb)
    return found


def test_every_verb_that_is_written_has_its_words():
    written = verbs_written()
    assert {"create", "change", "delete", "undo", "commit", "give", "end"} <= written
    assert written - VERBS.keys() == set()


def test_every_second_factor_has_its_words():
    from allauth.mfa.models import Authenticator

    kinds = [value.replace("_", "-") for value in Authenticator.Type.values]
    deeds = {f"{deed}-{kind}" for deed in ("add", "remove", "renew") for kind in kinds}
    assert deeds - VERBS.keys() == set()


def test_what_an_entry_points_to_is_called_by_its_name():
    old, new = Unit.objects.filter(level=3)[:2]
    entry = an_entry(
        kind="people.post", record="1", before={"unit_id": old.pk}, after={"unit_id": new.pk}
    )
    (change,) = lines([entry])[0].changes
    assert (change.before, change.after) == (old.name, new.name)


def test_what_is_gone_keeps_its_number():
    entry = an_entry(kind="people.post", record="1", before={"unit_id": 1}, after={"unit_id": 0})
    (change,) = lines([entry])[0].changes
    assert change.after == "mục số 0"


def test_all_names_of_a_page_take_one_query(django_assert_num_queries):
    unit = Unit.objects.filter(level=3).first()
    person = Person.objects.create_user(username="lan", full_name="Nguyễn Thị Lan")
    entries = [
        an_entry(kind="people.post", before=None, after={"unit_id": unit.pk}),
        an_entry(kind="people.post", before={"person_id": None}, after={"person_id": person.pk}),
        an_entry(kind="units.unit", before={"parent_id": None}, after={"parent_id": unit.pk}),
    ]
    with django_assert_num_queries(1):
        told = lines(entries)
    assert told[1].changes[0].after == "Nguyễn Thị Lan"
    with django_assert_num_queries(0):
        lines([an_entry(kind="people.post", by="system:demo")])


def test_whoever_acted_is_named_and_the_system_says_which_part():
    Person.objects.create_user(username="lan", full_name="Nguyễn Thị Lan")
    told = lines([an_entry(), an_entry(by="gone"), an_entry(by="system:sign-in")])
    assert [line.who for line in told] == ["Nguyễn Thị Lan", "gone", "Hệ thống (đăng nhập)"]
    assert [line.user for line in told] == ["lan", "gone", ""]


def test_signing_in_does_not_say_the_name_twice():
    assert lines([an_entry(verb="sign-in", kind="people.person", label="Lan")])[0].what == ""


def test_a_date_is_told_as_exactly_as_it_is_known():
    after = {"held_from": "2026-03-01", "held_until": None}
    entry = an_entry(kind="people.post", before={"held_from": None}, after=after)
    assert [(c.name, c.after) for c in lines([entry])[0].changes] == [
        ("Từ ngày", "01/03/2026"),
        ("Đến hết ngày", "trống"),
    ]
    site = an_entry(
        kind="programmes.site",
        before={"established_on": None},
        after={"established_on": "2021-09-01", "established_precision": "month"},
    )
    assert lines([site])[0].changes[0].after == "09/2021"


def test_a_birth_is_told_by_its_label_in_a_list_and_column_by_column_by_itself():
    unit = Unit.objects.filter(level=3).first()
    person = Person.objects.create_user(username="lan", full_name="Nguyễn Thị Lan")
    post = Post.objects.create(
        person=person, role=Role.READER, unit=unit, held_from=date(2026, 1, 1)
    )
    with transaction.atomic():
        entry = record(post, "give", by=person, at=AT, after=snapshot(post))
    assert lines([entry])[0].changes == ()
    told = {change.name: change.after for change in whole_line(entry).changes}
    assert told == {
        "người dùng": "Nguyễn Thị Lan",
        "Vai trò": "Người xem",
        "Địa bàn": unit.name,
        "Từ ngày": "01/01/2026",
        "Đến hết ngày": "trống",
    }


def test_covered_contacts_and_unknown_tables_are_told_without_a_fault():
    masked = an_entry(kind="people.person", before={"phone": ""}, after={"phone": "•0123456789ab"})
    assert lines([masked])[0].changes[0].after == "(che) 012345"
    gone = an_entry(kind="gone.table", before={"a": 1}, after={"a": 2}, verb="fly")
    assert (lines([gone])[0].verb, lines([gone])[0].changes) == ("fly", ())


def test_what_was_typed_is_never_markup_in_a_trail():
    page = Template("{% load ui %}{% history entries %}").render(
        Context({"entries": [an_entry(label="<b>x</b>", kind="a.b", reason="<i>")]})
    )
    assert "<b>" not in page
    assert "<i>" not in page


def test_a_sum_in_a_label_is_written_the_vietnamese_way():
    entry = an_entry(kind="programmes.contribution", label="11500000 đ, xã hội hóa")
    assert lines([entry])[0].what == "11.500.000 đ, xã hội hóa"
