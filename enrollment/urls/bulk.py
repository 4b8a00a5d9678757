from django.urls import path

from enrollment.views import bulk

urlpatterns = [
    path("petugas/sekaligus/", bulk.bulk_list, name="bulk_list"),
    path("petugas/sekaligus/baru/", bulk.bulk_new, name="bulk_new"),
    path("petugas/sekaligus/<int:pk>/", bulk.bulk_act, name="bulk_act"),
    path("petugas/sekaligus/<int:pk>/kemajuan/", bulk.bulk_progress, name="bulk_progress"),
    path("petugas/sekaligus/<int:pk>/setujui/", bulk.bulk_agree, name="bulk_agree"),
    path("petugas/sekaligus/<int:pk>/batal/", bulk.bulk_drop, name="bulk_drop"),
    path("petugas/sekaligus/<int:pk>/ulangi/", bulk.bulk_retry, name="bulk_retry"),
    path("petugas/sekaligus/<int:pk>/urungkan/", bulk.bulk_undo, name="bulk_undo"),
]
