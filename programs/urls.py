from datetime import date

from django.urls import path, register_converter

from programs.views import alerts, public, staff_catalogue, staff_intakes


class DayConverter:
    """A day in an address: 2026-08-17."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value):
        return date.fromisoformat(value)

    def to_url(self, value):
        return value.isoformat()


register_converter(DayConverter, "day")

app_name = "programs"
urlpatterns = [
    path("", public.landing, name="landing"),
    path("program/", public.program_list, name="program_list"),
    path("program/<slug:slug>/", public.program_detail, name="program"),
    path("kabari/<slug:slug>/", alerts.opening_alert, name="opening_alert"),
    path("kabari/batal/<str:signed>/", alerts.alert_stop, name="alert_stop"),
    path("kelas/<str:code>/", public.batch_detail, name="batch"),
    path("gelombang/<str:code>/", public.intake_detail, name="intake"),
    path("gelombang/<str:code>/aturan-<int:version>.json", public.rule_set_text, name="rule_set"),
    path("bantuan/", public.help_page, name="help"),
    path("petugas/gelombang/", staff_intakes.intakes, name="staff_intakes"),
    path("petugas/gelombang/baru/", staff_intakes.intake_new, name="staff_intake_new"),
    path("petugas/gelombang/<str:code>/", staff_intakes.intake, name="staff_intake"),
    path("petugas/gelombang/<str:code>/ubah/", staff_intakes.intake_edit, name="staff_intake_edit"),
    path(
        "petugas/gelombang/<str:code>/salin/", staff_intakes.intake_copy, name="staff_intake_copy"
    ),
    path("petugas/gelombang/<str:code>/kelas/", staff_intakes.batch_new, name="staff_batch_new"),
    path("petugas/kelas/<str:code>/", staff_intakes.batch_edit, name="staff_batch"),
    path("petugas/program/", staff_catalogue.programs, name="staff_programs"),
    path("petugas/program/baru/", staff_catalogue.program_new, name="staff_program_new"),
    path("petugas/program/<slug:slug>/", staff_catalogue.program_edit, name="staff_program"),
    path("petugas/dana/", staff_catalogue.funds, name="staff_funds"),
    path("petugas/dana/<str:code>/", staff_catalogue.fund_edit, name="staff_fund"),
    path("petugas/gangguan/", staff_catalogue.outages, name="staff_outages"),
    path("petugas/hari-libur/", staff_catalogue.holidays, name="staff_holidays"),
    path(
        "petugas/hari-libur/<day:day>/hapus/",
        staff_catalogue.holiday_remove,
        name="staff_holiday_remove",
    ),
]
