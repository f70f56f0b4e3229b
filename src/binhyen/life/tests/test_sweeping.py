"""The nightly sweep: reminded two working days ahead, told one level up when late, once a turn."""

from datetime import date

import pytest
from click.testing import CliRunner

from binhyen.kernel.models import Entry
from binhyen.life import actions, queries
from binhyen.life.choices import CaseKind, EventKind, NoticeKind
from binhyen.life.commands import cases as command
from binhyen.life.commands import procedures
from binhyen.life.models import Case, Notice
from binhyen.people.choices import Role
from binhyen.programmes.tests.factories import an_officer

from .factories import MONDAY, a_case, a_running_site, bring, day, move, the_commune, the_province

pytestmark = pytest.mark.django_db
DUE = date(2026, 11, 16)  # five working days after the Monday


@pytest.fixture
def case():
    return a_case(CaseKind.ADJUST)


def test_a_reminder_goes_out_two_working_days_before(case):
    assert case.due_on == DUE
    assert actions.sweep(date(2026, 11, 11), at=MONDAY) == actions.Swept(0, 0, 0)
    assert actions.sweep(date(2026, 11, 12), at=MONDAY) == actions.Swept(1, 0, 0)
    notice = Notice.objects.get()
    assert (notice.kind, notice.unit) == (NoticeKind.REMINDER, the_commune())


def test_on_its_day_it_is_not_late_and_the_day_after_it_is_told_one_level_up(case):
    assert actions.sweep(DUE, at=MONDAY).late == 0
    assert actions.sweep(date(2026, 11, 17), at=MONDAY) == actions.Swept(0, 1, 1)
    case.refresh_from_db()
    assert case.escalated_unit == the_province()
    assert case.events.last().kind == EventKind.ESCALATED


def test_twice_does_nothing_more(case):
    actions.sweep(date(2026, 11, 17), at=MONDAY)
    before = (Notice.objects.count(), Entry.objects.count(), case.events.count())
    assert actions.sweep(date(2026, 11, 17), at=MONDAY) == actions.Swept(0, 0, 0)
    assert actions.sweep(date(2026, 11, 20), at=MONDAY) == actions.Swept(0, 0, 0)
    assert (Notice.objects.count(), Entry.objects.count(), case.events.count()) == before


def test_whom_it_was_told_to_may_act_too_until_the_next_step(case):
    superior = an_officer(the_province(), Role.PROVINCE_OFFICER)
    actions.sweep(date(2026, 11, 17), at=MONDAY)
    assert list(queries.my_turn(superior, on=date(2026, 11, 17))) == [case]
    moved = move(case, "submit", by=superior, at=day(8))
    assert moved.escalated_unit is None
    assert list(queries.my_turn(superior, on=date(2026, 11, 18))) == []


def test_the_next_step_is_reminded_of_anew(case):
    actions.sweep(date(2026, 11, 12), at=MONDAY)
    case = move(case, "submit", at=day(3))
    assert case.due_on == date(2026, 11, 17)
    assert actions.sweep(date(2026, 11, 13), at=MONDAY).reminded == 1


def test_a_step_without_a_term_and_a_closed_case_are_left_alone(case):
    Case.objects.update(due_on=None)
    assert actions.sweep(date(2027, 1, 1), at=MONDAY) == actions.Swept(0, 0, 0)


def test_many_cases_in_blocks_are_told_once_each(monkeypatch):
    monkeypatch.setattr("binhyen.life.actions.sweeping.TOGETHER", 2)
    for n in range(5):
        a_case(CaseKind.ADJUST, site=a_running_site(village=f"TDP {n}"))
    assert actions.sweep(date(2026, 11, 17), at=MONDAY) == actions.Swept(0, 5, 5)
    assert actions.sweep(date(2026, 11, 17), at=MONDAY) == actions.Swept(0, 0, 0)
    assert Entry.objects.filter(verb="escalate").count() == 5


def test_its_queries_do_not_grow_with_the_cases(django_assert_max_num_queries):
    for n in range(4):
        bring(a_case(CaseKind.ADJUST, site=a_running_site(village=f"TDP {n}")), "approval")
    with django_assert_max_num_queries(24):
        actions.sweep(date(2026, 12, 17), at=MONDAY)


def test_the_command_sweeps_a_day(case):
    done = CliRunner().invoke(command, ["sweep", "--on", "2026-11-17"])
    assert done.output == "0 reminded, 1 late, 1 told one level up.\n"


def test_the_command_checks_a_text_and_says_its_faults(tmp_path):
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(queries.shipped_texts()[0], encoding="utf-8")
    bad.write_text('code = "x"\nname = "y"\n[end]\nstart = "a"\n', encoding="utf-8")
    assert (
        "kết thúc, thanh loại: 4 bước"
        in CliRunner().invoke(procedures, ["check", str(good)]).output
    )
    refused = CliRunner().invoke(procedures, ["check", str(bad)])
    assert refused.exit_code == 1
    assert f"{bad}:4: [end]" in refused.output
