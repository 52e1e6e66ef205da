"""Pages of the shell: help, leaving, and what to say when something goes wrong."""

from datetime import date

from django.conf import settings
from django.contrib.auth import logout
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import get_template
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.static import serve

from accounts.public_pages import declare
from config.context import site


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Hotline and how to report. Sets no cookie and reads no session."""
    verified_on = date.fromisoformat(settings.HOTLINE["verified_on"])
    return declare(render(request, "help.html", {"verified_on": verified_on}))


@never_cache
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Ends the session, clears what this site stored, and goes to a neutral site.

    An image or a frame on a foreign page can ask for this address too; only a person who goes
    there is cleared.
    """
    response = HttpResponse(status=303, headers={"Location": settings.LEAVE_URL})
    if request.headers.get("Sec-Fetch-Dest", "document") != "document":
        return response
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        logout(request)
        response["Clear-Site-Data"] = '"storage"'
    else:
        response["Clear-Site-Data"] = '"cookies", "storage"'
    return response


@require_safe
def picture(request: HttpRequest, name: str) -> FileResponse:
    """A picture that stands on a page; everything else that was uploaded stays out of reach."""
    return serve(request, name, document_root=settings.MEDIA_ROOT / "images")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, for a request that makes no sense. Reads nothing of the request."""
    return HttpResponse(get_template("400.html").render(site(None)), status=400)


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """500. The page stands alone: neither session nor database is asked."""
    return HttpResponseServerError(get_template("500.html").render(site(None)))


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429, with the seconds after which trying again makes sense."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "60"
    return response
