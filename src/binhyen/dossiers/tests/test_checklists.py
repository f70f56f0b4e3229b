"""The list of required papers: as shipped, and as a province writes its own."""

from datetime import date

import pytest

from binhyen.dossiers import queries
from binhyen.dossiers.choices import ChecklistFault, DocumentKind
from binhyen.dossiers.rules.checklists import ChecklistFaulty, parse
from binhyen.dossiers.rules.months import latest_start, months_from
from binhyen.dossiers.rules.standing import Facts, Paper, good_until, needed, worth

ON = date(2026, 11, 25)
TOML = "Expected newline or end of document after a statement (at line 1, column 10)"
NEED = 'needed = [{ states = ["asleep"], origins = ["old"], after_months = 1.5 }]'
ROW = '[[paper]]\ncode = "charter"\ngroup = "founding"\nof = "site"\n'


def a_list(rows: str = ROW, head: str = 'name = "Danh mục của tỉnh"\n') -> str:
    return head + rows


def findings(text: str) -> list[tuple[str, str, str, int]]:
    with pytest.raises(ChecklistFaulty) as faulty:
        parse(text)
    return [(f.code.value, f.detail, f.row, f.line) for f in faulty.value.findings]


def test_the_shipped_list_names_every_kind_of_paper_and_says_that_it_is_a_sample():
    shipped = queries.shipped()
    assert set(shipped.kinds) == set(DocumentKind.values)
    assert not shipped.is_verified
    assert "chưa đối chiếu" in shipped.note


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("name = 1 2", [("toml", TOML, "", 1)]),
        (a_list(""), [("empty", "", "", 0)]),
        (a_list(ROW, ""), [("lacks", "name", "", 0)]),
        (a_list(ROW + "years = 3\n"), [("unknown_field", "years", "charter", 2)]),
        (a_list(ROW + 'signed = "yes"\n'), [("wrong_type", "signed", "charter", 2)]),
        (a_list(ROW + ROW), [("twice", "charter", "charter", 6)]),
        (a_list(ROW.replace("charter", "quy_che")), [("unnamed", "quy_che", "quy_che", 2)]),
        (a_list(ROW.replace("charter", "Quy chế")), [("bad_code", "Quy chế", "Quy chế", 2)]),
        (a_list(ROW.replace("founding", "x")), [("unknown_group", "x", "charter", 2)]),
        (a_list(ROW.replace('"site"', '"commune"')), [("unknown_of", "commune", "charter", 2)]),
        (a_list(ROW + "valid_months = 0\n"), [("bad_months", "valid_months = 0", "charter", 2)]),
        (a_list(ROW + "needed = [{}]\n"), [("lacks", "states", "charter", 2)]),
        (
            a_list(ROW + NEED),
            [
                ("unknown_state", "asleep", "charter", 2),
                ("unknown_origin", "old", "charter", 2),
                ("bad_months", "after_months = 1.5", "charter", 2),
            ],
        ),
        (a_list('[[paper]]\ncode = "charter"\n'), [
            ("lacks", "group", "charter", 2), ("lacks", "of", "charter", 2)]),
        (a_list("paper = 3\n"), [("wrong_type", "paper", "", 0)]),
    ],
)  # fmt: skip
def test_whatever_is_wrong_is_named_with_its_row_and_line(text, found):
    assert findings(text) == found


def test_every_fault_has_words():
    with pytest.raises(ChecklistFaulty) as faulty:
        parse(a_list(ROW.replace("founding", "x")))
    assert [f.label for f in faulty.value.findings] == ["không có nhóm “x”"]
    assert all(str(fault.label) for fault in ChecklistFault)


def test_a_province_may_name_kinds_of_its_own():
    own = ROW.replace("charter", "quy_uoc") + 'name = "Quy ước thôn, bon"\n'
    checklist = parse(a_list(own))
    assert checklist.label_of("quy_uoc") == "Quy ước thôn, bon"
    assert checklist.label_of("charter") == "Quy chế hoạt động"
    assert checklist.label_of("khong_con") == "khong_con"


# --- when a paper is needed ---


def codes(**facts) -> set[str]:
    return {kind.code for kind in needed(queries.shipped(), Facts(**facts), ON)}


def test_a_site_that_runs_needs_its_decision_and_a_new_one_its_residents_consent():
    base = {"establishment_decision", "charter", "launch_minutes"}
    assert codes(of="site", state="running") == base
    assert codes(of="site", state="running", origin="new") == base | {"meeting_minutes", "pledge"}
    copied = codes(of="site", state="running", origin="replicated")
    assert {"replication_plan", "replication_decision"} <= copied
    assert codes(of="site", state="running", origin="recounted") == base


def test_reports_are_needed_once_it_has_run_long_enough():
    yearly = {"interim_report", "scoring_sheet"}
    assert yearly <= codes(of="site", state="running", since=date(2025, 8, 25))
    assert not yearly & codes(of="site", state="running", since=date(2025, 8, 26))
    assert not yearly & codes(of="site", state="running")  # since when, nobody has written


def test_what_ended_needs_the_papers_of_its_end():
    ending = {"ending_report", "ending_decision", "handover_record"}
    assert codes(of="site", state="ended", ending="ended") == ending
    merged = codes(of="site", state="ended", ending="merged")
    assert merged == {"merger_decision", "handover_record"}
    assert codes(of="site", state="ended") == set()


def test_a_programme_in_preparation_needs_its_survey_plan_approved():
    wanted = {"survey_plan", "survey_plan_approval"}
    assert codes(of="programme", state="preparing", origin="new") == wanted
    assert wanted <= codes(of="programme", state="running", origin="new")


@pytest.mark.parametrize(
    ("precision", "latest"),
    [("day", date(2025, 8, 25)), ("month", date(2025, 7, 1)), ("year", date(2024, 1, 1))],
)
def test_a_date_known_to_a_month_or_year_may_have_been_its_last_day(precision, latest):
    assert latest_start(ON, 15, precision) == latest
    end = {"day": latest, "month": date(2025, 7, 31), "year": date(2024, 12, 31)}[precision]
    assert end <= months_from(ON, -15)


def test_months_end_where_a_shorter_month_does():
    assert months_from(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_from(date(2024, 3, 31), -1) == date(2024, 2, 29)
    assert months_from(date(5, 1, 1), -600) == date.min
    assert months_from(date(9990, 1, 1), 600) == date.max


# --- what a paper is worth ---


def test_a_paper_is_present_unsigned_or_out_of_date():
    report = queries.shipped().kinds["interim_report"]  # signed, and anew after 15 months
    recent, old = date(2025, 8, 25), date(2025, 8, 24)
    assert worth(report, Paper(recent, signed_on=recent), ON) == "present"
    assert worth(report, Paper(recent), ON) == "unsigned"
    assert worth(report, Paper(old, signed_on=old), ON) == "out_of_date"
    assert good_until(report, Paper(recent)) == ON


def test_a_day_written_on_the_paper_counts_before_the_lists_months():
    report = queries.shipped().kinds["interim_report"]
    long_ago = date(2020, 1, 1)
    assert worth(report, Paper(long_ago, long_ago, valid_until=ON), ON) == "present"
    assert worth(report, Paper(ON, ON, valid_until=date(2026, 11, 24)), ON) == "out_of_date"


def test_a_kind_that_no_list_names_is_taken_as_it_is():
    assert worth(None, Paper(date(1990, 1, 1)), ON) == "present"
    assert good_until(None, Paper(date(1990, 1, 1))) is None
