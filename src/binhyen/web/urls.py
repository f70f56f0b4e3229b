from django.urls import URLPattern, URLResolver, path

from .views import maps

app_name = "web"
urlpatterns: list[URLPattern | URLResolver] = [
    path("map/", maps.picture, name="map"),
    path("map/table/", maps.table, name="map_table"),
    path("map/table.xlsx", maps.workbook, name="map_workbook"),
    path("map/table.csv", maps.csv, name="map_csv"),
    path("map/figures.json", maps.figures_data, name="map_figures"),
    path("map/shapes.json", maps.shapes_data, name="map_shapes"),
    path("map/points.json", maps.points_data, name="map_points"),
]
