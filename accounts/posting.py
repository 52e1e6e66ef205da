"""What a form is bound to: an empty press is a press too."""

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """The answers of a press; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def sent(request: HttpRequest) -> tuple:
    """The same with the files, for a form that takes them."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)
