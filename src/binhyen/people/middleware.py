"""Notes when a session was last used, without a write for every page."""

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now

EVERY_S = 300
NOTED = "activity_noted_at"


class ActivityMiddleware(UserSessionsMiddleware):
    """allauth's, every five minutes a session: each of its notes takes five queries and waits
    for the disk, which no page that only shows something should do.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        second = int(now().timestamp())
        if request.user.is_authenticated and request.session.get(NOTED, 0) <= second - EVERY_S:
            request.session[NOTED] = second
            noted: HttpResponse = super().__call__(request)
            return noted
        response: HttpResponse = self.get_response(request)
        return response
