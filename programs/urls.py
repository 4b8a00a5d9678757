from django.urls import path

from programs.views import public

app_name = "programs"
urlpatterns = [
    path("", public.landing, name="landing"),
    path("program/", public.program_list, name="program_list"),
    path("bantuan/", public.help_page, name="help"),
]
