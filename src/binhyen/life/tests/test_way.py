"""Where a case stands, as a line of steps."""

from datetime import date

from binhyen.life.choices import CaseKind, CaseState, StepLevel, Who
from binhyen.life.rules.procedure import Outcome, Step, Track
from binhyen.life.rules.way import Move, way

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def a_step(code: str, *outcomes: Outcome) -> Step:
    return Step(code, f"Bước {code}", Who.ACT, StepLevel.OWN, 5, outcomes)


TRACK = Track(
    CaseKind.BUILD,
    "plan",
    {
        step.code: step
        for step in [
            a_step("plan", Outcome("submit", "Trình", "approval")),
            a_step(
                "approval",
                Outcome("return", "Trả lại", "plan", back=True),
                Outcome("approve", "Phê duyệt", "launch"),
                Outcome("refuse", "Không duyệt", "dropped"),
            ),
            a_step("launch", Outcome("launch", "Ra mắt", "done")),
        ]
    },
)


def line(*moves: Move, here: str, state: str = CaseState.OPEN) -> list[tuple[str, str]]:
    return [(stand.code, stand.state) for stand in way(TRACK, moves, here=here, state=state)]


def test_a_new_case_has_its_whole_way_before_it():
    assert line(here="plan") == [
        ("plan", "here"),
        ("approval", "ahead"),
        ("launch", "ahead"),
        ("done", "ahead"),
    ]


def test_a_step_that_was_left_keeps_its_day():
    stands = way(TRACK, [Move("plan", "approval", MONDAY)], here="approval", state=CaseState.OPEN)
    assert [(stand.state, stand.on) for stand in stands][:2] == [("passed", MONDAY), ("here", None)]


def test_a_case_that_was_returned_stands_at_the_earlier_step_again():
    moves = [Move("plan", "approval", MONDAY), Move("approval", "plan", TUESDAY)]
    assert line(*moves, here="plan")[0] == ("plan", "here")
    assert [state for _, state in line(*moves, here="plan")].count("passed") == 0


def test_a_finished_case_has_passed_every_step():
    moves = [
        Move("plan", "approval", MONDAY),
        Move("approval", "launch", MONDAY),
        Move("launch", "done", TUESDAY),
    ]
    assert line(*moves, here="launch", state=CaseState.DONE) == [
        ("plan", "passed"),
        ("approval", "passed"),
        ("launch", "passed"),
        ("done", "done"),
    ]


def test_a_case_given_up_ends_where_it_was_given_up():
    moves = [Move("plan", "approval", MONDAY), Move("approval", "dropped", TUESDAY)]
    assert line(*moves, here="approval", state=CaseState.DROPPED) == [
        ("plan", "passed"),
        ("approval", "passed"),
        ("dropped", "dropped"),
    ]
