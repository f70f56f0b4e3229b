"""A paper gets the next number of its issuer and year, or none at all."""

import threading
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binhyen.dossiers import actions as dossiers
from binhyen.dossiers.models import Document
from binhyen.dossiers.queries import papers_held
from binhyen.files.queries import content_of
from binhyen.kernel.log import history_of
from binhyen.papers import actions, queries
from binhyen.papers.choices import Body, FaultCode
from binhyen.papers.models import Issued, Series
from binhyen.people.choices import Role
from binhyen.programmes.tests.factories import (
    AT,
    SYSTEM,
    a_programme,
    a_site,
    an_officer,
    todays_unit,
)

from .factories import ON, a_paper, an_issuer, typed

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_the_first_paper_of_a_year_is_01_and_the_next_02():
    programme = a_programme(unit=todays_unit("68"))
    first, second = a_paper("plan", programme), a_paper("invitation", programme)
    assert (first.symbol, second.symbol) == ("01/KH-UBND", "02/GM-UBND")


def test_every_issuer_and_every_year_counts_for_itself():
    programme = a_programme(unit=todays_unit("68"))
    committee, board = an_issuer(), an_issuer(body=Body.BOARD)
    a_paper("plan", programme, issuer=committee, on=date(2025, 12, 30))
    numbers = [
        a_paper("plan", programme, issuer=committee).symbol,
        a_paper("plan", programme, issuer=board).symbol,
    ]
    assert numbers == ["01/KH-UBND", "01/KH-BCĐ"]


def test_a_paper_lies_in_the_dossier_of_what_it_is_about_as_word_and_pdf():
    programme = a_programme(unit=todays_unit("68"))
    site = a_site(programme, unit=todays_unit("24646"), village="Thôn 2")
    issued = a_paper("establishment_decision", programme, site=site)
    document = papers_held(programme, site, on=ON)["establishment_decision"].document
    version = document.versions.get()
    assert document == issued.document
    assert (document.number, document.issued_on) == ("01/QĐ-UBND", ON)
    assert content_of(version.stored).startswith(b"PK")
    assert content_of(version.pdf).startswith(b"%PDF")


def test_number_paper_and_document_leave_their_entries_in_the_log():
    issued = a_paper()
    entry = history_of(issued).get()
    assert (entry.verb, entry.label) == ("issue", "01/KH-UBND")
    assert history_of(issued.document).get().verb == "create"


def test_a_register_kept_on_paper_so_far_is_continued():
    issuer = an_issuer()
    actions.begin_series(issuer, 2026, 117, by=SYSTEM, at=AT)
    assert a_paper(issuer=issuer).symbol == "118/KH-UBND"


def test_the_beginning_cannot_be_moved_once_a_number_was_given():
    issuer = an_issuer()
    a_paper(issuer=issuer)
    with pytest.raises(actions.IssuerRefused):
        actions.begin_series(issuer, 2026, 117, by=SYSTEM, at=AT)
    assert a_paper(issuer=issuer).number == 2


def test_a_form_sent_twice_issues_one_paper():
    programme, issuer, token = a_programme(unit=todays_unit("68")), an_issuer(), uuid4()
    sent = [a_paper("plan", programme, issuer=issuer, token=token) for _ in range(2)]
    assert sent[0] == sent[1]
    assert Issued.objects.count() == Document.objects.count() == 1


def faults_of(**changed) -> dict[str, list[str]]:
    with pytest.raises(actions.PaperRefused) as refused:
        a_paper(**changed)
    found: dict[str, list[str]] = {}
    for fault in refused.value.faults:
        found.setdefault(fault.field, []).append(fault.code)
    return found


def test_all_faults_come_at_once_and_no_number_is_taken():
    found = faults_of(muc_dich="", can_cu="Gọi 0912 345 678", on=ON + timedelta(days=1))
    assert found == {
        "on": [FaultCode.FUTURE],
        "muc_dich": [FaultCode.BLANK],
        "can_cu": [FaultCode.CONTACT],
    }
    assert not Series.objects.filter(last__gt=0).exists()


def test_days_numbers_and_choices_are_checked():
    found = faults_of(
        kind="ending_decision",
        ngay_hieu_luc="31/02/2026",
        can_cu_ket_thuc="vì thích",
    )
    assert found == {
        "ngay_hieu_luc": [FaultCode.NOT_A_DAY],
        "can_cu_ket_thuc": [FaultCode.NOT_OFFERED],
    }
    assert faults_of(kind="survey_report", so_ho="nhiều") == {"so_ho": [FaultCode.NOT_A_NUMBER]}


def test_numbers_run_with_the_days():
    """A paper dated before the last number's day would stand out of order in the register."""
    programme = a_programme(unit=todays_unit("68"))
    a_paper("plan", programme)
    with pytest.raises(actions.PaperRefused) as refused:
        a_paper("plan", programme, on=ON - timedelta(days=1))
    assert [fault.code for fault in refused.value.faults] == [FaultCode.BEFORE_LAST]
    assert a_paper("plan", programme).number == 2


