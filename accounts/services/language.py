from django.conf import settings

from accounts.models import Person


def remember_language(user, language):
    """Tell ``user`` from now on in ``language``; an unknown one changes nothing."""
    if language in dict(settings.LANGUAGES):
        Person.objects.filter(user=user).update(language=language)
