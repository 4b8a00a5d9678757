from django.urls import path

from enrollment.views import review_case, review_queue

urlpatterns = [
    path("petugas/antrean/", review_queue.queue, name="queue"),
    path("petugas/antrean/ambil/", review_queue.take_next, name="take_next"),
    path("petugas/antrean/unduh/", review_queue.queue_export, name="queue_export"),
    path("petugas/antrean/<int:pk>/", review_case.case, name="case"),
    path("petugas/antrean/<int:pk>/ringkasan/", review_case.case_preview, name="case_preview"),
    path("petugas/antrean/<int:pk>/pegang/", review_case.case_claim, name="case_claim"),
    path("petugas/antrean/<int:pk>/lepas/", review_case.case_release, name="case_release"),
    path("petugas/antrean/<int:pk>/nomor/", review_case.case_numbers, name="case_numbers"),
    path(
        "petugas/antrean/<int:pk>/dokumen/<uuid:uuid>/",
        review_case.case_document,
        name="case_document",
    ),
    path(
        "petugas/antrean/<int:pk>/urungkan/<int:review>/", review_case.case_undo, name="case_undo"
    ),
]
