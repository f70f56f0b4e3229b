from django.urls import path

from .views import case, cases, lives, opening, procedures, works

app_name = "life"
urlpatterns = [
    path("cases/", cases.board, name="cases"),
    path("cases/mine/", cases.mine, name="mine"),
    path("cases/export.xlsx", cases.export, name="cases-export"),
    path("cases/new/", opening.kinds, name="open"),
    path("cases/new/<slug:kind>/", opening.open_kind, name="open-kind"),
    path("cases/sites/", opening.site_options, name="site-options"),
    path("cases/<slug:code>/", case.page, name="case"),
    path("cases/<slug:code>/act/", case.act, name="act"),
    path("cases/<slug:code>/take-back/", case.take_back, name="take-back"),
    path("cases/<slug:code>/delegate/", works.delegate, name="delegate"),
    path("cases/<slug:code>/delegate/end/", case.end_delegation, name="end-delegation"),
    path("cases/<slug:code>/meeting/", works.meeting, name="meeting"),
    path("cases/<slug:code>/assets/", works.assets, name="assets"),
    path("cases/<slug:code>/assets/<int:pk>/", works.hand_over, name="hand-over"),
    path("programmes/<slug:code>/life/", lives.programme, name="programme"),
    path("sites/<str:code>/life/", lives.site, name="site"),
    path("procedures/", procedures.procedure_list, name="procedures"),
    path("procedures/new/", procedures.new, name="procedure-new"),
    path("procedures/<int:pk>/", procedures.detail, name="procedure"),
    path("procedures/<int:pk>/text.toml", procedures.text, name="procedure-text"),
    path("procedures/<int:pk>/compare/<int:other>/", procedures.compare, name="procedure-compare"),
    path("procedures/<int:pk>/withdraw/", procedures.withdraw, name="procedure-withdraw"),
]
