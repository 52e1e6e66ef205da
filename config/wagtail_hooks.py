"""What the project adds to every page of the back office."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks


@hooks.register("insert_global_admin_js")
def office_js() -> str:
    """Starts the choosers, which stand in the forms as data (config/office_scripts.py)."""
    return format_html('<script src="{}"></script>', static("js/office.js"))
