"""What waits is worked out once, by one worker, with all that is needed to do it again."""

import json
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from django.core.exceptions import PermissionDenied

from binhyen.evidence import actions, queries
from binhyen.evidence.actions import queue, starting
from binhyen.evidence.choices import LeftOut, OutcomeRole, Refusal, RunState
from binhyen.evidence.commands import evidence
from binhyen.evidence.models import Run
from binhyen.figures.actions import load_values
from binhyen.figures.tests import factories as returns
from binhyen.kernel.models import Entry
from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person, a_user
from binhyen.programmes.tests.factories import a_programme, a_site

from .factories import (
    AT,
    LAST,
    SYSTEM,
    TODAY,
    a_locked_study,
    a_study,
    clock,
    communes,
    facts,
    figures_sent,
    month,
    sites_of,
)

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
DAYS = (date(2023, 3, 20), date(2023, 6, 2), date(2023, 6, 9), date(2023, 9, 1))


@pytest.fixture
def study():
    """Eight communes, four of which began in 2023; three years of thefts."""
    programme = a_programme("Camera an ninh", code="CAM")
    sites_of(programme, *DAYS)
    figures_sent()
    return a_locked_study(programme)


def test_a_run_keeps_all_that_is_needed_to_do_it_again(study):
    run = actions.run_now(study, "theft", by=SYSTEM, clock=clock)
    assert (run.state, run.progress, run.error) == (RunState.DONE, 100, "")
    assert (run.seed, run.draws, len(run.data_sha256)) == (1, 20, 64)
    assert run.code_version == queries.code_version()
    assert len(run.panel["units"]) == 8
    assert [one["start"] for one in run.panel["units"]][:4] == [
        "month-2023-04", "month-2023-06", "month-2023-06", "month-2023-09",
    ]  # fmt: skip
    entry = Entry.objects.get(number=run.log_number)
    assert (entry.verb, entry.after["data_sha256"]) == ("finish", run.data_sha256)
    assert entry.after["word"] == run.word
    json.dumps(run.result, allow_nan=False)


def test_the_same_data_and_seed_give_the_same_result_and_other_data_another_digest(study):
    one, other = (actions.run_now(study, "theft", by=SYSTEM, clock=clock) for _ in range(2))
    assert one.pk != other.pk
    assert (one.result, one.data_sha256) == (other.result, other.data_sha256)
    load_values([("theft", communes()[0].pk, LAST, 99)], by=SYSTEM, at=AT)
    third = actions.run_now(study, "theft", by=SYSTEM, clock=clock)
    assert third.data_sha256 != one.data_sha256


def test_nothing_runs_before_the_lock_and_only_outcomes_of_the_study():
    draft = a_study()
    with pytest.raises(actions.EvidenceBlocked) as refusal:
        actions.enqueue(draft, ["fires"], by=SYSTEM, at=AT)
    assert refusal.value.codes == {Refusal.NOT_LOCKED, Refusal.NO_SUCH_OUTCOME}
    for person in (a_user(), a_person(Role.READER)):
        with pytest.raises(PermissionDenied):
            actions.enqueue(draft, by=person, at=AT)
    assert not Run.objects.exists()


def test_what_waits_already_waits_once(study):
    first = actions.enqueue(study, by=SYSTEM, at=AT)
    assert actions.enqueue(study, by=SYSTEM, at=AT) == first
    assert Run.objects.count() == 1


def test_a_quick_look_takes_fewer_draws_and_says_so_never_more(study):
    (run,) = actions.enqueue(study, draws=5, by=SYSTEM, at=AT)
    assert run.draws == 5
    actions.work(clock=clock)
    (again,) = actions.enqueue(study, draws=500, by=SYSTEM, at=AT)
    assert again.draws == study.draws


def test_the_oldest_is_worked_out_first_until_nothing_waits(study):
    later = a_locked_study(study.programme, outcomes={"fires": OutcomeRole.PRIMARY})
    actions.enqueue(later, by=SYSTEM, at=AT)
    actions.enqueue(study, by=SYSTEM, at=AT - timedelta(hours=1))
    assert [run.study for run in actions.work(limit=1, clock=clock)] == [study]
    assert [run.study for run in actions.work(clock=clock)] == [later]
    assert actions.work(clock=clock) == []


def test_a_run_at_work_is_taken_by_nobody_else(study):
    actions.enqueue(study, by=SYSTEM, at=AT)
    assert queue._claim(queue.Q(), AT) is not None
    assert actions.work(clock=clock) == []
    assert actions.run_now(study, "theft", by=SYSTEM, clock=clock).state == RunState.RUNNING


def test_a_run_whose_worker_fell_silent_is_taken_again_and_never_written_twice(study):
    actions.enqueue(study, by=SYSTEM, at=AT)
    dead = queue._claim(queue.Q(), AT)
    assert dead is not None
    (done,) = actions.work(clock=lambda: AT + timedelta(hours=1))
    assert done.state == RunState.DONE
    entries = Entry.objects.count()
    late = queue._worked(dead, lambda: AT + timedelta(hours=2))
    assert (late.pk, late.finished_at) == (done.pk, done.finished_at)
    assert Entry.objects.count() == entries


