from django.urls import path

from .views import plans

app_name = "planning"
urlpatterns = [
    path("", plans.plan_list, name="list"),
    path("new/", plans.add, name="add"),
    path("<slug:key>/", plans.detail, name="plan"),
    path("<slug:key>/change/", plans.change, name="change"),
    path("<slug:key>/copy/", plans.copy, name="copy"),
    path("<slug:key>/solve/", plans.solve, name="solve"),
    path("<slug:key>/adopt/", plans.adopt, name="adopt"),
    path("<slug:key>/export.xlsx", plans.export, name="export"),
]
