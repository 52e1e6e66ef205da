"""Every other page of the house that signs in or out, or sets a password, does what ours does.

Of those that sign in, Wagtail's two, and Django admin's where someone looks for it, know neither
limits nor second factors; that which signs out would leave in the browser what was looked at.
These patterns stand above theirs in config/urls.py.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, re_path, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.csrf import csrf_exempt
from wagtail.admin.views.account import LogoutView

from accounts.signing_out import leaves_nothing
from accounts.staff_users import own_settings


@csrf_exempt  # it reads nothing of what is posted
def to_login(request: HttpRequest, default: str = "", **kwargs) -> HttpResponse:
    """302 to the sign-in page, with where to go afterwards if that is on this site."""
    wanted = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
        wanted = default or reverse("wagtailadmin_home")
    return redirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}")


urlpatterns = [
    path("admin/login/", to_login),
    path("admin/account/", own_settings),
    path("admin/logout/", leaves_nothing(LogoutView.as_view()), name="wagtailadmin_logout"),
    re_path(r"^admin/password_reset/(?P<rest>.*)$", to_login),
    path("_util/login/", to_login, {"default": "/"}),
    re_path(r"^django-admin/(?P<rest>.*)$", to_login),
]
