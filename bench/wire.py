"""Bytes over the wire of a first visit, by Chromium with an empty cache; the map page apart."""

import os
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from binhyen.demo.rules.cast import CAST, PASSWORD

from .figure import Figure, written
from .ground import here
from .visitor import Visitor, served

PAGES = ("/account/login/", "/", "/programmes/", "/sites/", "/units/")
ARGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
MOST_KB = 100.0


def first_visit_bytes(browser: Browser, address: str, cookies: list[dict[str, Any]]) -> int:
    """Everything received for a page, headers too, as Chromium's own network log says it."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    network = context.new_cdp_session(page)
    received: list[int] = []
    network.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    network.send("Network.enable")
    page.goto(address, wait_until="networkidle")
    context.close()
    return int(sum(received))


def cookies_of(visitor: Visitor) -> list[dict[str, Any]]:
    return [
        {"name": cookie.name, "value": cookie.value, "url": visitor.address}
        for cookie in visitor.cookies
    ]


def main() -> None:
    with served(here()) as server, sync_playwright() as playwright:
        visitor = Visitor(server.address)
        visitor.sign_in(CAST[1].username, PASSWORD)
        chromium = os.environ.get("BINHYEN_CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        figures = []
        for path in PAGES:
            cookies = [] if path.startswith("/account/") else cookies_of(visitor)
            size = first_visit_bytes(browser, f"{server.address}{path}", cookies)
            figures.append(
                Figure(name=f"first visit of `{path}` over the wire", value=size / 1000,
                       unit="kB", most=MOST_KB, step="wire", note="Chromium, empty cache")
            )  # fmt: skip
        browser.close()
    print(written(figures))


if __name__ == "__main__":
    main()
