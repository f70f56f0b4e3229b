from django.urls import path

from .views import drafting, issuers, register, templates

app_name = "papers"
urlpatterns = [
    path("", register.paper_list, name="list"),
    path("export.xlsx", register.export, name="export"),
    path("new/", drafting.choose, name="choose"),
    path("new/<slug:kind>/", drafting.new, name="new"),
    path("templates/", templates.template_list, name="templates"),
    path("templates/<slug:kind>/", templates.kind_page, name="kind"),
    path("templates/<slug:kind>/sample.docx", templates.sample, name="sample"),
    path("templates/files/<int:pk>/", templates.content, name="template-file"),
    path("templates/files/<int:pk>/withdraw/", templates.withdraw, name="template-withdraw"),
    path("issuers/", issuers.issuer_list, name="issuers"),
    path("issuers/new/", issuers.add, name="issuer-add"),
    path("issuers/<int:pk>/", issuers.change, name="issuer"),
    path("issuers/<int:pk>/close/", issuers.close, name="issuer-close"),
    path("issuers/<int:pk>/begin/", issuers.begin, name="issuer-begin"),
]
