from django.urls import include, path

urlpatterns = [
    path("", include("binhyen.web.urls")),
    path("", include("binhyen.programmes.urls")),
    path("units/", include("binhyen.units.urls")),
    path("import/", include("binhyen.intake.urls")),
    path("people/", include("binhyen.people.urls")),
    path("gallery/", include("binhyen.ui.urls")),
    path("account/", include("allauth.urls")),
]
