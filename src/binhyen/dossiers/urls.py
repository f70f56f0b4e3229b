from django.urls import path

from .views import checklists, contents, documents, overview, records

app_name = "dossiers"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("export.xlsx", overview.export, name="export"),
    path("programmes/", overview.programmes, name="programmes"),
    path("units/<str:code>/", overview.unit, name="unit"),
    path("programmes/<slug:code>/", records.programme, name="programme"),
    path("programmes/<slug:code>/new/", records.programme_add, name="programme-add"),
    path("sites/<str:code>/", records.site, name="site"),
    path("sites/<str:code>/new/", records.site_add, name="site-add"),
    path("documents/<int:pk>/", documents.detail, name="document"),
    path("documents/<int:pk>/change/", documents.change, name="change"),
    path("documents/<int:pk>/sign/", documents.sign, name="sign"),
    path("documents/<int:pk>/withdraw/", documents.withdraw, name="withdraw"),
    path("documents/<int:pk>/restore/", documents.restore, name="restore"),
    path("documents/<int:pk>/versions/new/", documents.add_version, name="version-add"),
    path(
        "documents/<int:pk>/versions/<int:number>/pages/<int:page>/",
        contents.page,
        name="page",
    ),
    path(
        "documents/<int:pk>/versions/<int:number>/<str:form>/",
        contents.download,
        name="download",
    ),
    path("checklists/", checklists.checklist_list, name="checklists"),
    path("checklists/new/", checklists.edit, name="checklist-edit"),
    path("checklists/shipped/", checklists.shipped, name="checklist-shipped"),
    path("checklists/<int:pk>/", checklists.detail, name="checklist"),
    path("checklists/<int:pk>/withdraw/", checklists.withdraw, name="checklist-withdraw"),
]
