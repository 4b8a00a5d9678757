from django.urls import path

from dashboards import views
from dashboards.trail import views as trail

app_name = "dashboards"
urlpatterns = [
    path("dasbor/", views.home, name="home"),
    path("dasbor/csv/", views.figures_csv, name="figures_csv"),
    path("dasbor/daftar/<slug:key>/", views.figure_list, name="list"),
    path("dasbor/daftar/<slug:key>/csv/", views.list_csv, name="list_csv"),
    path("petugas/jejak/", trail.find, name="trail_find"),
    path("petugas/jejak/lamaran/<int:pk>/", trail.of_application, name="trail_of_application"),
    path("petugas/jejak/orang/<int:pk>/", trail.of_person, name="trail_of_person"),
    path(
        "petugas/jejak/lamaran/<int:pk>/unduh/",
        trail.of_application_csv,
        name="trail_of_application_csv",
    ),
    path("petugas/jejak/orang/<int:pk>/unduh/", trail.of_person_csv, name="trail_of_person_csv"),
]
