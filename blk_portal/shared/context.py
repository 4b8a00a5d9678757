from django.conf import settings


def portal(request=None):
    """Say on every page what kind of portal this is, and where people find its office."""
    return {
        "portal_is_official": settings.PORTAL_IS_OFFICIAL,
        "portal_is_demo": settings.DEMO,
        "office": settings.OFFICE,
    }
