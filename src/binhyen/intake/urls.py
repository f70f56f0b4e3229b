from django.urls import path

from .views import batches, files, preview, repairs

app_name = "intake"
urlpatterns = [
    path("", batches.batch_list, name="list"),
    path("empty.xlsx", files.empty, name="empty"),
    path("<uuid:key>/", preview.batch, name="batch"),
    path("<uuid:key>/left-over.xlsx", files.left_over, name="left-over"),
    path("<uuid:key>/commit/", batches.commit, name="commit"),
    path("<uuid:key>/undo/", batches.undo, name="undo"),
    path("<uuid:key>/discard/", batches.discard, name="discard"),
    path("<uuid:key>/reopen/", batches.reopen, name="reopen"),
    path("<uuid:key>/reread/", repairs.reread, name="reread"),
    path("<uuid:key>/mark/", repairs.mark, name="mark"),
    path("<uuid:key>/rows/<int:pk>/", repairs.row, name="row"),
    path("<uuid:key>/rows/<int:pk>/follow/", repairs.follow, name="follow"),
    path("<uuid:key>/rows/<int:pk>/apart/", repairs.apart, name="apart"),
    path("<uuid:key>/rows/<int:pk>/programme/", repairs.programme, name="row-programme"),
]
