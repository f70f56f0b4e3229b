"""Every address. A room names its own; here is only which room answers where."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from .health import health

urlpatterns = [
    path("", include("binhyen.web.urls")),
    path("", include("binhyen.life.urls")),
    path("", include("binhyen.programmes.urls")),
    path("dossiers/", include("binhyen.dossiers.urls")),
    path("papers/", include("binhyen.papers.urls")),
    path("reviews/", include("binhyen.reviews.urls")),
    path("figures/", include("binhyen.figures.urls")),
    path("reports/", include("binhyen.reports.urls")),
    path("evidence/", include("binhyen.evidence.urls")),
    path("planning/", include("binhyen.planning.urls")),
    path("committee/", include("binhyen.committee.urls")),
    path("units/", include("binhyen.units.urls")),
    path("import/", include("binhyen.intake.urls")),
    path("people/", include("binhyen.people.urls")),
    path("gallery/", include("binhyen.ui.urls")),
    path("account/", include("binhyen.people.account_urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path("healthz", health, name="health"),
]
