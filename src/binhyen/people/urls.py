from django.urls import path

from .views import account, people

app_name = "people"
urlpatterns = [
    path("", people.people_list, name="list"),
    path("new/", people.add, name="add"),
    path("units/", people.unit_options, name="unit-options"),
    path("me/", account.me, name="me"),
    path("me/data/", account.my_data, name="my-data"),
    path("password/<int:pk>/<str:token>/", account.set_password, name="set-password"),
    path("<int:pk>/", people.detail, name="detail"),
    path("<int:pk>/change/", people.change, name="change"),
    path("<int:pk>/posts/", people.give_post, name="give-post"),
    path("<int:pk>/posts/<int:post_pk>/end/", people.end_post, name="end-post"),
    path("<int:pk>/deactivate/", people.deactivate, name="deactivate"),
    path("<int:pk>/reactivate/", people.reactivate, name="reactivate"),
    path("<int:pk>/unlock/", people.unlock, name="unlock"),
    path("<int:pk>/reset-link/", people.reset_link, name="reset-link"),
    path("<int:pk>/second-factor/drop/", people.drop_second_factor, name="drop-second-factor"),
]
