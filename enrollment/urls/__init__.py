"""Addresses of the app, one module for each audience."""

from enrollment.urls import assisted, bulk, desk, managers, official_papers, resident, rounds

app_name = "enrollment"
urlpatterns = [
    *resident.urlpatterns,
    *assisted.urlpatterns,
    *desk.urlpatterns,
    *managers.urlpatterns,
    *bulk.urlpatterns,
    *rounds.urlpatterns,
    *official_papers.urlpatterns,
]
