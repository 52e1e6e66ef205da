"""Pages of the shell: help, pictures, and what to say when something goes wrong."""

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import get_template
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

from cms.models.site_settings import known
from config.context import site
from config.leaving import for_people_in_need


@for_people_in_need
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Hotline and how to report. Sets no cookie and reads no session."""
    verified_on = known.get()["hotline"]["verified_on"]
    return render(request, "help.html", {"verified_on": verified_on})


@for_people_in_need
@require_safe
def about_leaving(request: HttpRequest) -> HttpResponse:
    """What leaving does and does not do.

    It stands beside the button and not before the page: without a cookie nobody can know who is
    here for the first time, and a page in between would keep the number from whoever is in danger.
    """
    return render(request, "about_leaving.html")


@cache_control(public=True, max_age=24 * 3600)
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
