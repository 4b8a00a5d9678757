from django.conf import settings


def portal(request):
    """Say on every page what kind of portal this is."""
    return {"portal_is_official": settings.PORTAL_IS_OFFICIAL, "portal_is_demo": settings.DEMO}
