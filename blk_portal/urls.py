from django.urls import include, path

from accounts.views.language import choose_language
from blk_portal.health import healthz, readyz

handler500 = "blk_portal.shared.requests.page_of_a_fault"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("bahasa/setlang/", choose_language, name="set_language"),
    path("akun/", include("accounts.sign_in_urls")),
    path("", include("accounts.urls")),
    path("", include("programs.urls")),
    path("", include("enrollment.urls")),
    path("", include("notices.urls")),
    path("", include("grants.urls")),
    path("", include("dashboards.urls")),
]
