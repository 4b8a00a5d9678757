from django.urls import path

from enrollment.views import (
    applicant_result,
    dry_runs,
    evidence,
    results,
    round_acts,
    round_corrections,
    round_people,
    rounds,
)

urlpatterns = [
    path("petugas/seleksi/", rounds.round_list, name="round_list"),
    path("petugas/seleksi/<str:code>/", rounds.round_detail, name="round"),
    path("petugas/seleksi/<str:code>/kemajuan/", rounds.progress, name="round_progress"),
    path("petugas/seleksi/<str:code>/buka/", round_acts.open_registration, name="open_intake"),
    path("petugas/seleksi/<str:code>/angka/", round_acts.entropy, name="round_entropy"),
    path("petugas/seleksi/<str:code>/hitung/", round_acts.run, name="run_round"),
    path("petugas/seleksi/<str:code>/setujui/", round_acts.approve, name="approve_round"),
    path("petugas/seleksi/<str:code>/tolak/", round_acts.refuse, name="refuse_round"),
    path("petugas/seleksi/<str:code>/sk/", rounds.decree, name="round_decree"),
    path("petugas/seleksi/<str:code>/umumkan/", round_acts.publish, name="publish_round"),
    path("petugas/seleksi/<str:code>/bukti/", evidence.evidence, name="evidence"),
    path("petugas/seleksi/<str:code>/simulasi/", dry_runs.dry_runs, name="dry_runs"),
    path("petugas/simulasi/<int:pk>/", dry_runs.dry_run, name="dry_run"),
    path("petugas/seleksi/<str:code>/koreksi/", round_corrections.corrections, name="corrections"),
    path(
        "petugas/seleksi/<str:code>/koreksi/buka/",
        round_corrections.open_one,
        name="open_correction",
    ),
    path(
        "petugas/seleksi/<str:code>/koreksi/catat/",
        round_corrections.change,
        name="record_change",
    ),
    path(
        "petugas/seleksi/<str:code>/koreksi/hitung/",
        round_corrections.calculate,
        name="calculate_correction",
    ),
    path(
        "petugas/seleksi/<str:code>/koreksi/batal/",
        round_corrections.withdraw,
        name="withdraw_correction",
    ),
    path(
        "petugas/seleksi/<str:code>/koreksi/setujui/",
        round_corrections.approve,
        name="approve_correction",
    ),
    path("petugas/seleksi/<str:code>/peserta/", round_people.people, name="round_people"),
    path(
        "petugas/seleksi/<str:code>/kelas/<str:batch_code>/",
        rounds.batch_outcome,
        name="round_batch",
    ),
    path("petugas/hasil/", applicant_result.find, name="find_result"),
    path("petugas/hasil/<int:pk>/", applicant_result.applicant_result, name="applicant_result"),
    path("petugas/tawaran/<int:pk>/", round_people.answer, name="answer_for_applicant"),
    path(
        "petugas/daftar-ulang/<int:pk>/",
        round_people.register_again,
        name="register_again",
    ),
    path("petugas/kursi/<int:pk>/lepas/", round_people.give_up_seat, name="give_up_seat"),
    path("petugas/sanggahan/<int:pk>/", round_people.objection, name="answer_objection"),
    path("hasil/<str:code>/", results.results, name="results"),
    path("hasil/<str:code>/periksa/", results.check, name="results_check"),
    path("hasil/<str:code>/<slug:document>.json", results.document, name="result_document"),
]
