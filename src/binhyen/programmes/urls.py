from django.urls import path

from .views import bulk, catalogue, gifts, movements, register, sites

app_name = "programmes"
urlpatterns = [
    path("programmes/", catalogue.programme_list, name="list"),
    path("programmes/new/", catalogue.add, name="add"),
    path("programmes/export.<str:form>", catalogue.export, name="export"),
    path("programmes/<slug:code>/", catalogue.detail, name="detail"),
    path("programmes/<slug:code>/change/", catalogue.change, name="change"),
    path("movements/", movements.page, name="movements"),
    path("movements/export.xlsx", movements.export, name="movements-export"),
    path("sites/", sites.site_list, name="sites"),
    path("sites/new/", register.add, name="site-add"),
    path("sites/units/", sites.unit_options, name="unit-options"),
    path("sites/programmes/", sites.programme_options, name="programme-options"),
    path("sites/options/", sites.site_options, name="site-options"),
    path("sites/export.<str:form>", sites.export, name="sites-export"),
    path("sites/views/", sites.save_view, name="save-view"),
    path("sites/views/<int:pk>/drop/", sites.drop_view, name="drop-view"),
    path("sites/together/", bulk.preview, name="bulk"),
    path("sites/together/<uuid:batch>/", bulk.done, name="bulk-done"),
    path("sites/together/<uuid:batch>/undo/", bulk.undo, name="bulk-undo"),
    path("sites/<str:code>/", sites.detail, name="site"),
    path("sites/<str:code>/change/", register.change, name="site-change"),
    path("sites/<str:code>/place/", register.place, name="site-place"),
    path("sites/<str:code>/contributions/new/", gifts.add, name="gift-add"),
]