def test_a_closed_issuer_issues_nothing_more():
    issuer = an_issuer()
    actions.close_issuer(issuer, by=SYSTEM, at=AT)
    issuer.refresh_from_db()
    assert faults_of(issuer=issuer) == {"issuer": [FaultCode.CLOSED_ISSUER]}


def test_a_site_of_another_programme_is_refused():
    programme = a_programme(unit=todays_unit("68"))
    other = a_site(a_programme("Khác", unit=todays_unit("68")), unit=todays_unit("24646"))
    with pytest.raises(actions.PaperRefused) as refused:
        actions.issue(
            kind="plan",
            programme=programme,
            site=other,
            issuer=an_issuer(),
            on=ON,
            fields=typed("plan", programme, other),
            by=SYSTEM,
            at=AT,
        )
    assert [fault.code for fault in refused.value.faults] == [FaultCode.FOREIGN_SITE]


def test_an_officer_issues_in_the_name_of_their_own_place_and_nobody_elses():
    programme = a_programme(unit=todays_unit("68"))
    ours, theirs = todays_unit("24646"), todays_unit("24611")
    officer = an_officer(ours, Role.COMMUNE_OFFICER)
    site = a_site(programme, unit=ours)
    assert a_paper("plan", programme, site=site, by=officer).number == 1
    with pytest.raises(PermissionDenied):
        a_paper("plan", programme, site=site, issuer=an_issuer(theirs), by=officer)
    reader = an_officer(ours, Role.READER)
    with pytest.raises(PermissionDenied):
        a_paper("plan", programme, site=site, by=reader)


class Crash(Exception):
    """The machine goes down."""


def crashing(*_args, **_facts):
    raise Crash


@pytest.mark.parametrize("where", ["file_document", "after"])
def test_a_crash_between_number_and_saving_loses_and_doubles_nothing(monkeypatch, where):
    issuer, programme = an_issuer(), a_programme(unit=todays_unit("68"))
    a_paper("plan", programme, issuer=issuer)
    with monkeypatch.context() as broken, pytest.raises(Crash):
        if where == "file_document":
            broken.setattr(dossiers, "file_document", crashing)
        else:
            broken.setattr(Issued, "save", crashing)
        a_paper("plan", programme, issuer=issuer)
    assert Document.objects.count() == Issued.objects.count() == 1
    assert a_paper("plan", programme, issuer=issuer).number == 2


DEEDS = st.lists(st.sampled_from(["issue", "refuse", "crash", "other year"]), max_size=8)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(deeds=DEEDS, began_after=st.integers(0, 300))
def test_whatever_happens_the_numbers_of_a_series_have_no_gap(monkeypatch, deeds, began_after):
    with transaction.atomic():
        issuer, programme = an_issuer(), a_programme(unit=todays_unit("68"))
        actions.begin_series(issuer, 2026, began_after, by=SYSTEM, at=AT)
        for deed in deeds:
            _do(deed, issuer, programme, monkeypatch)
        for series in Series.objects.filter(issuer=issuer):
            given_out = list(series.papers.order_by("number").values_list("number", flat=True))
            assert given_out == list(range(series.began_after + 1, series.last + 1))
        transaction.set_rollback(True)


def _do(deed, issuer, programme, monkeypatch):
    if deed == "issue":
        a_paper("invitation", programme, issuer=issuer)
    elif deed == "other year":
        a_paper("invitation", programme, issuer=issuer, on=date(2025, 6, 1))
    elif deed == "refuse":
        with pytest.raises(actions.PaperRefused):
            a_paper("invitation", programme, issuer=issuer, thoi_gian="x" * 600)
    else:
        with monkeypatch.context() as broken, pytest.raises(Crash):
            broken.setattr(dossiers, "file_document", crashing)
            a_paper("invitation", programme, issuer=issuer)


@pytest.mark.django_db(transaction=True)
def test_officers_who_issue_at_once_share_the_numbers_without_gap_or_double():
    """Four at a time; on PostgreSQL they wait for a row, on SQLite for each other."""
    issuer, programme = an_issuer(), a_programme(unit=todays_unit("68"))
    officers = [an_officer(todays_unit("68")) for _ in range(4)]
    start, numbers, failures = threading.Barrier(4), [], []

    def work(officer) -> None:
        try:
            start.wait(10)
            for _ in range(3):
                numbers.append(a_paper("plan", programme, issuer=issuer, by=officer).number)
        except Exception as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=[officer]) for officer in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert sorted(numbers) == list(range(1, 13))
    assert Issued.objects.count() == Document.objects.count() == 12
    assert Series.objects.get(issuer=issuer).last == 12


@pytest.mark.django_db(transaction=True)
def test_two_who_propose_the_same_issuer_at_once_get_the_same():
    start, found, failures = threading.Barrier(2), [], []

    def work() -> None:
        try:
            start.wait(10)
            found.append(an_issuer().pk)
        except Exception as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (failures, len(set(found))) == ([], 1)


@pytest.mark.parametrize("kind", list(queries.kinds()))
def test_every_kind_can_be_issued_for_a_programme(kind):
    issued = a_paper(kind)
    assert issued.symbol == f"01/{queries.kinds()[kind].symbol}-UBND"
    assert issued.document.kind == kind
