"""Papers as actions: filed, put right, signed, handed in anew, withdrawn and put back."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from binhyen.dossiers import actions, queries
from binhyen.dossiers.models import Document
from binhyen.kernel import log
from binhyen.people.choices import Role
from binhyen.programmes.tests.factories import (
    a_programme,
    a_site,
    an_officer,
    old_unit,
    todays_unit,
)

from .factories import AT, SYSTEM, WIL, a_paper, a_stored

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 25)


@pytest.fixture
def site():
    return a_site(a_programme(code="P10"), unit=old_unit("24643"), village="Thôn 3")


def faults(call, *said, **named) -> list[tuple[str, str]]:
    with pytest.raises(actions.DocumentRefused) as refused:
        call(*said, **named)
    return [(fault.field, fault.code.value) for fault in refused.value.faults]


def test_a_paper_is_filed_with_one_entry_that_says_which_file_it_was(site):
    document = a_paper(site, number="04/QC-UBND", issued_on=date(2023, 2, 8))
    assert document.dated_on == date(2023, 2, 8)
    assert (document.unit, document.programme) == (site.unit, site.programme)
    entry = log.history_of(document).get()
    assert (entry.verb, entry.unit_path) == ("create", site.unit.path)
    assert entry.after["file_sha256"] == document.latest.stored.sha256
    assert (entry.after["version"], entry.after["file_name"]) == (1, "van-ban.docx")


def test_a_paper_without_a_date_counts_from_its_signature_or_its_filing(site):
    assert a_paper(site, "charter").dated_on == AT.date()
    signed = a_paper(site, "pledge", signed_on=date(2024, 1, 2))
    assert signed.dated_on == date(2024, 1, 2)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"kind": "poem"}, ("kind", "unknown_kind")),
        ({"title": " "}, ("title", "blank")),
        ({"title": "x" * 256}, ("title", "too_long")),
        ({"number": "1" * 5 + "x" * 60}, ("number", "too_long")),
        ({"issued_on": date(2027, 1, 1)}, ("issued_on", "future")),
        ({"signed_on": date(2027, 1, 1)}, ("signed_on", "future")),
        ({"title": "gọi 0912 345 678"}, ("title", "contact")),
        ({"note": "a@b.vn"}, ("note", "contact")),
    ],
)
def test_what_cannot_be_said_of_a_paper_is_refused_beside_its_field(site, said, found):
    facts = {"kind": "charter", "title": "Quy chế", "stored": a_stored()} | said
    assert faults(a_paper, site, facts.pop("kind"), **facts) == [found]
    assert not Document.objects.exists()


def test_a_signature_cannot_stand_before_the_paper_nor_its_end(site):
    days = {"issued_on": ON.replace(year=2025), "signed_on": date(2025, 1, 1)}
    assert faults(a_paper, site, **days) == [("signed_on", "signed_before_issue")]
    days = {"issued_on": ON.replace(year=2025), "valid_until": date(2025, 1, 1)}
    assert faults(a_paper, site, **days) == [("valid_until", "ends_before_issue")]


def test_the_site_must_be_one_of_the_programmes(site):
    other = a_programme("Camera an ninh")
    said = {"kind": "charter", "title": "Quy chế", "stored": a_stored(), "name": "a.docx"}
    found = faults(actions.file_document, programme=other, site=site, by=SYSTEM, at=AT, **said)
    assert found == [("site", "foreign_site")]


def test_the_same_file_twice_is_one_paper_unless_we_drafted_it(site):
    stored = a_stored("một")
    first = a_paper(site, stored=stored)
    assert faults(a_paper, site, stored=stored) == [("file", "duplicate")]
    a_paper(site, "pledge", stored=stored)
    a_paper(site, stored=stored, source="drafted")
    actions.withdraw(first, "nhầm", by=SYSTEM, at=AT)
    a_paper(site, stored=stored, source="drafted")
    assert Document.objects.count() == 4


def test_an_archive_is_taken_in_whole_or_not_at_all(site, django_assert_max_num_queries):
    stored = a_stored()
    lines = [
        actions.Filing(
            programme=site.programme, site=site, kind=kind, title=kind, stored=stored, name="a.docx"
        )
        for kind in ("charter", "pledge", "launch_minutes")
    ]  # fmt: skip
    found = faults(actions.file_documents, [*lines, lines[0]], by=SYSTEM, at=AT)
    assert found == [("file", "duplicate")]
    assert not Document.objects.exists()
    with django_assert_max_num_queries(20):
        papers = actions.file_documents(lines, by=SYSTEM, at=AT, reason="Số hóa hồ sơ")
    assert [paper.latest.number for paper in papers] == [1, 1, 1]
    assert {log.history_of(paper).get().reason for paper in papers} == {"Số hóa hồ sơ"}


@pytest.mark.parametrize(
    ("unit", "role", "may"),
    [
        ("68", Role.PROVINCE_OFFICER, True),
        (WIL, Role.COMMUNE_OFFICER, True),
        ("68", Role.ADMINISTRATOR, True),
        ("68", Role.LEADER, False),
        (WIL, Role.READER, False),
        (WIL, Role.SITE_LEADER, False),
        ("24611", Role.COMMUNE_OFFICER, False),
    ],
)
def test_officers_of_the_place_file_papers_and_nobody_else(site, unit, role, may):
    by = an_officer(todays_unit(unit), role)
    document = a_paper(site)
    if may:
        assert a_paper(site, "pledge", by=by).latest.by == by
        actions.mark_signed(document, ON.replace(month=1), by=by, at=AT)
        return
    attempts = [
        lambda: a_paper(site, "pledge", by=by),
        lambda: actions.mark_signed(document, ON, by=by, at=AT),
        lambda: actions.withdraw(document, "x", by=by, at=AT),
        lambda: actions.restore(document, by=by, at=AT),
        lambda: actions.add_version(document, a_stored("2"), name="b.docx", by=by, at=AT),
    ]
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()


def test_a_commune_reads_its_provinces_papers_and_files_none_of_them(site):
    paper = a_paper(site.programme, "plan")
    commune = an_officer(todays_unit(WIL), Role.COMMUNE_OFFICER)
    assert queries.document_shown(commune, paper.pk).may_change is False
    with pytest.raises(PermissionDenied):
        a_paper(site.programme, "plan", by=commune)
    stranger = an_officer(todays_unit("37"))
    assert queries.document_shown(stranger, paper.pk) is None
    assert list(Document.objects.visible_to(stranger)) == []


# --- signed ---


def test_a_signature_is_noted_with_the_scan_as_a_new_version(site):
    document = a_paper(site)
    scan = a_stored("bản quét")
    actions.mark_signed(document, date(2026, 11, 20), by=SYSTEM, at=AT, stored=scan, name="q.docx")
    document.refresh_from_db()
    assert document.signed_on == date(2026, 11, 20)
    assert [v.stored for v in document.versions.all()] == [scan, document.versions.last().stored]
    entry = log.history_of(document).first()
    assert (entry.verb, entry.before) == ("sign", {"signed_on": None, "version": 1})
    assert entry.after["signed_on"] == "2026-11-20"


def test_nothing_is_signed_twice_nor_tomorrow_nor_before_it_was_written(site):
    document = a_paper(site, issued_on=date(2026, 11, 10))
    sign = actions.mark_signed
    assert faults(sign, document, date(2026, 11, 26), by=SYSTEM, at=AT) == [("signed_on", "future")]
    assert faults(sign, document, date(2026, 11, 9), by=SYSTEM, at=AT) == [
        ("signed_on", "signed_before_issue")
    ]
    sign(document, date(2026, 11, 10), by=SYSTEM, at=AT)
    assert faults(sign, document, date(2026, 11, 11), by=SYSTEM, at=AT) == [
        ("signed_on", "signed_already")
    ]


# --- versions ---


def test_versions_are_numbered_and_a_signature_is_for_one_text(site):
    document = a_paper(site, signed_on=date(2026, 11, 1))
    second = actions.add_version(document, a_stored("2"), name="b.docx", by=SYSTEM, at=AT)
    document.refresh_from_db()
    assert (second.number, document.signed_on) == (2, None)
    actions.mark_signed(document, date(2026, 11, 2), by=SYSTEM, at=AT)
    third = actions.add_version(
        document, a_stored("3"), name="c.docx", is_signed=True, by=SYSTEM, at=AT
    )
    document.refresh_from_db()
    assert (third.number, document.signed_on) == (3, date(2026, 11, 2))
    assert [e.verb for e in log.history_of(document)] == [
        "add-version", "sign", "add-version", "create",
    ]  # fmt: skip


def test_the_same_file_is_no_new_version(site):
    document = a_paper(site)
    same = document.latest.stored
    found = faults(actions.add_version, document, same, name="b.docx", by=SYSTEM, at=AT)
    assert found == [("file", "same_version")]


# --- put right ---


def facts(document, **said) -> actions.DocumentFacts:
    known = {name: getattr(document, name) for name in actions.documents.SAYABLE}
    return actions.DocumentFacts(**known | said)


def test_a_mistake_is_put_right_and_only_what_changed_is_logged(site):
    document = a_paper(site, number="4/QC")
    actions.change_document(document, facts(document, number="04/QC-UBND"), by=SYSTEM, at=AT)
    entry = log.history_of(document).first()
    assert (entry.before, entry.after) == ({"number": "4/QC"}, {"number": "04/QC-UBND"})
    document.refresh_from_db()
    actions.change_document(document, facts(document), by=SYSTEM, at=AT)
    assert log.history_of(document).count() == 2


def test_a_paper_drafted_here_keeps_its_number_and_day(site):
    document = a_paper(site, number="04/QĐ-UBND", issued_on=ON.replace(day=1), source="drafted")
    said = facts(document, number="05/QĐ-UBND", issued_on=ON.replace(day=2), title="Tên khác")
    assert faults(actions.change_document, document, said, by=SYSTEM, at=AT) == [
        ("issued_on", "drafted"),
        ("number", "drafted"),
    ]
    actions.change_document(document, facts(document, title="Tên khác"), by=SYSTEM, at=AT)
    document.refresh_from_db()
    assert (document.number, document.title) == ("04/QĐ-UBND", "Tên khác")


# --- withdrawn ---


def test_a_withdrawn_paper_counts_no_longer_and_comes_back(site):
    document = a_paper(site, signed_on=date(2026, 11, 1))
    assert "charter" in queries.papers_held(site.programme, site)
    assert faults(actions.withdraw, document, " ", by=SYSTEM, at=AT) == [("reason", "blank")]
    actions.withdraw(document, "nộp nhầm điểm", by=SYSTEM, at=AT)
    assert queries.papers_held(site.programme, site) == {}
    document.refresh_from_db()
    for deed in (
        lambda: actions.withdraw(document, "x", by=SYSTEM, at=AT),
        lambda: actions.mark_signed(document, ON, by=SYSTEM, at=AT),
        lambda: actions.add_version(document, a_stored("2"), name="b.docx", by=SYSTEM, at=AT),
        lambda: actions.change_document(document, facts(document), by=SYSTEM, at=AT),
    ):
        assert ("document", "withdrawn") in faults(deed)
    actions.restore(document, by=SYSTEM, at=AT)
    assert "charter" in queries.papers_held(site.programme, site)
    assert faults(actions.restore, document, by=SYSTEM, at=AT) == [("document", "not_withdrawn")]
    withdrawal = log.history_of(document)[1]
    assert (withdrawal.verb, withdrawal.reason) == ("withdraw", "nộp nhầm điểm")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["Ông A, CCCD số 067099001234"], True),
        (["Chứng minh nhân dân: 245 123 456"], True),
        (["Số căn cước của người đại diện là 067 099 001 234"], True),
        (["Kinh phí 067099001234 đồng", "CCCD"], False),
        (["Hướng dẫn cấp căn cước theo Luật số 26/2023/QH15"], False),
        (["Tài khoản 123456789012 tại kho bạc"], False),
    ],
)
def test_a_file_that_tells_an_id_number_is_known(words, told):
    if told:
        assert faults(actions.screen_words, words) == [("file", "id_number_inside")]
    else:
        actions.screen_words(words)
