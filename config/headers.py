"""What every answer tells the browser beside the Content-Security-Policy."""


class ResourcePolicyMiddleware:
    """No page of another site may draw what this one serves: who can see it, can be told apart."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
