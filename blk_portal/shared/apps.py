from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SharedConfig(AppConfig):
    name = "blk_portal.shared"
    label = "shared"

    def ready(self):
        """Find what each app says of itself to those before it, in the order of the apps."""
        autodiscover_modules("personal_data")
        autodiscover_modules("lists")
        autodiscover_modules("start_page")
