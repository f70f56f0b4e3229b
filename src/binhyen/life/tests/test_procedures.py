"""Procedures as texts: the shipped ones pass, whatever is wrong is said with its line."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.life.choices import CaseKind, Effect, FlawCode, StepLevel, Who
from binhyen.life.queries import shipped_texts
from binhyen.life.rules.checking import flaws_of
from binhyen.life.rules.procedure import Outcome, Procedure, ProcedureFaulty, Step, Track
from binhyen.life.rules.reading import parse

SHIPPED = {tomllib.loads(text)["code"]: text for text in shipped_texts()}
PROVINCE = SHIPPED["mau-cap-tinh"]


def flaws(text: str) -> list[tuple[FlawCode, str, int | None]]:
    with pytest.raises(ProcedureFaulty) as caught:
        parse(text)
    return [(flaw.code, flaw.value, flaw.line) for flaw in caught.value.flaws]


def codes(text: str) -> set[FlawCode]:
    return {code for code, _value, _line in flaws(text)}


def changed(old: str, new: str, *, text: str = PROVINCE) -> str:
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize("code", SHIPPED)
def test_a_shipped_procedure_passes_its_check_with_all_seven_kinds(code):
    procedure = parse(SHIPPED[code])
    assert set(procedure.kinds) == set(CaseKind)
    assert not procedure.verified and "chưa đối chiếu" in procedure.note


@pytest.mark.parametrize("code", SHIPPED)
def test_the_survey_plan_is_approved_at_its_own_level_before_the_survey(code):
    steps = parse(SHIPPED[code]).kinds[CaseKind.BUILD].steps
    approval = steps["survey_plan_approval"]
    assert (approval.who, approval.level) == (Who.APPROVE, StepLevel.OWN)
    assert [o.to for o in approval.outcomes if o.approves] == ["survey"]


def test_bình_thuận_surveys_before_a_site_is_copied_too():
    assert parse(SHIPPED["binh-thuan"]).kinds[CaseKind.REPLICATE].start == "survey_plan"
    assert parse(PROVINCE).kinds[CaseKind.REPLICATE].start == "plan"


def test_what_is_no_toml_is_said_with_its_line():
    [(code, said, line)] = flaws('code = "x"\nname = \n')
    assert (code, line) == (FlawCode.NOT_TOML, 2)
    assert said


def test_a_step_without_outcomes_is_a_dead_end():
    text = PROVINCE + '\n[end.steps.limbo]\nname = "Chờ"\nwho = "act"\ndays = 3\n'
    text = changed('to = "handover", decision = "ending_decision"', 'to = "limbo"', text=text)
    found = flaws(text)
    assert (FlawCode.DEAD_END, "", text.count("\n") - 3) in found


def test_a_step_that_nothing_leads_to_is_unreachable():
    extra = (
        '\n[adjust.steps.spare]\nname = "Thừa"\nwho = "act"\ndays = 1\n'
        'outcomes = [{ code = "go", name = "Đi", to = "decision" }]\n'
    )
    assert codes(PROVINCE + extra) == {FlawCode.UNREACHABLE}


def test_a_cycle_without_a_way_out_is_refused():
    text = changed(
        '{ code = "issued", name = "Đã ban hành, ghi nội dung điều chỉnh vào sổ", to = "done", '
        'effect = "adjust", decision = "adjustment_decision" },',
        '{ code = "round", name = "Làm lại", to = "decision" },',
    )
    assert FlawCode.CYCLE in codes(text)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('who = "approve"', 'who = "mayor"', FlawCode.NOBODY),
        ('level = "above"', 'level = "district"', FlawCode.NOBODY),
        ('start = "survey_plan"', 'start = "nowhere"', FlawCode.START_MISSING),
        ('start = "survey_plan"\n', "", FlawCode.MISSING),
        ('to = "survey_plan_approval"', 'to = "nowhere"', FlawCode.UNKNOWN_STEP),
        ('documents = ["survey_plan"]', 'documents = ["diary"]', FlawCode.UNKNOWN_DOCUMENT),
        ('papers = ["survey_plan"]', 'papers = ["pledge"]', FlawCode.UNKNOWN_PAPER),
        ('effect = "launch"', 'effect = "explode"', FlawCode.UNKNOWN_EFFECT),
        ('effect = "launch"', 'effect = "end"', FlawCode.EFFECT_UNFIT),
        (', effect = "launch"', "", FlawCode.EFFECT_SKIPPED),
        (', effect = "end"', "", FlawCode.EFFECT_SKIPPED),
        (", ground = true", "", FlawCode.GROUND_SKIPPED),
        ("assets = true\n", "", FlawCode.ASSETS_SKIPPED),
        ("days = 5", "days = 900", FlawCode.DAYS_UNFIT),
        ("days = 5", 'days = "five"', FlawCode.WRONG_TYPE),
        ("days = 5", "day = 5", FlawCode.UNKNOWN_KEY),
        ("[take_over]", "[take_away]", FlawCode.UNKNOWN_KIND),
        ('to = "survey_plan", back = true', 'to = "launch", back = true', FlawCode.BACK_FORWARD),
        ('next_case = "end"', 'next_case = "build"', FlawCode.NEXT_UNFIT),
        ('code = "drop", name = "Thôi', 'code = "submit", name = "Thôi', FlawCode.TWICE),
        ('code = "drop"', 'code = "Thôi"', FlawCode.BAD_CODE),
        ('name = "Quy trình mẫu cấp tỉnh"\n', "", FlawCode.MISSING),
    ],
)
def test_a_faulty_text_is_refused_with_the_rule_it_breaks(old, new, code):
    text = changed(old, new)
    assert code in codes(text)


def test_no_way_leads_round_the_approval():
    text = PROVINCE.replace(", approves = true", "")
    assert FlawCode.NOT_APPROVED in codes(text)


def test_a_flaw_names_the_line_that_is_wrong():
    text = changed('documents = ["proposal"]', 'documents = ["propsal"]')
    line = text[: text.index("propsal")].count("\n") + 1
    assert flaws(text) == [(FlawCode.UNKNOWN_DOCUMENT, "propsal", line)]


def test_a_text_without_kinds_or_with_nonsense_in_their_place_is_refused_whole():
    assert codes('code = "a"\nname = "b"\n') == {FlawCode.NO_KIND}
    assert FlawCode.WRONG_TYPE in codes('code = "a"\nname = "b"\nend = 5\n')
    assert FlawCode.WRONG_TYPE in codes('code = "a"\nname = "b"\n[end]\nstart="x"\nsteps = 3\n')


@given(st.text(max_size=200) | st.text(alphabet='[]{}="\n.abend', max_size=200))
def test_any_text_is_read_or_refused_and_never_breaks(text):
    try:
        parse(text)
    except ProcedureFaulty as faulty:
        assert faulty.flaws


@st.composite
def tracks(draw: st.DrawFn) -> Track:
    """A few steps with outcomes between them at random."""
    names = [f"s{n}" for n in range(draw(st.integers(1, 5)))]
    steps = {}
    for name in names:
        ways = draw(st.lists(st.sampled_from([*names, "done", "dropped"]), max_size=3))
        outcomes = tuple(
            Outcome(
                f"o{n}", f"o{n}", to, approves=draw(st.booleans()),
                effect=Effect.ADJUST if draw(st.booleans()) else None,
            )
            for n, to in enumerate(ways)
        )  # fmt: skip
        who = draw(st.sampled_from(Who))
        steps[name] = Step(name, name, who, StepLevel.OWN, 1, outcomes)
    return Track(CaseKind.ADJUST, names[0], steps)


@given(tracks())
def test_in_what_passes_the_check_every_walk_can_end_and_is_approved_before_its_effect(track):
    """Against the check: brute force over all walks of a length that shows every pair of steps."""
    if flaws_of(Procedure("a", "a", "", False, {}, {CaseKind.ADJUST: track})):
        return
    walks: list[tuple[str, bool, bool]] = [(track.start, False, False)]
    seen = set(walks)
    reached, can_end = {track.start}, set()
    while walks:
        here, approved, adjusted = walks.pop()
        for outcome in track.steps[here].outcomes:
            now = approved or (outcome.approves and track.steps[here].who == Who.APPROVE)
            done = adjusted or outcome.effect is not None
            assert now or outcome.effect is None
            if outcome.to in {"done", "dropped"}:
                assert done or outcome.to == "dropped"
                can_end.add(here)
            else:
                reached.add(outcome.to)
                if (then := (outcome.to, now, done)) not in seen:
                    seen.add(then)
                    walks.append(then)
    assert reached == set(track.steps)
    while grown := {
        code
        for code, step in track.steps.items()
        if code not in can_end and any(o.to in can_end for o in step.outcomes)
    }:
        can_end |= grown
    assert can_end == set(track.steps)
