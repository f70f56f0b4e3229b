"""Published studies, where the data that come with the project are at hand."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

STUDIES = Path(__file__).parents[4] / "shared/data/studies"


@cache
def study(name: str, *, unit: str, time: str) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Columns as [units, periods], and what was published. Skips where there are no data."""
    folder = STUDIES / name
    if not folder.is_dir():
        pytest.skip("the published studies aren't beside this checkout")
    with (folder / "data.csv").open() as lines:
        rows = sorted(csv.DictReader(lines), key=lambda row: (int(row[unit]), int(row[time])))
    n = len({row[unit] for row in rows})
    columns = {name: np.array([number(row[name]) for row in rows]) for name in rows[0]}
    return (
        {name: column.reshape(n, -1) for name, column in columns.items()},
        json.loads((folder / "expected.json").read_text()),
    )


def number(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        return float("nan")


def mpdta(expected_of: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, dict[str, Any]]:
    """Log of teenage employment [500, 5], first treated year, log of population; expected."""
    columns, expected = study(expected_of, unit="countyreal", time="year")
    first = columns["first.treat"][:, 0]
    starts = np.where(first == 0, 5, first - 2003).astype(int)
    return columns["lemp"], starts, columns["lpop"][:, 0], expected
