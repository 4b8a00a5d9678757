import gzip
import re

import brotli
from django.conf import settings
from django.utils import translation
from django.utils.cache import patch_vary_headers

LEAST_TO_COMPRESS = 500
COMPRESSED_TYPES = ("text/", "application/json", "image/svg+xml")


class ChosenLanguageMiddleware:
    """Speak Indonesian until a visitor chooses English.

    What the browser asks for does not count: many phones here are set to English by people
    who read Indonesian.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class PrivatePagesMiddleware:
    """Forbid every cache to keep a page made for a signed-in person.

    So that Back shows nothing personal on a shared phone after signing out.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response


class CompressedPagesMiddleware:
    """Send pages compressed: brotli where the browser takes it, else gzip.

    Most visitors pay for each kilobyte. The sizes of compressed pages could betray a secret that
    stands beside what an attacker made the page repeat. The one secret in our pages is the token
    of a form, which Django masks anew in every answer; cookies do not travel with requests that
    other sites make.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if (
            response.streaming
            or len(response.content) < LEAST_TO_COMPRESS
            or response.has_header("Content-Encoding")
            or not response.get("Content-Type", "").startswith(COMPRESSED_TYPES)
        ):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        taken = request.headers.get("Accept-Encoding", "")
        if re.search(r"\bbr\b", taken):
            return _encoded(response, "br", brotli.compress(response.content, quality=5))
        if re.search(r"\bgzip\b", taken):
            return _encoded(response, "gzip", gzip.compress(response.content, compresslevel=6))
        return response


def _encoded(response, encoding, content):
    response.content = content
    response["Content-Encoding"] = encoding
    response["Content-Length"] = str(len(content))
    if etag := response.get("ETag"):
        response["ETag"] = f"W/{etag.removeprefix('W/')}"
    return response
