from django.urls import path

from enrollment.views import assisted, claims, counter

urlpatterns = [
    path("petugas/bantu/", assisted.assist, name="assist"),
    path("petugas/bantu/mulai/", assisted.begin, name="assist_begin"),
    path("petugas/bantu/kertas/", assisted.paper, name="assist_paper"),
    path("petugas/loket/<int:pk>/nomor/", counter.new_number, name="counter_number"),
    path("petugas/klaim/", claims.claim_list, name="claim_list"),
    path("petugas/klaim/<int:pk>/", claims.claim, name="claim"),
    path("petugas/bantu/selesai/", assisted.end, name="assist_end"),
]
