from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "blk_portal.demo"
    label = "demo"
