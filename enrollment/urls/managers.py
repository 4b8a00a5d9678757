from django.urls import path

from enrollment.views import calendar, classes, nominations

urlpatterns = [
    path("petugas/kalender/", calendar.calendar, name="calendar"),
    path(
        "petugas/kalender/gelombang/<str:code>/",
        calendar.reschedule_intake,
        name="reschedule_intake",
    ),
    path("petugas/kalender/kelas/<str:code>/", calendar.reschedule_class, name="reschedule_class"),
    path("petugas/peserta/<str:code>/kursi/", classes.class_seats, name="class_seats"),
    path("petugas/peserta/<str:code>/usulan/", nominations.nominations, name="nominations"),
    path("petugas/usulan/<int:pk>/", nominations.nomination_letter, name="nomination_letter"),
    path("petugas/usulan/<int:pk>/surat/", nominations.nomination_scan, name="nomination_scan"),
    path(
        "petugas/peserta/<str:code>/cetak/",
        classes.class_roster_print,
        name="class_roster_print",
    ),
    path("petugas/peserta/<str:code>/ubah/<slug:kind>/", classes.class_change, name="class_change"),
]
