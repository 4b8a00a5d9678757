from django.urls import path

from enrollment.views import official_papers

urlpatterns = [
    path("petugas/seleksi/<str:code>/surat/", official_papers.paper_list, name="official_papers"),
    path(
        "petugas/seleksi/<str:code>/surat/<slug:kind>/",
        official_papers.write,
        name="write_official_paper",
    ),
    path("petugas/surat/<int:pk>/", official_papers.paper, name="official_paper"),
    path("petugas/surat/<int:pk>/cetak/", official_papers.pdf, name="official_paper_pdf"),
    path("petugas/surat/<int:pk>/pindaian/", official_papers.scan, name="official_paper_scan"),
    path("petugas/surat/<int:pk>/lampirkan/", official_papers.attach, name="attach_scan"),
    path(
        "petugas/surat/<int:pk>/tarik/",
        official_papers.withdraw,
        name="withdraw_official_paper",
    ),
]
