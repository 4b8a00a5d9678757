from django.urls import include, path

urlpatterns = [
    path("bahasa/", include("django.conf.urls.i18n")),
    path("", include("accounts.urls")),
    path("", include("programs.urls")),
    path("", include("enrollment.urls")),
    path("", include("notices.urls")),
    path("", include("grants.urls")),
    path("", include("dashboards.urls")),
]
