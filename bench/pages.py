"""Server time and queries of the list pages, over whatever filters, sorts and pages they offer.

The requests are drawn by a fixed seed from the page's own filter form and links, so a filter that
is added later is measured too. Times are those of the whole stack below the server: middleware,
view, queries, templates, compression.
"""

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from random import Random
from urllib.parse import parse_qsl, urlencode, urlsplit

from .figure import Figure, written
from .ground import gather_static_files, here, set_up_django

WORDS = (
    "dak r mang", "tổ tự quản", "Đắk R'Măng", "trường", "hoa", "camera", "thôn 3", "xyzzy",
    "phường 1", "liên gia", "cho", "24611", "bon", "QĐ-UBND", "a", "an toàn giao thông",
)  # fmt: skip
ROLES = ("quan-tri", "can-bo-tinh", "can-bo-cu-jut")
LISTS = (
    *("/sites/", "/programmes/", "/movements/", "/units/"),
    *("/history/", "/people/", "/import/", "/"),
)
P95_MS, QUERIES = 80.0, 12.0
REPEATS = 3  # the quickest counts: what else the machine does meanwhile isn't the page's time


@dataclass(slots=True)
class Offer(HTMLParser):
    """What a list page offers: controls of its GET forms and links back to itself."""

    path: str
    controls: dict[str, list[str]] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    _in_form: bool = False
    _select: str = ""

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urlsplit(said.get("action", "")).path
            is_get = said.get("method", "get").lower() == "get"
            self._in_form = is_get and action in {"", self.path}
        elif tag == "a":
            address = urlsplit(said.get("href", ""))
            if address.query and address.path in {"", self.path}:
                self.links.append(address.query)
        elif self._in_form:
            self._handle_control(tag, said)

    def _handle_control(self, tag: str, said: dict[str, str]) -> None:
        if tag == "select":
            self._select = said.get("name", "")
        elif tag == "option" and self._select and said.get("value"):
            self.controls.setdefault(self._select, []).append(said["value"])
        elif tag == "input" and (name := said.get("name")):
            kind = said.get("type", "text")
            if kind in {"text", "search"}:
                self.controls[name] = list(WORDS)
            elif kind in {"checkbox", "radio"}:
                self.controls.setdefault(name, []).append(said.get("value", "on"))
            elif kind == "date":
                self.controls[name] = ["2016-01-01", "2020-06-30", "2022-12-31"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._in_form = False
        elif tag == "select":
            self._select = ""


def queries_of(offer: Offer, rng: Random, count: int) -> Iterator[str]:
    """Query strings: the plain page, each control alone, the page's own links, then mixtures."""
    yield ""
    singles = [urlencode({name: value}) for name, values in offer.controls.items()
               for value in rng.sample(values, min(4, len(values)))]  # fmt: skip
    links = rng.sample(offer.links, min(8, len(offer.links)))
    yield from (singles + links)[: count // 2]
    for _ in range(count - 1 - min(len(singles) + len(links), count // 2)):
        names = rng.sample(sorted(offer.controls), min(rng.randint(1, 3), len(offer.controls)))
        chosen = {name: rng.choice(offer.controls[name]) for name in names}
        if offer.links and rng.random() < 0.5:
            chosen |= dict(parse_qsl(rng.choice(offer.links)))
        if rng.random() < 0.3:
            chosen["page"] = str(rng.choice((2, 3, 10, 200, 2000)))
        yield urlencode(chosen)


@dataclass(frozen=True, slots=True)
class Sample:
    role: str
    path: str
    query: str
    ms: float
    cpu_ms: float
    queries: int
    status: int


def samples(
    paths: Sequence[str], count: int, *, seed: int = 1, roles: Sequence[str] = ROLES
) -> list[Sample]:
    """Every list page by every role, `count` requests each. A page not offered here is left out."""
    from django.test import Client

    from binhyen.people.models import Person

    found = []
    for role in roles:
        client = Client(headers={"accept-encoding": "gzip"}, SERVER_NAME="localhost")
        client.force_login(
            Person.objects.get(username=role), "allauth.account.auth_backends.AuthenticationBackend"
        )
        for path in paths:
            found += _samples_of(client, role, path, count, Random(seed))
    return found


def _samples_of(client, role: str, path: str, count: int, rng: Random) -> list[Sample]:  # type: ignore[no-untyped-def]
    first = client.get(path, headers={"accept-encoding": "identity"})
    if first.status_code != 200:
        return []
    offer = Offer(path)
    offer.feed(first.content.decode())
    return [_sample(client, role, path, query) for query in queries_of(offer, rng, count)]


def _sample(client, role: str, path: str, query: str) -> Sample:  # type: ignore[no-untyped-def]
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = f"{path}?{query}"
    with CaptureQueriesContext(connection) as captured:
        status = client.get(address).status_code
    queries = len(captured)  # now: the next request empties the list
    times = [_timed(client, address) for _ in range(REPEATS)]
    ms, cpu_ms = (min(column) for column in zip(*times, strict=True))
    return Sample(role, path, query, ms, cpu_ms, queries, status)


def _timed(client, address: str) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    """Milliseconds on the clock, and of this process's own work."""
    start, cpu_start = time.perf_counter(), time.process_time()
    client.get(address)
    return (time.perf_counter() - start) * 1000, (time.process_time() - cpu_start) * 1000


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def figures(found: Sequence[Sample], database: str, *, step: str, where: str) -> list[Figure]:
    answered = [one for one in found if one.status in {200, 404}]
    if not answered or len(answered) < len(found):
        raise SystemExit(f"pages failed:\n{worst([o for o in found if o not in answered], 5)}")
    rows = []
    for path in sorted({one.path for one in answered}):
        of_path = [one for one in answered if one.path == path]
        times = [one.ms for one in of_path]
        cpu_ms = percentile([one.cpu_ms for one in of_path], 0.95)
        note = (
            f"{len(of_path)} requests, median {percentile(times, 0.5):.0f} ms, "
            f"p95 of the server's own work {cpu_ms:.0f} ms"
        )
        rows.append(
            Figure(name=f"`{path}` p95 of server time, {where}, {database}", unit="ms", step=step,
                   value=percentile(times, 0.95), most=P95_MS, note=note)
        )  # fmt: skip
    most = max(one.queries for one in answered)
    rows.append(Figure(name=f"queries of any list page, {where}, {database}", value=most,
                       unit="queries", most=QUERIES, step=step))  # fmt: skip
    return rows


def worst(found: Sequence[Sample], count: int) -> str:
    slow = sorted(found, key=lambda one: -one.ms)[:count]
    many = sorted(found, key=lambda one: -one.queries)[:3]
    return "\n".join(f"{one.ms:7.1f} ms {one.cpu_ms:7.1f} own {one.queries:3} q {one.status} "
                     f"{one.role:14} {one.path}?{one.query}" for one in [*slow, *many])  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=60, help="requests a page and role")
    parser.add_argument("--step", default="pages")
    parser.add_argument("--where", default="124,000 sites")
    parser.add_argument("--worst", type=int, default=0, help="also list the slowest requests")
    parser.add_argument("paths", nargs="*", default=list(LISTS))
    chosen = parser.parse_args()
    set_up_django()
    gather_static_files()
    found = samples(chosen.paths, chosen.count)
    print(written(figures(found, here().database, step=chosen.step, where=chosen.where)))
    if chosen.worst:
        print(worst(found, chosen.worst))


if __name__ == "__main__":
    main()
