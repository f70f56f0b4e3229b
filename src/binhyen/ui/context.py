"""What every page needs from the request."""

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict:
    return {}
