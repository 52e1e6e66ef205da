"""Where the back office is."""

from django.http import HttpRequest

ADDRESS = "/admin/"


def asked_for(request: HttpRequest) -> bool:
    """Whether it is a page of the back office that is asked for."""
    return request.path_info.startswith(ADDRESS)
