from django.urls import path

from dashboards.trail import views as trail
from dashboards.views import fairness, figures

app_name = "dashboards"
urlpatterns = [
    path("dasbor/", figures.home, name="home"),
    path("dasbor/csv/", figures.figures_csv, name="figures_csv"),
    path("dasbor/daftar/<slug:key>/", figures.figure_list, name="list"),
    path("dasbor/keadilan/", fairness.fairness_list, name="fairness_list"),
    path("dasbor/keadilan/<str:code>/", fairness.fairness, name="fairness"),
    path("dasbor/keadilan/<str:code>/csv/", fairness.fairness_csv, name="fairness_csv"),
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
