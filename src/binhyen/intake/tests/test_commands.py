"""`binhyen import` reads, enters, lists, takes back; it leaves the trace that the page leaves."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from binhyen.intake.commands import import_
from binhyen.intake.models import Batch, Row
from binhyen.kernel.log.verifying import verify
from binhyen.kernel.models import Entry
from binhyen.programmes.models import Alias, Contribution, Programme, Site
from binhyen.programmes.tests.factories import a_programme, an_officer, todays_unit

from .files import a_line, a_workbook
from .test_batches import dump

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[4] / "../shared/data/register"
KEYS = (
    "sheet row status reason programme unit_code village established precision decision teams"
    " members budget_vnd social_vnd"
).split()
LENGTHS = {"day": 10, "month": 7, "year": 4}


def run(*arguments: str):
    return CliRunner().invoke(import_, [str(argument) for argument in arguments])


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "so.xlsx"
    lines = [a_line("Thôn 1"), a_line("Thôn 2", on="31/02/2020"), a_line("Thôn 3", teams="gần 3")]
    path.write_bytes(a_workbook(*lines))
    a_programme()
    return path


@pytest.fixture
def catalogue(tmp_path):
    path = tmp_path / "danh-muc.csv"
    path.write_text("code,name,sector,aliases\nC1,Camera giám sát,An ninh,Camera AN; Mắt thần\n")
    return path


def test_a_dry_run_prints_one_json_object_and_writes_nothing(workbook):
    before = dump()
    answer = run("register", workbook, "--dry-run", "--json")
    told = json.loads(answer.stdout)
    counts = (told.pop("rows_ok"), told.pop("rows_refused"), told.pop("rows_doubtful"))
    assert (answer.exit_code, counts, list(told)) == (0, (1, 1, 1), ["rows"])
    assert [list(row) for row in told["rows"]] == [KEYS] * 3
    assert [row["status"] for row in told["rows"]] == ["ok", "refused", "doubtful"]
    assert (dump(), Batch.objects.count()) == (before, 0)


def test_an_import_leaves_a_batch_that_can_be_listed_and_taken_back(workbook):
    before = dump()
    told = json.loads(run("register", workbook, "--json").stdout)
    assert (told["entered"], told["known"]) == (1, 0)
    (line,) = run("list", "--json").stdout.splitlines()
    listed = json.loads(line)
    assert (listed["batch"], listed["rows"], listed["entered"]) == (told["batch"], 3, 1)
    assert Batch.objects.get().unit.name == "Xã Đắk Wil"
    undone = run("undo", told["batch"][:8], "--reason", "nhầm")
    assert (undone.exit_code, dump()) == (0, before)
    again = run("undo", told["batch"])
    assert (again.exit_code, "đã hoàn tác" in again.output) == (1, True)


def test_an_officer_finds_the_command_lines_import_in_the_page(workbook, client):
    run("register", workbook)
    officer = an_officer(todays_unit("68"))
    client.force_login(officer, "allauth.account.auth_backends.AuthenticationBackend")
    assert "so.xlsx" in client.get("/import/").content.decode()


def test_the_same_file_again_leaves_no_trace_at_all(workbook):
    run("register", workbook)
    before = (dump(), Entry.objects.count(), Batch.objects.count(), Row.objects.count())
    told = json.loads(run("register", workbook, "--json").stdout)
    assert (told["entered"], told["known"], told["batch"]) == (0, 1, None)
    now = (dump(), Entry.objects.count(), Batch.objects.count(), Row.objects.count())
    assert now == before


def test_doubtful_rows_go_in_only_when_asked_for(workbook):
    assert json.loads(run("register", workbook, "--json", "--with-doubtful").stdout)["entered"] == 2


def test_an_unknown_batch_is_said(workbook):
    assert run("undo", "nope").exit_code == 2


def test_a_catalogue_is_taken_in_once_and_back(catalogue):
    before = dump()
    assert "thêm 1, cập nhật 0, giữ nguyên 0" in run("programmes", catalogue).stdout
    assert Alias.objects.count() == 2
    entries = Entry.objects.count()
    assert "thêm 0, cập nhật 0, giữ nguyên 1" in run("programmes", catalogue).stdout
    assert (Entry.objects.count(), Batch.objects.count()) == (entries, 1)
    run("undo", Batch.objects.get().key)
    assert dump() == before


def test_a_file_that_cant_be_read_ends_with_a_sentence(tmp_path):
    path = tmp_path / "so.xlsx"
    path.write_bytes(b"no workbook")
    answer = run("register", path, "--json")
    assert answer.exit_code == 2
    assert json.loads(answer.stdout)["error"] == answer.stderr.strip()
    assert run("programmes", path).exit_code == 2


@pytest.mark.slow
@pytest.mark.skipif(not DATA.exists(), reason="the shared data isn't here")
def test_the_provinces_own_register_goes_in_as_its_truth_says_and_comes_back_out():
    run("programmes", DATA / "programmes.csv")
    before = dump()
    told = json.loads(run("register", DATA / "so-theo-doi.xlsx", "--json").stdout)
    assert (told["entered"], told["rows_refused"], told["rows_doubtful"]) == (919, 8, 0)
    truth = csv.DictReader((DATA / "truth.csv").read_text("utf-8").splitlines())
    wanted = sorted(_told(t) for t in truth if t["expect"] == "ok")
    assert sorted(_held()) == wanted
    taken = (dump(), Entry.objects.count())
    assert json.loads(run("register", DATA / "so-theo-doi.xlsx", "--json").stdout)["entered"] == 0
    assert (dump(), Entry.objects.count()) == taken
    assert run("undo", told["batch"]).exit_code == 0
    assert dump() == before
    assert Programme.objects.count() == 33
    assert not verify().findings


def _told(t):
    counts = (int(t[name]) for name in ("teams", "members", "budget_vnd", "social_vnd"))
    names = ("programme", "unit_code", "village", "established", "decision")
    return (*(t[name] for name in names), *counts)


def _held():
    """Every site of the register in the words of the truth."""
    money = {(c.site_id, c.source): c.amount_vnd for c in Contribution.objects.all()}
    for site in Site.objects.select_related("programme", "unit", "decision"):
        on = site.established_on.isoformat()[: LENGTHS[site.established_precision]]
        paper = site.decision.number if site.decision else ""
        sums = (money.get((site.pk, source), 0) for source in ("state", "community"))
        counts = (site.team_count, site.member_count, *sums)
        yield (site.programme.name, site.unit.code, site.village, on, paper, *counts)