def test_progress_moves_on_while_the_arithmetic_goes_on(study, monkeypatch):
    told = []
    beat = queue._beat
    monkeypatch.setattr(queue, "_beat", lambda *said: (told.append(said[1]), beat(*said)))
    actions.run_now(study, "theft", by=SYSTEM, clock=clock)
    assert told == sorted(set(told))
    assert (told[0], len(told) >= 4, told[-1] < 100) == (queue.BEGUN, True, True)


def test_what_goes_wrong_is_written_down_and_does_not_stop_the_queue(study, monkeypatch):
    def fails(*_args, **_fields):
        raise ZeroDivisionError("nothing to divide by")

    monkeypatch.setattr(queue, "evaluate", fails)
    actions.enqueue(study, by=SYSTEM, at=AT)
    (run,) = actions.work(clock=clock)
    assert (run.state, run.error) == ("failed", "ZeroDivisionError: nothing to divide by")
    assert Entry.objects.latest("number").verb == "fail"
    monkeypatch.undo()
    assert actions.run_now(study, "theft", by=SYSTEM, clock=clock).is_done


# ------------------------------------------------------------------------------ what is compared


def test_a_server_starts_on_what_was_queued_once_it_is_stored_and_on_what_was_left(
    study, settings, monkeypatch, django_capture_on_commit_callbacks
):
    started = []
    monkeypatch.setattr(starting, "start_work", lambda: started.append(1))
    assert actions.resume_work() is False
    actions.enqueue(study, by=SYSTEM, at=AT)
    assert started == []  # a command works for itself
    assert (actions.resume_work(), started) == (True, [1])
    settings.BINHYEN_STARTS_WORK = True
    with django_capture_on_commit_callbacks(execute=True):
        actions.enqueue(study, by=SYSTEM, at=AT)
    assert started == [1, 1]


def test_whoever_sent_nothing_or_has_no_known_start_is_left_out_by_name(study):
    places = communes()
    a_site(study.programme, unit=places[5], established_on=None)
    a_site(study.programme, unit=places[6], established_on=date(2024, 1, 1),
           established_precision="year")  # fmt: skip
    found = queries.panel_for(study, "theft", on=TODAY)
    assert [(one.name, one.reason) for one in found.left_out] == [
        (places[5].name, LeftOut.START_UNKNOWN),
        (places[6].name, LeftOut.YEAR_ONLY),
    ]
    empty = queries.panel_for(study, "fires", on=TODAY)
    assert empty.panel is None
    assert {one.reason for one in empty.left_out} == {LeftOut.NO_FIGURES}


def test_figures_that_were_not_sent_are_missing():
    programme = a_programme(code="CAM")
    place = communes()[0]
    figures_sent(but={place.pk: LAST})
    facts_ = queries.panel_for(a_locked_study(programme), "theft", on=TODAY)
    assert facts_.panel is not None
    missing = [(facts_.panel.units[i], facts_.panel.periods[j]) for i, j in _gaps(facts_.panel)]
    assert missing == [(place.code, LAST)]


def test_what_stands_in_a_return_that_is_still_open_does_not_count():
    commune = returns.todays_unit(returns.COMMUNE)
    study = actions.register_study(
        a_programme(code="CAM"),
        facts(first_month="month-2025-11", last_month=returns.NOVEMBER, delay_months=0),
        unit=commune,
        by=SYSTEM,
        at=AT,
    )
    returns.a_return(theft=3)
    assert queries.panel_for(study, "theft", on=TODAY).panel is None
    returns.a_sent_return(code=returns.OCTOBER, theft=5)
    panel = queries.panel_for(study, "theft", on=TODAY).panel
    assert panel is not None
    assert panel.counts[0, -2] == 5
    assert (0, panel.n_periods - 1) in _gaps(panel)


def _gaps(panel):
    return [
        (i, j)
        for i, row in enumerate(panel.counts.tolist())
        for j, count in enumerate(row)
        if count != count
    ]


def test_months_that_are_not_over_since_the_delay_are_not_looked_at(study):
    until = month("month-2024-06").until
    seen = queries.months_compared(study, on=until + timedelta(days=1))
    assert seen[-1].code == "month-2024-05"  # June's late figures may still come
    assert queries.months_compared(study, on=date(2021, 1, 1)) == []
    assert queries.months_compared(study, on=TODAY)[-1].code == LAST


def test_a_window_over_the_reform_compares_what_stayed_the_same_ground():
    first, last = month("month-2024-01"), month("month-2026-01")
    before = queries.places_of(communes()[0].parent, first, month("month-2025-01"))
    across = queries.places_of(communes()[0].parent, first, last)
    assert len(before) == 8
    assert len(across) < 8
    grouped = {pk for group in across for pk in group}
    assert {one.pk for one in communes()} <= grouped


