"""A database that is busy or restarting: 503 and "try again", never "full" and never a 500."""

from django.db import OperationalError
from django.shortcuts import render

RETRY_AFTER_SECONDS = 5


class BusyDatabaseMiddleware:
    """Answers 503 with Retry-After where the database could not be reached or locked in time."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """OperationalError: lock_timeout, "database is locked", deadlock, connection lost."""
        if not isinstance(exception, OperationalError):
            return None
        response = render(request, "503.html", status=503)
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
