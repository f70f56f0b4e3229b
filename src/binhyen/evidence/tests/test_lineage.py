"""The command line, the browser and the library's own command say the same, to the last digit."""

import json
import shlex
from datetime import date
from html import unescape

import pytest
from click.testing import CliRunner

from binhyen.evidence import actions, queries
from binhyen.evidence.choices import LeftOut
from binhyen.evidence.commands import evidence
from binhyen.evidence.models import Run
from binhyen.evidence.queries.lineage import facts_of
from binhyen.evidence.rules.panels import stored_facts
from binhyen.figures.actions import load_values
from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person, signed_in
from binhyen.programmes.choices import State
from binhyen.programmes.queries import unit_text
from binhyen.programmes.tests.factories import a_programme
from binhyen.units.models import Reach
from whatworks.__main__ import main as whatworks

from .factories import (
    AT,
    LAST,
    SYSTEM,
    TODAY,
    a_locked_study,
    clock,
    communes,
    figures_sent,
    sites_of,
)

pytestmark = [pytest.mark.slow, pytest.mark.one_database, pytest.mark.django_db]
DAYS = (date(2023, 3, 20), date(2023, 6, 2), date(2023, 6, 9), date(2023, 9, 1))


@pytest.fixture
def study():
    programme = a_programme("Camera an ninh", code="CAM")
    sites_of(programme, *DAYS)
    figures_sent()
    return a_locked_study(programme)


@pytest.fixture
def run(study):
    return actions.run_now(study, "theft", by=SYSTEM, clock=clock)


@pytest.fixture
def officer(db):
    return signed_in(a_person(Role.PROVINCE_OFFICER))


def text(response):
    return response.content.decode()


def a_commune_of_today():
    """One that came from the district that the study compares within."""
    of_today = Reach.objects.filter(unit=communes()[0], over__valid_to=None, over__level=3)
    return of_today.select_related("over").order_by("over__code")[0].over


def test_the_command_line_and_the_browser_give_the_same_object(study, officer):
    done = CliRunner().invoke(evidence, ["run", "--programme", "CAM", "--json"])
    (told,) = json.loads(done.output)["results"]
    page = officer.get(f"/evidence/runs/{told['run']}/result.json")
    assert page.json() == told
    assert told["verdict"] == told["word"] == Run.objects.get().word
    assert told["sentence"] in unescape(text(officer.get(f"/evidence/runs/{told['run']}/")))
    assert told["sentence"] in unescape(text(officer.get("/evidence/CAM/")))


@pytest.mark.parametrize("together", [False, True])
def test_the_files_and_the_command_of_the_page_repeat_the_result(
    study, officer, tmp_path, monkeypatch, capsys, together
):
    if together:
        sites_of(a_programme("Loa an ninh", code="LOAN"), *DAYS)
    run = actions.run_now(study, "theft", by=SYSTEM, clock=clock)
    address = f"/evidence/runs/{run.pk}/"
    page = unescape(text(officer.get(address)))
    command = page.partition("<pre")[2].partition("<code>")[2].partition("</code>")[0]
    python, dash_m, module, *asked = shlex.split(command)
    assert (python, dash_m, module) == ("python", "-m", "whatworks")
    for name in ("panel.csv", "neighbours.csv"):
        file = officer.get(address + name)
        saved = file["Content-Disposition"].partition('filename="')[2].rstrip('"')
        assert saved in asked
        (tmp_path / saved).write_bytes(file.content)
    monkeypatch.chdir(tmp_path)
    assert whatworks(asked) == 0
    said = json.loads(capsys.readouterr().out)
    stored = run.result
    decided = said["diagnostics"]["decided"]
    for name in ("percent_change", "interval", "p", "scope"):
        assert decided[name] == stored[name], name
    for name in ("percent_change", "interval", "p"):
        assert said[name] == stored["own"][name], name
    for name in ("method", "minimum_detectable_percent"):
        assert said[name] == stored[name], name
    assert said["verdict"] == run.word
    assert said["diagnostics"]["verdict_because"] == stored["because"]
    assert said["diagnostics"]["maryland_scale"] == stored["grade"]
    assert (run.word == "cannot_tell") or not together


