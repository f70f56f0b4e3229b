from django.urls import path

from .views import definitions, own

app_name = "figures"
urlpatterns = [
    path("indicators/", definitions.indicator_list, name="indicators"),
    path("indicators/<slug:code>/", definitions.indicator, name="indicator"),
    path("periods/", definitions.periods, name="periods"),
    path("definitions/", own.definition_list, name="definitions"),
    path("definitions/new/", own.new, name="definition-new"),
    path("definitions/shipped.toml", own.shipped, name="definition-shipped"),
    path("definitions/<int:pk>/", own.detail, name="definition"),
    path("definitions/<int:pk>/text.toml", own.text, name="definition-text"),
    path("definitions/<int:pk>/compare/<int:other>/", own.compare, name="definition-compare"),
    # The form of a month, <unit code>/<period code>/, stands last: any two words fit it.
]
