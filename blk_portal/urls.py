from django.urls import include, path

from blk_portal.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("bahasa/", include("django.conf.urls.i18n")),
    path("akun/", include("accounts.sign_in_urls")),
    path("", include("accounts.urls")),
    path("", include("programs.urls")),
    path("", include("enrollment.urls")),
    path("", include("notices.urls")),
    path("", include("grants.urls")),
    path("", include("dashboards.urls")),
]
