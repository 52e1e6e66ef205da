"""Signing up and in, and one's own page. What is not here is allauth's own view."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account import views as allauth_views
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.mixins import NextRedirectMixin, RedirectAuthenticatedUserMixin
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from allauth.account.views import BaseReauthenticateView
from allauth.core import ratelimit
from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic.edit import FormView

from accounts.forms import (
    PasswordLoginForm,
    ProfileForm,
    ReauthenticationCodeForm,
    SignupForm,
)
from accounts.models import Person
from accounts.models.person import new_feed_token
from accounts.nobody import nobody
from accounts.reauthentication import ReauthenticationCode, recent_authentication_required
from accounts.signing_out import leaves_nothing
from accounts.signup import names_wait, start_code_sign_in


class StartAgain:
    """Who goes back from the code page finds the form again, not the code page once more."""

    def _redirect_to_pending_stage(self, request, stage):
        if stage.key == "login_by_code":
            return None
        return super()._redirect_to_pending_stage(request, stage)

    def get_authenticated_redirect_url(self) -> str:
        """Someone signed in without the right to the back office must not be sent back to it."""
        url = super().get_authenticated_redirect_url()
        if not url.startswith(reverse("wagtailadmin_home")):
            return url
        if self.request.user.has_perm("wagtailadmin.access_admin"):
            return url
        return reverse("account_home")


class LoginView(StartAgain, allauth_views.LoginView):
    """By code: the address, then the page that asks for the code."""


@method_decorator(rate_limit(action="login_by_password"), name="dispatch")
class PasswordLoginView(StartAgain, allauth_views.LoginView):
    """By password, for those who have set one; a second factor is asked for all the same."""

    template_name = "account/login_password.html"

    def get_form_class(self):
        return PasswordLoginForm


@method_decorator([never_cache, rate_limit(action="signup")], name="dispatch")
class SignupView(StartAgain, RedirectAuthenticatedUserMixin, NextRedirectMixin, FormView):
    """Names and address, then the same code page as at sign-in."""

    form_class = SignupForm
    template_name = "account/signup.html"

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        login_url = passthrough_next_redirect_url(
            self.request, reverse("account_login"), self.redirect_field_name
        )
        return super().get_context_data(**kwargs) | {"login_url": login_url}

    def form_valid(self, form: SignupForm) -> HttpResponse:
        return start_code_sign_in(
            self.request, **form.cleaned_data, next_url=self.get_next_url() or ""
        )


class ReauthenticateByCodeView(BaseReauthenticateView):
    """Asks for the code that was mailed; before that, offers to mail one."""

    form_class = ReauthenticationCodeForm
    template_name = "account/reauthenticate_code.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any):
        self.process = ReauthenticationCode.resume(request)
        if request.method == "POST" and self.process is None:
            return redirect(self.passthrough_next_url(request.path))
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        code = self.process.code if self.process else ""
        return super().get_form_kwargs() | {"code": code}

    def form_valid(self, form: ReauthenticationCodeForm) -> HttpResponse:
        self.process.finish()
        return super().form_valid(form)

    def form_invalid(self, form: ReauthenticationCodeForm) -> HttpResponse:
        if self.process.record_invalid_attempt():
            return super().form_invalid(form)
        messages.error(self.request, _("That was tried too often. Please get a new code."))
        return redirect(self.passthrough_next_url(self.request.path))

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        send_url = self.passthrough_next_url(reverse("account_send_reauthentication_code"))
        return super().get_context_data(**kwargs) | {
            "code_is_under_way": self.process is not None,
            "send_url": send_url,
        }


class ConfirmLoginCodeView(allauth_views.ConfirmLoginCodeView):
    """Also for an address without a login: it is asked for a code that nobody was mailed."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        login = self.stage.login
        if login.user is None:
            login.user = nobody(login.email)
            self._process = LoginCodeVerificationProcess(self.stage)
        return super().post(request, *args, **kwargs)


def confirm_login_code(request: HttpRequest) -> HttpResponse:
    """allauth's page; whose code has lapsed is told so and, with a new one, gets where they were.

    allauth sends them to the sign-in without a word, and forgets where they wanted to go.
    """
    response = ask_for_login_code(request)
    if isinstance(response, TemplateResponse):
        context = response.context_data
        context["seat_follows"] = _leads_to_a_seat(get_next_redirect_url(request))
        context["signs_up"] = names_wait(request, context["email"])
    starts = (reverse("account_login"), reverse("account_request_login_code"))
    if response.get("Location") not in starts:
        return response
    if not len(messages.get_messages(request)):
        lapsed = _("This code is too old, or was used already. Let us mail you a new one.")
        messages.warning(request, lapsed)
    next_url = get_next_redirect_url(request)
    query = f"?{urlencode({'next': next_url})}" if next_url else ""
    return redirect(starts[0] + query)


def _leads_to_a_seat(next_url: str | None) -> bool:
    """Whether the code is a step on the way to a seat that is not taken yet."""
    try:
        return resolve(urlsplit(next_url or "").path).view_name == settings.SEAT_FORM
    except Resolver404:
        return False


login = LoginView.as_view()
login_by_password = PasswordLoginView.as_view()
logout = leaves_nothing(allauth_views.logout)
signup = SignupView.as_view()
ask_for_login_code = ConfirmLoginCodeView.as_view()
reauthenticate_by_code = login_required(ReauthenticateByCodeView.as_view())

# allauth asks for no proof before a first password is set, and for the old one only after that.
set_password = recent_authentication_required(allauth_views.password_set)
change_password = recent_authentication_required(allauth_views.password_change)


@login_required
@require_POST
def send_reauthentication_code(request: HttpRequest) -> HttpResponse:
    """Mails a code to the address that the person signs in with."""
    if limited := ratelimit.consume_or_429(request, action="reauthentication_code"):
        return limited
    ReauthenticationCode.initiate(request)
    next_url = get_next_redirect_url(request)
    query = f"?{urlencode({'next': next_url})}" if next_url else ""
    return redirect(reverse("account_reauthenticate_code") + query)


@login_required
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """One's own page: names, time zone, ways to sign in, the private calendar."""
    person = Person.objects.get(user=request.user)
    form = ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("account_home")
    feed = f"{settings.SITE_URL}/calendar/{person.feed_token}.ics"
    return render(request, "accounts/home.html", {"form": form, "feed_url": feed})


@login_required
@require_POST
def renew_feed(request: HttpRequest) -> HttpResponse:
    """A new private calendar address; the old one stops working at once."""
    Person.objects.filter(user=request.user).update(feed_token=new_feed_token())
    messages.success(
        request, _("Your calendar has a new address. The old one does not work any more.")
    )
    return redirect("account_home")
