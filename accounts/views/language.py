from urllib.parse import urlsplit

from django.views.decorators.http import require_http_methods
from django.views.i18n import set_language

from accounts.kept_answers import keep_answer, typed_in
from accounts.services.language import remember_language


@require_http_methods(["GET", "HEAD", "POST"])
def choose_language(request):
    """Switch the language of the page, and of the messages of whoever is signed in.

    The switch of a page with a form sends the form along: what is typed there and not saved yet
    is shown again, to whoever is signed in and to strangers.
    """
    response = set_language(request)
    if request.method == "POST":
        if request.user.is_authenticated:
            remember_language(request.user, request.POST.get("language", ""))
        if typed := typed_in(request):
            path = urlsplit(response.url).path
            keep_answer(request, typed, user_pk=request.user.pk, path=path)
    return response
