from django.urls import path

from enrollment.views import calendar

urlpatterns = [
    path("petugas/kalender/", calendar.calendar, name="calendar"),
    path(
        "petugas/kalender/gelombang/<str:code>/",
        calendar.reschedule_intake,
        name="reschedule_intake",
    ),
    path("petugas/kalender/kelas/<str:code>/", calendar.reschedule_class, name="reschedule_class"),
]
