"""A measured figure beside its target, and the table of them."""

import json
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`value` and `most` (the target, at most) in `unit`; without a target it only informs."""

    name: str
    value: float
    unit: str
    step: str
    most: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        if self.most is None:
            return ""
        return "reached" if self.value <= self.most else "**missed**"


def written(figures: Iterable[Figure]) -> str:
    """One figure a line, for a child process to hand to its parent."""
    return "\n".join(json.dumps(asdict(figure), ensure_ascii=False) for figure in figures)


def read(text: str) -> list[Figure]:
    """Figures among whatever else a child printed."""
    lines = [line for line in text.splitlines() if line.startswith('{"name"')]
    return [Figure(**json.loads(line)) for line in lines]


def number(value: float) -> str:
    """Three figures that count, no more."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def table(figures: Iterable[Figure]) -> str:
    rows = [
        "| what | measured | target | | command | note |",
        "|---|---:|---:|---|---|---|",
    ]
    for figure in figures:
        most = "" if figure.most is None else f"≤ {figure.most:g} {figure.unit}"
        cells = [
            figure.name,
            f"{number(figure.value)} {figure.unit}",
            most,
            figure.verdict,
            f"`python -m bench {figure.step}`",
            figure.note,
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def machine(on: date) -> str:
    """The day and the shape of the machine, as far as it tells."""
    memory_kb = int(Path("/proc/meminfo").read_text().split()[1])
    cores = Path("/proc/cpuinfo").read_text().count("processor\t")
    system = next(
        line.split("=")[1].strip('"')
        for line in Path("/etc/os-release").read_text().splitlines()
        if line.startswith("PRETTY_NAME")
    )
    return (
        f"{on:%d/%m/%Y}, {cores} cores, {memory_kb / 1024**2:.0f} GB, {system}, "
        f"Python {platform.python_version()}"
    )