def test_the_very_panel_stays_with_its_run_whatever_is_corrected_later(run, officer):
    before = officer.get(f"/evidence/runs/{run.pk}/panel.csv").content
    load_values([("theft", communes()[0].pk, LAST, 99)], by=SYSTEM, at=AT)
    assert officer.get(f"/evidence/runs/{run.pk}/panel.csv").content == before
    assert before.startswith(b"unit,name,month,count,treated_from")
    kept = stored_facts(run.panel)
    assert kept is not None and kept.sha256 == run.data_sha256


def test_of_an_older_run_the_panel_is_put_together_anew_while_it_still_fits(run, officer):
    for name in ("counts", "population", "stopped", "knows_neighbours"):
        del run.panel[name]
    run.save(update_fields=["panel"])
    assert officer.get(f"/evidence/runs/{run.pk}/panel.csv").status_code == 200
    load_values([("theft", communes()[0].pk, LAST, 99)], by=SYSTEM, at=AT)
    gone = officer.get(f"/evidence/runs/{run.pk}/panel.csv")
    assert gone.status_code == 409
    assert "hãy cho tính lại" in text(gone)
    assert "Không còn bảng số liệu" in text(officer.get("/evidence/CAM/selection/"))


def test_each_figure_opens_what_it_was_worked_out_from(run, officer):
    page = text(officer.get(f"/evidence/runs/{run.pk}/"))
    for said in (
        'id="change"',
        'id="observed"',
        'id="expected"',
        'id="averted"',
        run.data_sha256,
        f"/evidence/runs/{run.pk}/panel.csv",
    ):
        assert said in page
    figures = unescape(page.partition('href="/figures/read/')[2].partition('"')[0])
    there = unescape(text(officer.get(f"/figures/read/{figures}")))
    assert f'value="{unit_text(communes()[0])}"' in there


def test_from_a_commune_what_was_found_is_read_and_not_the_others_months(run):
    commune = signed_in(a_person(Role.COMMUNE_OFFICER, a_commune_of_today()))
    page = commune.get(f"/evidence/runs/{run.pk}/")
    assert page.status_code == 200
    assert "panel.csv" not in text(page)
    told = commune.get(f"/evidence/runs/{run.pk}/result.json").json()
    assert told["interval"] == run.result["interval"]
    assert run.result["places"] and "places" not in told
    assert "places" not in told["fidelity"]
    assert commune.get(f"/evidence/runs/{run.pk}/panel.csv").status_code == 403
    assert commune.get(f"/evidence/runs/{run.pk}/neighbours.csv").status_code == 403
    assert commune.post("/evidence/studies/cam-1/run/").status_code == 403
    assert "Từng nơi" not in text(commune.get("/evidence/CAM/selection/"))


def test_a_run_that_waits_has_no_panel_yet(study, officer):
    (waiting,) = actions.enqueue(study, by=SYSTEM, at=AT)
    assert officer.get(f"/evidence/runs/{waiting.pk}/panel.csv").status_code == 404
    assert officer.get(f"/evidence/runs/{waiting.pk}/result.json").json()["state"] == "waiting"


def test_where_the_programme_stopped_its_having_begun_is_looked_at_beside(study):
    site = study.programme.sites.order_by("pk").first()
    site.state, site.ended_on = State.ENDED, date(2024, 3, 1)
    site.save(update_fields=["state", "ended_on"])
    facts = queries.panel_for(study, "theft", on=TODAY)
    assert [one.reason for one in facts.left_out] == [LeftOut.STOPPED]
    assert facts.begun is not None and facts.panel is not None
    assert facts.begun.n_units == facts.panel.n_units + 1
    run = actions.run_now(study, "theft", by=SYSTEM, clock=clock)
    assert run.result["variants"]["begun"]["treated"] == 4
    kept = facts_of(run)
    assert kept is not None and kept.stopped == facts.stopped
