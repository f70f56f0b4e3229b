from django.urls import path

from .views import draw_forms, draw_steps, draws, plans, public, schedules

app_name = "planning"
urlpatterns = [
    path("", plans.plan_list, name="list"),
    path("new/", plans.add, name="add"),
    path("draws/", draws.draw_list, name="draws"),
    path("draws/new/", draw_forms.add, name="draw-add"),
    path("draws/check/", draws.check, name="draw-check"),
    path("draws/recompute.py", draws.program, name="draw-program"),
    path("draws/<slug:key>/", draws.detail, name="draw"),
    path("draws/<slug:key>/change/", draw_forms.change, name="draw-change"),
    path("draws/<slug:key>/choose/", draw_steps.schedule, name="draw-schedule"),
    path("draws/<slug:key>/announce/", draw_steps.announce, name="draw-announce"),
    path("draws/<slug:key>/draw/", draw_steps.hold, name="draw-hold"),
    path("draws/<slug:key>/withdraw/", draw_steps.withdraw, name="draw-withdraw"),
    path("draws/<slug:key>/text/", draws.text, name="draw-text"),
    path("draws/<slug:key>/schedule/", schedules.page, name="schedule"),
    path("draws/<slug:key>/schedule.<str:form>", schedules.export, name="schedule-export"),
    path("public/<slug:key>/", public.page, name="public-draw"),
    path("public/<slug:key>/text/", public.text, name="public-draw-text"),
    path("public/<slug:key>/recompute.py", public.program, name="public-draw-program"),
    path("<slug:key>/", plans.detail, name="plan"),
    path("<slug:key>/change/", plans.change, name="change"),
    path("<slug:key>/copy/", plans.copy, name="copy"),
    path("<slug:key>/solve/", plans.solve, name="solve"),
    path("<slug:key>/adopt/", plans.adopt, name="adopt"),
    path("<slug:key>/withdraw/", plans.withdraw, name="withdraw"),
    path("<slug:key>/export.xlsx", plans.export, name="export"),
]
