"""An event's own page in the back office."""

from django.http import HttpRequest, HttpResponse


def event_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Being written."""
    return HttpResponse(status=501)
