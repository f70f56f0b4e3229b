"""The command line: a CSV file in, one JSON object or a few sentences out."""

import csv
import io
import json
import math
import subprocess
import sys

import numpy as np
import pytest

from whatworks.__main__ import main
from whatworks.results import Reason
from whatworks.tests.made import a_panel, changed
from whatworks.vietnamese import SENTENCES

ASKED = ["--unit", "place", "--time", "month", "--count", "crimes", "--treated-from", "since"]
FIELDS = {
    "percent_change", "interval", "p", "verdict", "method", "diagnostics",
    "minimum_detectable_percent",
}  # fmt: skip


def month(period):
    return f"{2015 + period // 12}-{period % 12 + 1:02d}"


@pytest.fixture
def run(tmp_path, capsys):
    def go(panel, *more, pairs=None, change=lambda rows: rows):
        rows = [
            [
                f"U{i:03d}",
                month(t),
                "" if np.isnan(panel.counts[i, t]) else int(panel.counts[i, t]),
                month(panel.treated_from[i]) if panel.ever_treated[i] else "",
            ]
            for i in range(panel.n_units)
            for t in range(panel.n_periods)
        ]
        path = tmp_path / "panel.csv"
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([["place", "month", "crimes", "since"], *change(rows)])
        if pairs is not None:
            near = tmp_path / "near.csv"
            near.write_text("\n".join(f"U{i:03d},U{j:03d}" for i, j in pairs))
            more = (*more, "--neighbours", str(near))
        code = main([str(path), *ASKED, "--draws", "40", *more])
        return code, capsys.readouterr()

    return go


def answer(outcome):
    code, said = outcome
    assert code == 0
    found = json.loads(said.out)
    assert set(found) == FIELDS
    return found


@pytest.mark.slow
def test_a_strong_effect_works(run):
    found = answer(run(a_panel(effect=-0.4), "--json"))
    low, high = found["interval"]
    assert low < found["percent_change"] < high < 0
    assert found["verdict"] == "works"
    assert found["p"] < 0.01
    assert found["method"].startswith("Poisson ETWFE")
    assert found["minimum_detectable_percent"] > 0
    assert "displacement_unseen" in found["diagnostics"]["verdict_because"]


def test_harm_is_called_so(run):
    assert answer(run(a_panel(effect=0.5), "--json"))["verdict"] == "harmful"


def test_without_json_it_is_told_in_sentences(run):
    code, said = run(a_panel(effect=-0.4))
    assert code == 0
    assert said.out.startswith("It works.\nChange in treated units: -")


def test_a_fall_smaller_than_the_one_asked_for_is_said_to_be(run):
    panel = a_panel(effect=-0.4)
    _, said = run(panel, "--least-worthwhile", "70")
    assert said.out.startswith("It works, but by less than the 70 % asked for.\n")
    assert "The whole interval falls short of the smallest fall asked for" in said.out
    _, said = run(panel, "--least-worthwhile", "10")
    assert said.out.startswith("It works.\n")
    assert (
        "The whole interval reaches the smallest fall asked for as worth having, 10 %" in said.out
    )


def test_the_same_file_and_seed_give_the_same_whatever_the_order(run):
    first = answer(run(a_panel(effect=-0.2), "--json"))
    assert answer(run(a_panel(effect=-0.2), "--json", change=lambda rows: rows[::-1])) == first


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"treated": 1}, "Only one unit is treated"),
        ({"units": 12, "waves": (20,)}, "No untreated unit is left"),
        ({"treated": 0}, "No unit is ever treated"),
        ({"mean": 1e-9}, "Nothing was counted in any unit"),
        ({"waves": (0,), "units": 12}, "no period before"),
    ],
)
def test_a_refusal_is_an_answer(run, parts, reason):
    found = answer(run(a_panel(**parts), "--json"))
    assert found["verdict"] == "cannot_tell"
    assert found["percent_change"] is found["interval"] is found["p"] is None
    assert reason in found["diagnostics"]["reason"]
    assert found["diagnostics"]["reason_vi"].endswith(".")


def test_every_refusal_has_its_vietnamese():
    assert set(SENTENCES) == set(Reason)


def test_neighbours_that_do_not_fit_the_panel_are_told(run):
    panel = a_panel(units=40, treated=12, effect=-0.3)
    found = answer(run(panel, "--json", pairs=[(0, 20), (1, 21), (2, 800)]))
    told = found["diagnostics"]["neighbours_read"]
    assert (told["pairs"], told["left_aside"], told["unknown"]) == (2, 1, ["U800"])
    assert "U002" in told["alone"]
    assert any("U800" in note for note in found["diagnostics"]["notes"])


def test_letters_that_standard_output_lacks_are_escaped(run, monkeypatch):
    plain = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", plain)

    def in_vietnamese(rows):
        return [[f"Xã Đắk {place}", when, "", since] for place, when, _, since in rows]

    run(a_panel(), "--json", change=in_vietnamese)
    plain.seek(0)
    found = json.loads(plain.read())
    assert found["verdict"] == "cannot_tell"
    assert found["diagnostics"]["units_left_out"]["missing_months"][0] == "Xã Đắk U000"


@pytest.mark.parametrize(
    "more", [("--seed", "-1"), ("--draws", "5"), ("--least-worthwhile", "nan")]
)
def test_an_option_out_of_range_is_refused_in_a_sentence(run, more):
    with pytest.raises(SystemExit) as left:
        run(a_panel(), "--json", *more)
    assert left.value.code == 2


