"""The rooms from the ground up, and how to read them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import binhyen
from tools.map import ROOMS as FROM_THE_TOP

ROOT = Path(binhyen.__path__[0])
REPOSITORY = Path(__file__).resolve().parents[2]
ROOMS = FROM_THE_TOP[::-1]
HEIGHT = {room: height for height, room in enumerate(ROOMS)}
DOORS = {"choices", "models", "queries", "actions", "fields"}
OPEN = {"kernel", "ui", "config"}
FACES = ("views", "api")


def sources(room: str = "*") -> Iterator[Path]:
    """A room's own Python: neither tests nor migrations."""
    for path in sorted(ROOT.glob(f"{room}/**/*.py")):
        if not {"tests", "migrations"} & set(path.relative_to(ROOT).parts):
            yield path


def faces() -> Iterator[Path]:
    """Every module through which a request comes in."""
    for path in sources():
        inside = path.relative_to(ROOT).parts[1:]
        if inside[0].removesuffix(".py") in FACES:
            yield path


def templates() -> Iterator[Path]:
    yield from sorted(ROOT.glob("*/templates/**/*.html"))


def where(path: Path, node: ast.AST | int) -> str:
    line = node if isinstance(node, int) else getattr(node, "lineno", 0)
    return f"{path.relative_to(ROOT)}:{line}"
