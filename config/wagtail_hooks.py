"""What the project adds to every page of the back office."""

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("insert_global_admin_js")
def office_js() -> str:
    """Starts the choosers, which stand in the forms as data (config/office_scripts.py)."""
    return format_html('<script src="{}"></script>', static("js/office.js"))


@hooks.register("register_admin_menu_item")
def help_for_people() -> MenuItem:
    """Hotline and how to report, one press away as on every page of the site; last in the menu."""
    return MenuItem(
        _("Help and hotline"),
        reverse("help"),
        name="help-page",
        icon_name="info-circle",
        order=20_000,
    )
