"""What must be true of the settings before messages may be sent."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error

from notices.choices import BY_GATEWAY, Channel

SHORTEST_SECRET = 32


def check_channels(app_configs, **kwargs):
    """Refuse unknown channels, and a gateway that is named without address or keys."""
    unknown = sorted(set(settings.NOTICE_CHANNELS) - set(Channel.values))
    if unknown:
        yield Error(f"NOTICE_CHANNELS has unknown channels: {', '.join(unknown)}.", id="notices.E1")
    if not set(BY_GATEWAY) & set(settings.NOTICE_CHANNELS):
        return
    if urlsplit(settings.GATEWAY_URL).scheme != "https" and not settings.GATEWAY_ON_THIS_MACHINE:
        yield Error("WhatsApp and SMS need GATEWAY_URL, an https address.", id="notices.E2")
    if not settings.GATEWAY_KEYS:
        yield Error("WhatsApp and SMS need GATEWAY_KEYS.", id="notices.E3")
    if any(len(secret) < SHORTEST_SECRET for secret in settings.GATEWAY_KEYS.values()):
        yield Error(f"Secrets in GATEWAY_KEYS have {SHORTEST_SECRET} characters.", id="notices.E4")
