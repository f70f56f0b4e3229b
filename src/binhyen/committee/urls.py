from django.urls import path

from .views import minutes, programme, rounds

app_name = "committee"
urlpatterns = [
    path("", rounds.round_list, name="list"),
    path("<int:pk>/", rounds.table, name="table"),
    path("<int:pk>/minutes.<str:form>", minutes.download, name="minutes"),
    path("<int:pk>/<slug:code>/", programme.page, name="programme"),
    path("<int:pk>/<slug:code>/take-back/", programme.take_back, name="take-back"),
    path("<int:pk>/<slug:code>/case/", programme.open_case, name="case"),
]
