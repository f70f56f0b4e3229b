from django.urls import path

from .views import ratings, rounds, sheets

app_name = "reviews"
urlpatterns = [
    path("", rounds.round_list, name="list"),
    path("new/", rounds.add, name="add"),
    path("<int:pk>/", rounds.detail, name="round"),
    path("<int:pk>/export.xlsx", rounds.export, name="export"),
    path("<int:pk>/deadlines/", rounds.deadlines, name="deadlines"),
    path("<int:pk>/end-scoring/", rounds.end_scoring, name="end-scoring"),
    path("<int:pk>/decide/", rounds.close, name="close"),
    path("ratings/<int:pk>/", ratings.detail, name="rating"),
    path("ratings/<int:pk>/score/", ratings.score, name="score"),
    path("ratings/<int:pk>/appraise/", ratings.appraise, name="appraise"),
    path("ratings/<int:pk>/leave-out/", ratings.leave_out, name="leave-out"),
    path("ratings/<int:pk>/bring-back/", ratings.bring_back, name="bring-back"),
    path("ratings/<int:pk>/decide/", ratings.decide, name="decide"),
    path("ratings/<int:pk>/case/", ratings.open_case, name="case"),
    path("sheets/", sheets.sheet_list, name="sheets"),
    path("sheets/new/", sheets.add, name="sheet-add"),
    path("sheets/shipped/<slug:code>/", sheets.shipped, name="sheet-shipped"),
    path("sheets/<int:pk>/", sheets.detail, name="sheet"),
    path("sheets/<int:pk>/change/", sheets.change, name="sheet-change"),
    path("sheets/<int:pk>/withdraw/", sheets.withdraw, name="sheet-withdraw"),
]
