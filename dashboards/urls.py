from django.urls import path

from dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("dasbor/", views.home, name="home"),
    path("dasbor/csv/", views.figures_csv, name="figures_csv"),
    path("dasbor/daftar/<slug:key>/", views.figure_list, name="list"),
    path("dasbor/daftar/<slug:key>/csv/", views.list_csv, name="list_csv"),
]
