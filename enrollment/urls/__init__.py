"""Addresses of the app, one module for each audience."""

from enrollment.urls import desk, resident, rounds

app_name = "enrollment"
urlpatterns = [*resident.urlpatterns, *desk.urlpatterns, *rounds.urlpatterns]
