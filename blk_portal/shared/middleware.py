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
