"""The installed `binhyen`, as a process of its own, in good and in bad surroundings."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from binhyen.config.cli import main
from binhyen.config.commands import GROUPS
from tools.postgres import temporary_postgres

pytestmark = [pytest.mark.slow, pytest.mark.one_database]


def start(*arguments: str, home: Path, url: str = "") -> "subprocess.Popen[str]":
    environment = {**os.environ, "BINHYEN_HOME": str(home), "BINHYEN_DATABASE_URL": url}
    return subprocess.Popen(
        [sys.executable, "-m", "binhyen.config.cli", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(*arguments: str, home: Path, url: str = "") -> tuple[int, str, str]:
    process = start(*arguments, home=home, url=url)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def test_help_needs_no_database(tmp_path):
    code, out, err = run("units", "--help", home=tmp_path)
    assert (code, err) == (0, "")
    assert "Usage:" in out
    assert not (tmp_path / "binhyen.sqlite3").exists()


@pytest.mark.parametrize("word", GROUPS)
def test_every_command_has_help(word):
    """Without the database: a test that doesn't ask for it may not touch it."""
    result = CliRunner().invoke(main, [word, "--help"])
    assert result.exit_code == 0
    assert "Usage:" in result.stdout


@pytest.mark.long
def test_two_commands_at_once_make_one_database(tmp_path):
    both = [start("migrate", home=tmp_path) for _ in range(2)]
    ends = [(process.communicate(timeout=120), process.returncode) for process in both]
    assert [code for _texts, code in ends] == [0, 0]
    assert [out for (out, _err), _code in ends] == ["", ""]
    assert sorted("Preparing" in err for (_out, err), _code in ends) == [False, True]


@pytest.mark.long
def test_two_commands_at_once_make_one_database_on_postgresql(tmp_path):
    with temporary_postgres() as url:
        both = [start("migrate", home=tmp_path, url=url) for _ in range(2)]
        ends = [(process.communicate(timeout=120), process.returncode) for process in both]
    assert [code for _texts, code in ends] == [0, 0]
    assert sorted("Preparing" in err for (_out, err), _code in ends) == [False, True]


def test_a_database_that_does_not_answer_is_said_in_one_line(tmp_path):
    url = f"postgres://nobody:secret@%2F{str(tmp_path)[1:].replace('/', '%2F')}/none"
    code, out, err = run("migrate", home=tmp_path, url=url)
    assert (code, out) == (1, "")
    assert "can't be reached" in err
    assert "secret" not in err
    assert "Traceback" not in err


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path, model_home):
    home = shutil.copytree(model_home, tmp_path / "home")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, out, err = run("serve", "--port", port, home=home)
    assert (code, out) == (1, "")
    assert f"Can't listen on 127.0.0.1:{port}" in err
    assert "Traceback" not in err


def test_an_unknown_word_is_refused(tmp_path):
    code, _out, err = run("nonsense", home=tmp_path)
    assert code == 2
    assert "No such command" in err


def test_secrets_are_readable_by_their_owner_only(model_home):
    assert model_home.stat().st_mode & 0o077 == 0
    assert [p.name for p in model_home.glob("*key*") if p.stat().st_mode & 0o077] == []
