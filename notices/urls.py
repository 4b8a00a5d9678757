from django.urls import path

from notices.views import dispatches, gateway, numbers, resident, staff, templates

app_name = "notices"
urlpatterns = [
    path("pesan/", resident.my_notices, name="my_notices"),
    path("gateway/laporan/", gateway.delivery_callback, name="delivery_callback"),
    path("petugas/hubungi/", staff.call_list, name="call_list"),
    path("petugas/hubungi/orang/<int:pk>/", staff.person_notices, name="person_notices"),
    path("petugas/hubungi/kabari/", numbers.number_list, name="number_list"),
    path("petugas/hubungi/kabari/<int:pk>/", numbers.number_told, name="number_told"),
    path("petugas/pesan-tertahan/", dispatches.dispatch_list, name="dispatch_list"),
    path("petugas/pesan-tertahan/<int:pk>/", dispatches.dispatch, name="dispatch"),
    path(
        "petugas/pesan-tertahan/<int:pk>/lepas/",
        dispatches.dispatch_release,
        name="dispatch_release",
    ),
    path("petugas/pesan/", templates.template_list, name="template_list"),
    path("petugas/pesan/<slug:kind>/<str:language>/", templates.template, name="template"),
    path(
        "petugas/pesan/<slug:kind>/<str:language>/versi/<int:version>/",
        templates.template_restore,
        name="template_restore",
    ),
    path("petugas/hubungi/<int:pk>/", staff.call, name="call"),
]
