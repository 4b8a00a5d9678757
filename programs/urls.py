from django.urls import path

from programs.views import public

app_name = "programs"
urlpatterns = [
    path("", public.landing, name="landing"),
    path("program/", public.program_list, name="program_list"),
    path("program/<slug:slug>/", public.program_detail, name="program"),
    path("kelas/<str:code>/", public.batch_detail, name="batch"),
    path("gelombang/<str:code>/", public.intake_detail, name="intake"),
    path("gelombang/<str:code>/aturan-<int:version>.json", public.rule_set_text, name="rule_set"),
    path("bantuan/", public.help_page, name="help"),
]
