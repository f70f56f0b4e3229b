from django.urls import path

from .views import batches, corrections, definitions, entry, files, own, returns, steps

app_name = "figures"
urlpatterns = [
    path("", returns.page, name="returns"),
    path("lock/", steps.lock_all, name="lock-all"),
    path("indicators/", definitions.indicator_list, name="indicators"),
    path("indicators/<slug:code>/", definitions.indicator, name="indicator"),
    path("periods/", definitions.periods, name="periods"),
    path("definitions/", own.definition_list, name="definitions"),
    path("definitions/new/", own.new, name="definition-new"),
    path("definitions/shipped.toml", own.shipped, name="definition-shipped"),
    path("definitions/<int:pk>/", own.detail, name="definition"),
    path("definitions/<int:pk>/text.toml", own.text, name="definition-text"),
    path("definitions/<int:pk>/compare/<int:other>/", own.compare, name="definition-compare"),
    path("files/", files.file_list, name="files"),
    path("files/form.xlsx", files.month_form, name="form-file"),
    path("files/months.xlsx", files.months, {"kind": "xlsx"}, name="months-xlsx"),
    path("files/months.csv", files.months, {"kind": "csv"}, name="months-csv"),
    path("files/<uuid:key>/", batches.batch, name="batch"),
    path("files/<uuid:key>/cells/", batches.cells, name="batch-cells"),
    path("files/<uuid:key>/commit/", batches.commit, name="batch-commit"),
    path("files/<uuid:key>/undo/", batches.undo, name="batch-undo"),
    path("files/<uuid:key>/discard/", batches.discard, name="batch-discard"),
    # The form of a month, <unit code>/<period code>/, stands last: any two words fit it.
    path("<slug:code>/<slug:period>/", entry.page, name="entry"),
    path("<slug:code>/<slug:period>/cells/", entry.cells, name="cells"),
    path("<slug:code>/<slug:period>/give-back/", steps.give_back, name="give-back"),
    path("<slug:code>/<slug:period>/accept/", steps.accept, name="accept"),
    path("<slug:code>/<slug:period>/lock/", steps.lock, name="lock"),
    path("<slug:code>/<slug:period>/correct/", corrections.correct, name="correct"),
    path("<slug:code>/<slug:period>/versions/", corrections.versions, name="versions"),
]
