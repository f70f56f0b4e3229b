"""The pictures in README and docs, taken of the demonstration; also the first look at every page.

`./run screenshots` writes them to docs/images; in the suite they go to var/screenshots.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

from binhyen.people.models import Person
from tests.browser import PICTURES, SignIn, no_wider_than

FOLDER = Path(os.environ.get("BINHYEN_PICTURES", PICTURES))
WINDOW, TELEPHONE = {"width": 1024, "height": 640}, {"width": 360, "height": 640}
LARGEST_BYTES = 150_000
PAGES = {
    "today": "/",
    "map": "/map/",
    "programmes": "/programmes/",
    "sites": "/sites/",
    "units": "/units/",
    "import": "/import/",
    "history": "/history/",
    "people": "/people/",
}
ON_THE_TELEPHONE = {"today", "sites"}


@pytest.fixture
def officer(page: Page, sign_in: SignIn, demo_province: None) -> Page:
    """A browser in which the demonstration's provincial officer has signed in."""
    sign_in(page, Person.objects.get(username="can-bo-tinh"))
    return page


def take(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    if name == "map":
        page.wait_for_selector("#map-island[data-ready]")
        page.locator(".map-cluster").first.wait_for()
        page.locator("#map-island").evaluate("island => island.scrollIntoView({block: 'end'})")
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    assert path.stat().st_size <= LARGEST_BYTES, f"{path.name} is too large for the repository"


@pytest.mark.one_database
def test_the_demonstration_shows_every_page(officer):
    """At a desk by day and on a telephone in the dark; one load of the demonstration for both."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    complaints = []
    officer.on("console", lambda line: complaints.append(line.text) if line.type == "error" else 0)
    officer.set_viewport_size(WINDOW)
    for name in PAGES:
        see(officer, name)
        take(officer, name)
    officer.set_viewport_size(TELEPHONE)
    officer.emulate_media(color_scheme="dark")
    for name in PAGES:
        see(officer, name)
        no_wider_than(officer, TELEPHONE["width"])
        if name in ON_THE_TELEPHONE:
            take(officer, f"{name}-telephone")
    assert complaints == []


def see(page: Page, name: str) -> None:
    answer = page.goto(PAGES[name])
    assert answer is not None
    assert (name, answer.status) == (name, 200)
