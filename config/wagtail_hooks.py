"""What the project adds to Wagtail: to the pages of the back office and to those it serves."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.models import Page

from accounts.public_pages import declare_to


@hooks.register("insert_global_admin_js")
def office_js() -> str:
    """Starts the choosers, which stand in the forms as data (config/office_scripts.py)."""
    return format_html('<script src="{}"></script>', static("js/office.js"))


@hooks.register("on_serve_page")
def declared_pages(serve: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A written page is the same for everyone who is not signed in. One with a password is not:
    whoever knows it has a session, and config/headers.py keeps their pages to them."""

    def served(page: Page, request: HttpRequest, args: list, kwargs: dict) -> HttpResponse:
        return declare_to(request, serve(page, request, args, kwargs))

    return served
