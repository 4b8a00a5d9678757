from django.apps import AppConfig


class SharedConfig(AppConfig):
    name = "blk_portal.shared"
    label = "shared"
