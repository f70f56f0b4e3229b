from django.urls import URLPattern, URLResolver, path

from .views import history, maps, today

app_name = "web"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", today.page, name="today"),
    path("map/", maps.picture, name="map"),
    path("map/table/", maps.table, name="map_table"),
    path("map/table.xlsx", maps.workbook, name="map_workbook"),
    path("map/table.csv", maps.csv, name="map_csv"),
    path("map/figures.json", maps.figures_data, name="map_figures"),
    path("map/shapes.json", maps.shapes_data, name="map_shapes"),
    path("map/points.json", maps.points_data, name="map_points"),
    path("history/", history.entry_list, name="history"),
    path("history/export.<str:form>", history.export, name="history-export"),
    path("history/check/", history.check, name="log-check"),
    path("history/checkpoint.json", history.checkpoint, name="checkpoint"),
    path("history/<int:number>/", history.entry, name="entry"),
    path("history/<int:number>/proof.json", history.proof, name="proof"),
]
