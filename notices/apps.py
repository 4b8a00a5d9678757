from django.apps import AppConfig
from django.core.checks import register

from notices.checks import check_channels


class NoticesConfig(AppConfig):
    name = "notices"

    def ready(self):
        register(check_channels)
