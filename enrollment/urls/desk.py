from django.urls import path

from enrollment.views import (
    application_list,
    assessments,
    attendance,
    duplicates,
    participation,
    relations,
    review_case,
    review_queue,
    scoring,
)

urlpatterns = [
    path("petugas/pendaftar/", application_list.application_list, name="application_list"),
    path("petugas/antrean/", review_queue.queue, name="queue"),
    path("petugas/antrean/cari/", review_queue.queue_search, name="queue_search"),
    path("petugas/antrean/ambil/", review_queue.take_next, name="take_next"),
    path("petugas/antrean/beban/", review_queue.desk_workload, name="desk_workload"),
    path("petugas/antrean/<int:pk>/", review_case.case, name="case"),
    path("petugas/antrean/<int:pk>/ringkasan/", review_case.case_preview, name="case_preview"),
    path("petugas/antrean/<int:pk>/pegang/", review_case.case_claim, name="case_claim"),
    path("petugas/antrean/<int:pk>/lepas/", review_case.case_release, name="case_release"),
    path("petugas/antrean/<int:pk>/hubungan/", relations.case_relation, name="case_relation"),
    path("petugas/antrean/<int:pk>/nomor/", review_case.case_numbers, name="case_numbers"),
    path(
        "petugas/antrean/<int:pk>/dokumen/<uuid:uuid>/",
        review_case.case_document,
        name="case_document",
    ),
    path(
        "petugas/antrean/<int:pk>/dokumen/<uuid:uuid>/<int:number>/",
        review_case.case_document_page,
        name="case_document_page",
    ),
    path(
        "petugas/antrean/<int:pk>/urungkan/<int:review>/", review_case.case_undo, name="case_undo"
    ),
    path("petugas/ganda/", duplicates.duplicate_list, name="duplicate_list"),
    path("petugas/ganda/<int:pk>/", duplicates.duplicate, name="duplicate"),
    path("petugas/ganda/<int:pk>/buka-lagi/", duplicates.duplicate_reopen, name="duplicate_reopen"),
    path("petugas/hubungan/", relations.relation_list, name="relation_list"),
    path("petugas/hubungan/<int:pk>/akhiri/", relations.relation_end, name="relation_end"),
    path("petugas/tes/", assessments.assessment_list, name="assessment_list"),
    path("petugas/tes/baru/", assessments.assessment_new, name="assessment_new"),
    path("petugas/tes/<int:pk>/", assessments.assessment, name="assessment"),
    path("petugas/tes/<int:pk>/tahap/", assessments.assessment_phases, name="assessment_phases"),
    path("petugas/tes/<int:pk>/undang/", assessments.assessment_invite, name="assessment_invite"),
    path("petugas/tes/<int:pk>/ruang/", assessments.assessment_room, name="assessment_room"),
    path("petugas/tes/<int:pk>/pindah/", assessments.assessment_move, name="assessment_move"),
    path("petugas/tes/<int:pk>/tutup/", assessments.assessment_close, name="assessment_close"),
    path("petugas/tes/peserta/<int:pk>/pindah/", attendance.sitting_move, name="sitting_move"),
    path("petugas/tes/peserta/<int:pk>/izin/", attendance.sitting_excuse, name="sitting_excuse"),
    path(
        "petugas/tes/peserta/<int:pk>/koreksi/", attendance.sitting_correct, name="sitting_correct"
    ),
    path("petugas/tes/kartu/<uuid:reference>/", attendance.card, name="test_card"),
    path("petugas/tes/kartu/<uuid:reference>/foto/", attendance.card_photo, name="test_card_photo"),
    path("petugas/tes/<int:pk>/nilai/", scoring.scores, name="scores"),
    path("petugas/tes/<int:pk>/nilai/unduh/", scoring.score_export, name="score_export"),
    path("petugas/tes/<int:pk>/lembar/", scoring.score_sheet, name="score_sheet"),
    path("petugas/peserta/", participation.roster_list, name="roster_list"),
    path("petugas/peserta/<str:code>/", participation.roster, name="roster"),
    path("petugas/peserta/<str:code>/mulai/", participation.class_start, name="class_start"),
    path("petugas/peserta/<str:code>/selesai/", participation.class_finish, name="class_finish"),
    path(
        "petugas/peserta/<str:code>/keluar/<int:pk>/",
        participation.class_leave,
        name="class_leave",
    ),
]
