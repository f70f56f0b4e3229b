"""The demonstration through its command, in a process and a database of its own."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from binhyen.demo.actions import load_province
from binhyen.demo.actions.province import _Stage
from binhyen.demo.rules.cast import PASSWORD
from binhyen.kernel.models import Entry
from binhyen.people.models import Person
from binhyen.programmes.models import Site

pytestmark = pytest.mark.slow


def binhyen(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "BINHYEN_HOME": str(home)}
    environment.pop("BINHYEN_DATABASE_URL", None)
    command = [sys.executable, "-m", "binhyen.config.cli", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def asked(home: Path, query: str) -> list[tuple]:
    database = sqlite3.connect(home / "binhyen.sqlite3")
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


@pytest.mark.one_database
@pytest.mark.long
def test_twice_is_once_and_fresh_brings_the_very_same_back(tmp_path, model_home):
    """What someone typed into it is gone after --fresh; what was drawn is the same, log and all."""
    shutil.copytree(model_home, tmp_path, dirs_exist_ok=True)
    first = binhyen(tmp_path, "demo")
    assert first.returncode == 0, first.stderr
    assert PASSWORD in first.stdout
    names = [line.split()[0] for line in first.stdout.splitlines() if line.startswith("  ")]
    assert names == [
        "quan-tri",
        "can-bo-tinh",
        "can-bo-bac-gia-nghia",
        "can-bo-cu-jut",
        "lanh-dao-tinh",
        "lanh-dao-bac-gia-nghia",
        "lanh-dao-cu-jut",
        "phu-trach-diem",
        "nguoi-xem",
        "kiem-tra",
    ]
    digest = asked(tmp_path, "SELECT number, digest FROM kernel_head")
    assert "there already" in binhyen(tmp_path, "demo").stderr
    assert asked(tmp_path, "SELECT number, digest FROM kernel_head") == digest
    database = sqlite3.connect(tmp_path / "binhyen.sqlite3")
    database.execute("UPDATE programmes_site SET village = 'Thôn khác' WHERE id = 1")
    database.commit()
    database.close()

    again = binhyen(tmp_path, "demo", "--fresh")
    assert again.returncode == 0, again.stderr
    assert asked(tmp_path, "SELECT number, digest FROM kernel_head") == digest
    assert asked(tmp_path, "SELECT count(*) FROM programmes_site WHERE village = 'Thôn khác'") == [
        (0,)
    ]
    verified = binhyen(tmp_path, "log", "verify")
    assert verified.returncode == 0, verified.stderr


@pytest.mark.django_db(transaction=True)
def test_a_load_that_breaks_half_way_leaves_nothing_behind(monkeypatch):
    changes = []

    def break_at_the_fifth(stage, event, facts, *, reason):
        changes.append(event)
        if len(changes) == 5:
            raise KeyboardInterrupt

    monkeypatch.setattr(_Stage, "_change", break_at_the_fifth)
    with pytest.raises(KeyboardInterrupt):
        load_province()
    assert len(changes) == 5
    assert not Site.objects.exists()
    assert not Person.objects.exists()
    assert not Entry.objects.exists()
