from django.urls import path

from grants.views import handover, requests, rounds, visits

app_name = "grants"
urlpatterns = [
    path("hibah/", rounds.round_list, name="round_list"),
    path("hibah/baru/", rounds.round_create, name="round_create"),
    path("hibah/kunjungan/", visits.visit_list, name="visit_list"),
    path("hibah/kunjungan/<int:pk>/", visits.visit_record, name="visit_record"),
    path("hibah/foto/<slug:kind>/<uuid:uuid>/<slug:size>/", visits.photo, name="photo"),
    path("hibah/pelat/<slug:code>/", handover.plate, name="plate"),
    path("hibah/permohonan/<int:pk>/", requests.request_detail, name="request"),
    path("hibah/permohonan/<int:pk>/tinjau/", requests.verify, name="verify"),
    path("hibah/permohonan/<int:pk>/beri/", requests.grant, name="grant"),
    path("hibah/permohonan/<int:pk>/tolak/", requests.refuse, name="refuse"),
    path("hibah/permohonan/<int:pk>/cabut/", requests.withdraw, name="withdraw"),
    path("hibah/permohonan/<int:pk>/barang/", handover.item_create, name="item_create"),
    path("hibah/permohonan/<int:pk>/pelat/", handover.plates, name="plates"),
    path(
        "hibah/permohonan/<int:pk>/serah-terima/", handover.handover_create, name="handover_create"
    ),
    path("hibah/putaran/<slug:code>/", rounds.round_detail, name="round"),
    path("hibah/putaran/<slug:code>/ubah/", rounds.round_edit, name="round_edit"),
    path("hibah/putaran/<slug:code>/status/<slug:move>/", rounds.round_move, name="round_move"),
    path("hibah/putaran/<slug:code>/pemohon/", requests.find_candidate, name="find_candidate"),
    path("hibah/putaran/<slug:code>/permohonan/", requests.request_create, name="request_create"),
]
