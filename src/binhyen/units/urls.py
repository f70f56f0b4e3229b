from django.urls import path

from . import views

app_name = "units"
urlpatterns = [
    path("", views.unit_list, name="list"),
    path("export.xlsx", views.export, name="export"),
    path("<slug:code>/", views.detail, name="detail"),
]