def test_a_study_of_the_province_of_today_reaches_the_communes_of_before():
    from binhyen.programmes.tests.factories import todays_unit

    found = queries.places_of(todays_unit("68"), month("month-2024-01"), month("month-2024-12"))
    assert {(one.pk,) for one in communes()} <= {tuple(group) for group in found}


def test_a_result_without_anybody_to_compare_is_a_refusal_in_words():
    study = a_locked_study(a_programme("Camera", code="CAM"))
    run = actions.run_now(study, "theft", by=SYSTEM, clock=clock)
    assert run.word == "cannot_tell"
    found = queries.finding(run)
    assert found.sentence.startswith("Chưa kết luận được về Camera")
    assert len(found.result["left_out"]) == 8


def test_another_programme_that_began_at_the_same_time_takes_the_verdict_away(study):
    other = a_programme("Loa an ninh", code="LOAN")
    sites_of(other, *DAYS)
    run = actions.run_now(study, "theft", by=SYSTEM, clock=clock)
    assert run.result["together"] == ["LOAN"]
    assert run.word == "cannot_tell"
    sentence = queries.finding(run).sentence
    assert "Không tách riêng được" in sentence or "Nothing" in sentence
    assert "Loa an ninh" in sentence


def test_the_latest_result_of_each_outcome_is_told_the_primary_one_first(study):
    newer = actions.amend_study(
        study,
        facts(outcomes={"fires": OutcomeRole.SECONDARY, "theft": OutcomeRole.PRIMARY}),
        "Thêm kết quả phụ",
        by=SYSTEM,
        at=AT,
    )
    actions.run_now(study, "theft", by=SYSTEM, clock=clock)
    newer = actions.lock_study(newer, by=SYSTEM, at=AT)
    assert queries.latest_results(study.programme) == []  # nothing of the version in force yet
    for _ in range(2):
        actions.enqueue(newer, by=SYSTEM, at=AT)
        actions.work(clock=clock)
    found = queries.latest_results(study.programme, study.unit)
    assert [one.run.outcome for one in found] == ["theft", "fires"]
    assert found[0].run.pk == newer.runs.filter(outcome="theft").first().pk
    assert [one.run for one in queries.results_of_unit(a_person(Role.READER))] == [
        one.run for one in found
    ]
    assert queries.results_of_unit(a_user()) == []


# ---------------------------------------------------------------------------- the command line


def told(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(evidence, arguments)
    return done.exit_code, done.output


def test_from_the_command_line_a_study_is_registered_locked_and_run():
    programme = a_programme("Camera an ninh", code="CAM")
    sites_of(programme, *DAYS)
    figures_sent()
    code, text = told("run", "--programme", "CAM")
    assert (code, "evidence register --programme CAM" in text) == (1, True)
    window = ("--from", "month-2022-01", "--to", LAST, "--draws", "20")
    code, text = told("register", "--programme", "CAM", "--outcome", "theft", *window)
    assert (code, text.startswith("cam-1: 71 units")) == (0, True)
    code, text = told("run", "--programme", "CAM")
    assert (code, "evidence lock cam-1" in text) == (1, True)
    assert told("lock", "cam-1")[0] == 0
    code, text = told("run", "--programme", "CAM", "--json")
    assert code == 0
    found = json.loads(text)
    (result,) = found["results"]
    stored = Run.objects.get()
    assert (found["study"], result["word"]) == ("cam-1", stored.word)
    assert result["interval"] == stored.result["interval"]
    code, text = told("run", "--programme", "CAM", "--outcome", "theft")
    assert (code, stored.data_sha256[:16] in text) == (0, True)
    assert stored.word in told("list")[1]
    assert told("work") == (0, "")


def test_an_interval_without_an_end_is_listed_without_one(study):
    run = actions.run_now(study, "theft", by=SYSTEM, clock=clock)
    run.result["interval"][1] = None
    run.save(update_fields=["result"])
    assert " to no end)" in told("list")[1]
    assert "mức tăng không có giới hạn" in queries.finding(run).sentence


def test_where_nothing_is_registered_it_says_what_to_do_in_both_languages():
    a_programme(code="CAM")
    code, text = told("run", "--programme", "CAM")
    assert code == 1
    assert "Chưa có đề cương đánh giá nào của CAM." in text
    assert "No study of CAM is registered." in text
    code, text = told("list")
    assert (code, "Đăng ký đề cương đầu tiên" in text) == (0, True)
    assert "Register the first one" in text


def test_the_command_line_says_what_is_wrong():
    a_programme(code="CAM")
    assert told("run", "--programme", "NONE") == (
        1,
        "Error: There is no programme with the code NONE.\n",
    )
    code, text = told("register", "--programme", "CAM", "--outcome", "magic")
    assert (code, "magic" in text) == (1, True)
    assert told("lock", "nothing-1")[0] == 1
