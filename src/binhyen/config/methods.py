"""A way back from an address that only takes forms."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

Answer = Callable[[HttpRequest], HttpResponseBase]


class WayBack:
    """Whoever opens the address of a step gets a page that leads back, not a blank one.

    It happens after a form with a fault: its answer stands at the step's own address, and a
    reload or another language asks for that address.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.answer(request)
        is_blank = isinstance(response, HttpResponse) and not response.content
        if response.status_code == 405 and request.method == "GET" and is_blank:
            page = render_to_string("405.html", {"back": _above(request.path)}, request)
            response.headers["Content-Type"] = "text/html; charset=utf-8"
            response.content = page.encode()  # type: ignore[attr-defined]
        return response


def _above(path: str) -> str:
    """The page over an address that exists: of /cases/1/send/ it is /cases/1/."""
    above = path.rstrip("/").rpartition("/")[0] + "/"
    try:
        resolve(above)
    except Resolver404:
        return ""
    return above
