from django.urls import path

from accounts.views import (
    accounts,
    acting_heads,
    activation,
    claims,
    data_requests,
    exports,
    home,
    own_data,
    own_requests,
    saved_views,
)

app_name = "accounts"
urlpatterns = [
    path("akun/", home.home, name="home"),
    path("akun/masih-di-sini/", home.stay, name="stay"),
    path("akun/riwayat/", home.account_history, name="account_history"),
    path("akun/klaim/", claims.identity_claims, name="identity_claims"),
    path("akun/klaim/<int:pk>/batal/", claims.withdraw, name="withdraw_identity_claim"),
    path("akun/data-saya/", own_data.own_data, name="own_data"),
    path("akun/data-saya/isi/<slug:key>/", own_data.own_section, name="own_section"),
    path("akun/data-saya/kontak/", own_data.own_contact, name="own_contact"),
    path("akun/data-saya/ktp/", own_data.own_identity, name="own_identity"),
    path("akun/data-saya/dibuka/", own_data.own_openings, name="own_openings"),
    path("akun/data-saya/persetujuan/", own_data.own_consents, name="own_consents"),
    path("akun/data-saya/unduh/", own_data.own_download, name="own_download"),
    path("akun/data-saya/pakai-lagi/", own_requests.use_data_again, name="use_data_again"),
    path(
        "akun/data-saya/permintaan/baru/<slug:kind>/",
        own_requests.own_request_new,
        name="own_request_new",
    ),
    path("akun/data-saya/permintaan/<int:pk>/", own_requests.own_request, name="own_request"),
    path(
        "akun/data-saya/permintaan/<int:pk>/batal/",
        own_requests.own_request_cancel,
        name="own_request_cancel",
    ),
    path("petugas/", home.staff_home, name="staff_home"),
    path("petugas/unduhan/", exports.export_list, name="exports"),
    path("petugas/unduhan/baru/<slug:key>/", exports.export_new, name="export_new"),
    path("petugas/unduhan/<int:pk>/", exports.export, name="export"),
    path("petugas/unduhan/<int:pk>/berkas/", exports.export_file, name="export_file"),
    path("petugas/tampilan/baru/<slug:key>/", saved_views.saved_view_new, name="saved_view_new"),
    path(
        "petugas/tampilan/<int:pk>/hapus/",
        saved_views.saved_view_remove,
        name="saved_view_remove",
    ),
    path("petugas/permintaan-data/", data_requests.request_list, name="data_requests"),
    path("petugas/permintaan-data/<int:pk>/", data_requests.request_detail, name="data_request"),
    path(
        "petugas/permintaan-data/<int:pk>/betulkan/",
        data_requests.request_correct,
        name="data_request_correct",
    ),
    path(
        "petugas/permintaan-data/<int:pk>/nik/",
        data_requests.request_correct_nik,
        name="data_request_nik",
    ),
    path("petugas/akun/", accounts.staff_accounts, name="staff_accounts"),
    path("petugas/akun/baru/", accounts.staff_account_create, name="staff_account_create"),
    path("petugas/akun/<int:pk>/", accounts.staff_account, name="staff_account"),
    path("petugas/akun/<int:pk>/peran/", accounts.staff_account_roles, name="staff_account_roles"),
    path("petugas/akun/<int:pk>/tindakan/", accounts.staff_account_act, name="staff_account_act"),
    path("petugas/akun/plh/", acting_heads.acting_heads, name="acting_heads"),
    path("petugas/akun/plh/<int:pk>/akhiri/", acting_heads.acting_head_end, name="acting_head_end"),
    path("petugas/loket/", accounts.counter, name="counter"),
    path("petugas/loket/orang/<int:pk>/", activation.counter_person, name="counter_person"),
    path("petugas/loket/<int:pk>/", accounts.counter_account, name="counter_account"),
    path(
        "petugas/loket/<int:pk>/tindakan/", accounts.counter_account_act, name="counter_account_act"
    ),
]
