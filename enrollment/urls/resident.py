from django.urls import path

from enrollment.views import (
    lookup,
    quick_check,
    resident,
    resident_documents,
    resident_papers,
    resident_questions,
    resident_status,
    resident_submission,
    resident_wishes,
)

urlpatterns = [
    path("boleh-ikut/<str:code>/", quick_check.quick_check, name="quick_check"),
    path("cek/", lookup.lookup, name="lookup"),
    path("daftar/<str:code>/", resident.start, name="start"),
    path("lamaran/", resident.my_applications, name="my_applications"),
    path("lamaran/<int:pk>/", resident.application, name="application"),
    path("lamaran/<int:pk>/mundur/", resident_submission.withdraw, name="withdraw"),
    path("lamaran/<int:pk>/isi/<slug:part>/", resident_questions.question, name="question"),
    path("lamaran/<int:pk>/pilihan/", resident_wishes.wishes, name="wishes"),
    path("lamaran/<int:pk>/dokumen/", resident_documents.documents, name="documents"),
    path("lamaran/<int:pk>/dokumen/<str:kind>/", resident_documents.upload, name="upload"),
    path(
        "lamaran/<int:pk>/dokumen/<str:kind>/pakai/",
        resident_documents.reuse,
        name="reuse_document",
    ),
    path(
        "lamaran/<int:pk>/dokumen/<str:kind>/hapus/",
        resident_documents.remove,
        name="remove_document",
    ),
    path("lamaran/<int:pk>/periksa/", resident_submission.check_answers, name="check_answers"),
    path("lamaran/<int:pk>/kirim-lagi/", resident_submission.resubmit, name="resubmit"),
    path("lamaran/<int:pk>/bukti/", resident_submission.receipt, name="receipt"),
    path("lamaran/<int:pk>/bukti.pdf", resident_papers.receipt_pdf, name="receipt_pdf"),
    path("lamaran/<int:pk>/kartu-tes.pdf", resident_papers.test_card_pdf, name="test_card_pdf"),
    path("lamaran/<int:pk>/pernyataan.pdf", resident_papers.statement_pdf, name="statement_pdf"),
    path("lamaran/<int:pk>/hasil/", resident_status.result, name="result"),
    path("lamaran/<int:pk>/jawab/", resident_status.answer, name="answer_offer"),
    path("lamaran/<int:pk>/sanggah/", resident_status.objection, name="objection"),
    path("dokumen-saya/<uuid:uuid>/", resident_documents.own_document, name="own_document"),
    path("dokumen-saya/<uuid:uuid>/berkas/", resident_documents.own_file, name="own_file"),
    path("dokumen-saya/<uuid:uuid>/kecil/", resident_documents.own_thumbnail, name="own_thumbnail"),
    path("dokumen-saya/<uuid:uuid>/<int:number>/", resident_documents.own_page, name="own_page"),
]
