from django.views.decorators.http import require_http_methods
from django.views.i18n import set_language

from accounts.services.language import remember_language


@require_http_methods(["GET", "HEAD", "POST"])
def choose_language(request):
    """Switch the language of the page, and of the messages of whoever is signed in."""
    response = set_language(request)
    if request.method == "POST" and request.user.is_authenticated:
        remember_language(request.user, request.POST.get("language", ""))
    return response
