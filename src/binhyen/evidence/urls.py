from django.urls import path

from .views import brief, listing, programme, runs, selection, simulator, studies

app_name = "evidence"
urlpatterns = [
    path("", listing.programme_list, name="list"),
    path("studies/", studies.study_list, name="studies"),
    path("studies/new/", studies.add, name="study-add"),
    path("studies/<slug:key>/", studies.detail, name="study"),
    path("studies/<slug:key>/change/", studies.change, name="study-change"),
    path("studies/<slug:key>/amend/", studies.amend, name="study-amend"),
    path("studies/<slug:key>/lock/", studies.lock, name="study-lock"),
    path("studies/<slug:key>/withdraw/", studies.withdraw, name="study-withdraw"),
    path("studies/<slug:key>/run/", studies.run, name="study-run"),
    path("simulator/", simulator.page, name="simulator"),
    path("runs/<int:pk>/", runs.detail, name="run"),
    path("runs/<int:pk>/result.json", runs.result, name="run-result"),
    path("runs/<int:pk>/panel.csv", runs.panel, name="run-panel"),
    path("runs/<int:pk>/neighbours.csv", runs.neighbours, name="run-neighbours"),
    path("<slug:code>/", programme.page, name="programme"),
    path("<slug:code>/selection/", selection.page, name="selection"),
    path("<slug:code>/brief.pdf", brief.download, name="brief"),
]
