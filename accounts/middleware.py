"""Where DEBUG is off, staff without a second factor reach nothing but the pages to get one."""

from allauth.account.adapter import get_adapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.second_factor import session_has_second_factor

# Beside allauth's own pages of the second factor ("mfa_..."): proving to be there, going away,
# and the pages that anyone may need at once.
OPEN = {
    "account_logout",
    "wagtailadmin_logout",
    "account_reauthenticate",
    "account_reauthenticate_code",
    "account_send_reauthentication_code",
    "account_email_verification_sent",
    "help",
    "about_leaving",
    "news_feed",
    "sitemap",
    "robots",
    "leave",
    "leave_closed",
    "leave_back",
    "picture",
    "healthz",
    "readyz",
}


class SecondFactorMiddleware:
    """allauth offers second factors; that staff must have one is for us to insist on."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        """Leads away from every page but the open ones."""
        name = request.resolver_match.url_name or ""
        if settings.DEBUG or name in OPEN or name.startswith("mfa_"):
            return None  # before the session is read: the help page asks for no cookie
        if not request.user.is_authenticated:
            return None
        if not _is_staff(request) or session_has_second_factor(request):
            return None
        if is_mfa_enabled(request.user):
            best = get_adapter().get_reauthentication_methods(request.user)[0]
            messages.warning(request, _("Please use your second factor to go on."))
            return redirect(f"{best['url']}?{urlencode({'next': request.get_full_path()})}")
        messages.warning(
            request,
            _("Staff need a second factor. Please add an authenticator app or a passkey first."),
        )
        return redirect("mfa_index")


def _is_staff(request: HttpRequest) -> bool:
    """The flags, and in the back office whoever has the right to enter it."""
    user = request.user
    if user.is_staff or user.is_superuser:
        return True
    in_back_office = request.path.startswith(reverse("wagtailadmin_home"))
    return in_back_office and user.has_perm("wagtailadmin.access_admin")
