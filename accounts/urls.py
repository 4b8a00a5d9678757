from django.urls import path

from accounts.views import accounts, claims, home

app_name = "accounts"
urlpatterns = [
    path("akun/", home.home, name="home"),
    path("akun/riwayat/", home.account_history, name="account_history"),
    path("akun/klaim/", claims.identity_claims, name="identity_claims"),
    path("akun/klaim/<int:pk>/batal/", claims.withdraw, name="withdraw_identity_claim"),
    path("petugas/", home.staff_home, name="staff_home"),
    path("petugas/akun/", accounts.staff_accounts, name="staff_accounts"),
    path("petugas/akun/baru/", accounts.staff_account_create, name="staff_account_create"),
    path("petugas/akun/<int:pk>/", accounts.staff_account, name="staff_account"),
    path("petugas/akun/<int:pk>/peran/", accounts.staff_account_roles, name="staff_account_roles"),
    path("petugas/akun/<int:pk>/tindakan/", accounts.staff_account_act, name="staff_account_act"),
    path("petugas/loket/", accounts.counter, name="counter"),
    path("petugas/loket/<int:pk>/", accounts.counter_account, name="counter_account"),
    path(
        "petugas/loket/<int:pk>/tindakan/", accounts.counter_account_act, name="counter_account_act"
    ),
]