def test_one_treated_unit_still_says_what_could_have_been_seen(run):
    found = answer(run(a_panel(treated=1), "--json"))
    assert 10 < found["minimum_detectable_percent"] < 100


def test_units_treated_from_the_first_month_are_left_out_by_name(run):
    panel = a_panel(effect=-0.3)
    starts = panel.treated_from.copy()
    starts[2] = 0
    found = answer(run(changed(panel, treated_from=starts), "--json"))
    assert found["percent_change"] < 0
    assert found["diagnostics"]["units_left_out"]["treated_from_first_month"] == ["U002"]


def test_where_every_treated_unit_began_before_the_first_month_it_is_said_once(run):
    panel = a_panel(treated=3)
    at_once = changed(panel, treated_from=np.where(panel.ever_treated, 0, panel.n_periods))
    left_out = answer(run(at_once, "--json"))["diagnostics"]["units_left_out"]
    assert left_out["treated_from_first_month"] == ["U000", "U001", "U002"]
    assert left_out["no_events_before"] == []
    told = run(at_once)[1].out
    assert "no period before its treatment (U000, U001, U002)" in told
    assert told.count("U000") == 1


def test_few_gaps_are_left_out_by_name_and_many_refused(run):
    panel = a_panel(effect=-0.3)
    counts = panel.counts.copy()
    counts[[5, 9], 7] = np.nan
    few = answer(run(changed(panel, counts=counts), "--json"))
    assert few["diagnostics"]["units_left_out"]["missing_months"] == ["U005", "U009"]
    assert few["percent_change"] < 0
    many = answer(run(panel, "--json", change=lambda rows: rows[::2]))
    assert many["verdict"] == "cannot_tell"
    assert "missing" in many["diagnostics"]["reason"]


def test_where_all_begin_some_day_the_last_are_compared_until_they_do(run):
    found = answer(run(a_panel(units=24, treated=24, effect=-0.3), "--json"))
    assert found["percent_change"] < 0
    assert found["diagnostics"]["compared_until"] == month(32)


def test_two_thirds_of_zeros_are_no_obstacle(run):
    panel = a_panel(units=71, periods=120, waves=(50, 60, 80), treated=25, mean=0.45)
    assert (panel.counts == 0).mean() > 0.6
    assert answer(run(panel, "--json"))["interval"]


@pytest.mark.slow
def test_with_neighbours_the_net_effect_decides(run):
    panel = a_panel(units=60, treated=15, waves=(24,), mean=20, effect=-0.4)
    counts = panel.counts.copy()
    counts[15:30, 24:] += np.round(counts[:15, 24:] * 0.4 / 0.6)
    pairs = [(i, i + 15) for i in range(15)]
    moved = answer(run(changed(panel, counts=counts), "--json", pairs=pairs))
    assert moved["interval"][1] < 0
    assert moved["verdict"] != "works"
    told = moved["diagnostics"]
    low, high = told["decided"]["interval"]
    assert low < 0 < high
    assert (told["decided"]["scope"], told["displacement"]["net"]["interval"]) == (
        "net",
        [low, high],
    )
    assert told["displacement"]["neighbours"]["percent_change"] > 0
    assert answer(run(panel, "--json", pairs=pairs))["verdict"] == "works"


@pytest.mark.slow
def test_what_is_known_of_the_roll_out_counts_for_the_verdict(run):
    panel = a_panel(effect=-0.4)
    drawn = answer(run(panel, "--json", "--randomised"))
    assert (drawn["verdict"], drawn["diagnostics"]["maryland_scale"]) == ("works", 5)
    assert answer(run(panel, "--json", "--recording-changed"))["verdict"] == "promising"
    blurred = answer(run(panel, "--json", "--started-with", "Loa"))
    assert (blurred["verdict"], blurred["interval"]) == ("cannot_tell", drawn["interval"])
    assert blurred["diagnostics"]["verdict_because"][0] == "started_together"
    code, said = run(panel, "--started-with", "Loa")
    assert (code, said.out.startswith("These data can't tell.")) == (0, True)
    assert "started together and can't be told apart (Loa)" in said.out


def test_a_file_that_cannot_be_read_ends_with_two(run):
    def broken(rows):
        rows[3][2] = "many"
        return rows

    code, said = run(a_panel(), "--json", change=broken)
    assert code == 2
    assert "line 5: 'many'" in said.err
    found = json.loads(said.out)
    assert found["verdict"] == "cannot_tell"
    assert set(found) == FIELDS
    assert found["diagnostics"]["unreadable"][0]["line"] == 5
    assert "line 5: 'many'" in found["diagnostics"]["reason"]
    assert "dòng 5: 'many'" in found["diagnostics"]["reason_vi"]


@pytest.mark.slow
def test_no_number_is_ever_nan(run):
    for seed in range(5):
        sparse = a_panel(units=14, treated=4, mean=0.05, seed=seed)
        found = answer(run(sparse, "--json"))
        numbers = [x for x in [*(found["interval"] or []), found["p"]] if x is not None]
        assert all(math.isfinite(x) for x in numbers)


@pytest.mark.slow
def test_importing_the_library_is_quick_and_scipy_waits():
    program = "import sys, whatworks; print('scipy' in sys.modules or 'numpy' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "False"
