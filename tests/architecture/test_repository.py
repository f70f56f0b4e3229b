"""What may be in the repository, and what may be installed with it."""

import hashlib
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import Distribution, distribution, distributions

import pytest
from click import Command
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from binhyen.config.cli import Rooms
from binhyen.config.commands import GROUPS, command

from .rooms import REPOSITORY

BINARY = {".png", ".woff2", ".ico", ".jpg", ".xlsx", ".gz", ".webp"}
# Written in pieces so that this file does not find itself.
FOREIGN = re.compile(
    "|".join(
        [
            "--(extra-)?index" + "-url",
            '"resolved": *"' + "http",
            r"registry *[=:] *[\"']?" + "http",
            "registry" + r"\.npmjs",
            "files" + r"\.pythonhosted",
            r"(?<![\w./-])/(work|root|home/\w+)" + r"/\w",
        ]
    )
)


def tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    return [name for name in listed.stdout.split("\0") if name]


def test_no_tracked_file_names_a_registry_or_a_machines_path():
    found = []
    for name in tracked():
        path = REPOSITORY / name
        if path.suffix in BINARY or not path.is_file():
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            if FOREIGN.search(line):
                found.append(f"{name}:{number}: {line.strip()[:100]}")
    assert found == []


def test_nothing_unfinished_is_announced():
    words = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b|[Ll]orem" + " ipsum")
    found = [
        name
        for name in tracked()
        if name.endswith((".py", ".ts", ".html", ".css", ".md"))
        and words.search((REPOSITORY / name).read_text())
    ]
    assert found == []


@pytest.mark.parametrize(
    ("lock", "extras"), [("main.txt", {"build"}), ("test.txt", {"build", "test"})]
)
def test_the_lock_holds_what_the_project_asks_for(lock, extras):
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"]]
    for extra in extras:
        wanted += project["optional-dependencies"][extra]
    names = {canonicalize_name(Requirement(text).name) for text in wanted}
    lines = (REPOSITORY / "requirements" / lock).read_text().splitlines()
    locked = {line.partition("==")[0] for line in lines if "==" in line and line[0].isalpha()}
    assert names - locked == set()


# --- what Django itself looks for ---


def django(*arguments: str, **environment: str) -> tuple[int, str]:
    ours = {"DJANGO_ALLOW_ASYNC_UNSAFE"}  # for the suite's browser only
    inherited = {name: value for name, value in os.environ.items() if name not in ours}
    done = subprocess.run(
        [sys.executable, "-m", "django", *arguments],
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
def test_a_server_under_https_passes_djangos_own_inspection():
    fault = django(
        *("check", "--deploy", "--fail-level", "WARNING"),
        BINHYEN_HTTPS="1",
        BINHYEN_HOSTS="binhyen.example.vn",
    )
    assert fault[0] == 0, fault[1]


@pytest.mark.slow
def test_the_migrations_make_the_tables_that_the_code_describes():
    code, said = django("makemigrations", "--check", "--dry-run")
    assert code == 0, said


# --- licences ---

COMPATIBLE = re.compile(
    r"\b(MIT(-CMU)?|BSD|0BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla Public License 2"
    r"|LGPL|Lesser General Public|AGPL|GPL-3|GPLv3|GPLv2\+|CC0|Unlicense|Zlib|HPND|Public Domain)",
    re.I,
)
READ_BY_US = {
    # Distribution → what its licence file says where its metadata says nothing usable.
    "python-calamine": "MIT, its LICENSE file",
}


def runtime() -> set[str]:
    """Our dependencies and theirs, as installed here."""
    found: set[str] = set()
    waiting = [("binhyen", frozenset[str]())]
    while waiting:
        name, extras = waiting.pop()
        for text in distribution(name).requires or []:
            wanted = Requirement(text)
            applies = wanted.marker is None or any(
                wanted.marker.evaluate({"extra": extra}) for extra in extras | {""}
            )
            key = canonicalize_name(wanted.name)
            if applies and key not in found:
                found.add(key)
                waiting.append((key, frozenset(wanted.extras)))
    return found


def licence(package: Distribution) -> str:
    facts = package.metadata
    classifiers = [c for c in facts.get_all("Classifier", []) if c.startswith("License ::")]
    said = facts.get("License-Expression") or " ".join(classifiers) or facts.get("License") or ""
    return READ_BY_US.get(canonicalize_name(facts["Name"]), said)


def test_every_runtime_dependency_may_be_shipped_under_the_agpl_3_or_later():
    here = {canonicalize_name(d.metadata["Name"]): d for d in distributions()}
    doubtful = {
        name: licence(here[name])[:80]
        for name in sorted(runtime())
        if not COMPATIBLE.search(licence(here[name]))
    }
    assert doubtful == {}


def test_the_licence_is_the_agpl_to_the_letter():
    text = (REPOSITORY / "LICENSE").read_bytes()
    published = "0d96a4ff68ad6d4b6f1f30f713b18d5184912ba8dd389f86aa7710db079abcb0"
    assert hashlib.sha256(text).hexdigest() == published


# --- the command line ---


def test_help_lists_every_command_and_no_other():
    assert Rooms.HELP.keys() == GROUPS.keys()


@pytest.mark.parametrize("word", GROUPS)
def test_a_word_of_the_command_line_leads_to_a_command(word):
    found = command(word)
    assert isinstance(found, Command)
    assert found.help
