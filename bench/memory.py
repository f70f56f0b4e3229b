"""What the server takes after three people have browsed for a while."""

from itertools import islice
from random import Random
from urllib.error import HTTPError

from binhyen.demo.rules.cast import PASSWORD

from .figure import Figure, written
from .ground import here
from .pages import LISTS, ROLES, Offer, queries_of
from .visitor import Visitor, memory_mb, served

REQUESTS_A_PAGE = 15
MOST_MB = 250.0


def browse(visitor: Visitor, *, seed: int) -> int:
    """Every list page with a number of its filters; how many pages were seen."""
    seen = 0
    for path in (*LISTS, "/map/"):
        try:
            offer = Offer(path)
            offer.feed(visitor.get(path))
        except HTTPError:
            continue
        for query in islice(queries_of(offer, Random(seed), REQUESTS_A_PAGE), REQUESTS_A_PAGE):
            try:
                visitor.get(f"{path}?{query}")
            except HTTPError as refusal:
                if refusal.code >= 500:
                    raise
            seen += 1
    return seen


def main() -> None:
    ground = here()
    with served(ground) as server:
        start_mb, _ = memory_mb(server.process)
        seen = 0
        for seed, role in enumerate(ROLES):
            visitor = Visitor(server.address)
            visitor.sign_in(role, PASSWORD)
            seen += browse(visitor, seed=seed)
        pss, rss = memory_mb(server.process)
    note = (
        f"all processes, after {seen} pages by 3 people; RSS {rss:.0f} MB, at start {start_mb:.0f}"
    )
    print(
        written([Figure(name=f"memory of the server, 124,000 sites, {ground.database}", value=pss,
                        unit="MB", most=MOST_MB, step="nation", note=note)])
    )  # fmt: skip


if __name__ == "__main__":
    main()
