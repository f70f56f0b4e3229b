from django.urls import path

from .views import frames, listing, report, steps

app_name = "reports"
urlpatterns = [
    path("", listing.report_list, name="list"),
    path("export.xlsx", listing.export, name="export"),
    path("new/", listing.new, name="new"),
    path("frames/", frames.frame_list, name="frames"),
    path("frames/new/", frames.add, name="frame-add"),
    path("frames/shipped/<slug:code>/", frames.shipped_frame, name="frame-shipped"),
    path("frames/<int:pk>/", frames.detail, name="frame"),
    path("frames/<int:pk>/change/", frames.change, name="frame-change"),
    path("<uuid:key>/", report.detail, name="detail"),
    path("<uuid:key>/figure/<int:number>/", report.figure, name="figure"),
    path("<uuid:key>/compare/", report.compare, name="compare"),
    path("<uuid:key>/report.<slug:form>", report.download, name="download"),
    path("<uuid:key>/write/", steps.write, name="write"),
    path("<uuid:key>/sign/", steps.sign, name="sign"),
    path("<uuid:key>/send/", steps.send, name="send"),
    path("<uuid:key>/recall/", steps.recall, name="recall"),
    path("<uuid:key>/receive/", steps.receive, name="receive"),
    path("<uuid:key>/give-back/", steps.give_back, name="give-back"),
    path("<uuid:key>/lock/", steps.lock, name="lock"),
    path("<uuid:key>/revise/", steps.revise, name="revise"),
    path("<uuid:key>/drop/", steps.drop, name="drop"),
]
