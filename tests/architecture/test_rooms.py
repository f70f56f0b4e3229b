"""Who may know whom."""

import ast
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest
from django.apps import apps

from .rooms import DOORS, HEIGHT, OPEN, REPOSITORY, ROOMS, ROOT, sources, where

VAGUE = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}


def test_the_list_of_rooms_is_the_folders():
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert folders == set(ROOMS)


def test_rooms_enter_each_other_only_by_their_doors():
    graph = grimp.build_graph("binhyen")
    trespass = [
        f"{importer} -> {imported}"
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if _trespasses(importer.split("."), imported.split("."))
    ]
    assert sorted(trespass) == []


def _trespasses(importer: list[str], imported: list[str]) -> bool:
    if len(imported) < 3 or len(importer) < 2 or "tests" in importer:
        return False
    from_room, to_room, door = importer[1], imported[1], imported[2]
    is_free = from_room == to_room or to_room in OPEN or from_room == "config"
    return not is_free and door not in DOORS


def test_foreign_keys_point_down():
    upward = []
    for table in apps.get_models():
        for field in table._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not field.concrete or not _is_ours(table) or not _is_ours(target):
                continue
            here, there = (HEIGHT[t.__module__.split(".")[1]] for t in (table, target))
            if there > here:
                upward.append(f"{table.__name__}.{field.name} -> {target.__name__}")
    assert upward == []


def _is_ours(table: object) -> bool:
    return getattr(table, "__module__", "").startswith("binhyen.")


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_it_is_for(room):
    docstring = ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text()))
    assert docstring and len(docstring) > 20


def test_every_module_with_a_definition_says_what_it_is_for():
    """Models and choices speak by their classes; Django names apps, urls and __init__."""
    silent = [
        where(path, 1)
        for path in sources()
        if path.stem not in {"__init__", "models", "choices", "apps", "urls"}
        and path.parent.name != "models"
        and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_nothing_is_named_by_what_it_does_not_say():
    vague = [where(path, 1) for path in sources() if VAGUE & {path.stem, path.parent.name}]
    assert vague == []


def test_rules_and_queries_take_the_time_as_an_argument():
    """Only doors look at the clock."""
    assert [hit for path in _below_the_doors() for hit in _looks_at_the_clock(path)] == []


def _below_the_doors() -> Iterator[Path]:
    for path in sources():
        layer = path.relative_to(ROOT).parts[1].removesuffix(".py")
        if layer in {"rules", "actions", "choices"}:
            yield path


def _looks_at_the_clock(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Call(func=ast.Attribute(attr="now" | "today" | "utcnow")):
                yield where(path, node)
            case ast.Call(func=ast.Name(id="now")):
                yield where(path, node)
            case ast.Call(
                func=ast.Attribute(attr="localdate" | "localtime")
                | ast.Name(id="localdate" | "localtime"),
                args=[],
            ):
                yield where(path, node)


def test_the_map_of_rooms_is_fresh():
    from tools.map import render

    assert (REPOSITORY / "docs" / "map.md").read_text() == render()
