from django.urls import path

from accounts.views import home

app_name = "accounts"
urlpatterns = [
    path("akun/", home.home, name="home"),
    path("petugas/", home.staff_home, name="staff_home"),
]
