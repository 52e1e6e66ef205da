"""Where allauth asks us: how mail leaves, who may go on, what counts as a fresh sign-in."""

import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import clients, reauthentication, signup
from accounts.addresses import clean_address
from accounts.models import User
from accounts.nobody import active_login_of, kept_if
from mail import letterhead, outbox
from mail.models import OutgoingEmail

Priority = OutgoingEmail.Priority
CODE_LIFE = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
# What the templates may state. allauth's context also holds the request and the user.
FACTS = ("code", "from_email", "to_email", "deleted_email")
# Codes that let in whoever has the address: no address without a login gets one.
LETS_IN = {"account/email/login_code", "account/email/password_reset_code"}

# The ways to prove that one is still there, as their buttons say.
WAYS = {
    "reauthenticate": _("Use my password"),
    "mfa_reauthenticate": _("Use my authenticator app"),
    "mfa_reauthenticate:webauthn": _("Use my passkey"),
}


class AccountAdapter(DefaultAccountAdapter):
    """allauth's decisions that are ours to take."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This is not the code from the newest mail. Please look again."),
        "too_many_login_attempts": _("That was tried too often. Please wait a few minutes."),
        "account_inactive": _("This account is closed. Nobody can sign in with it."),
        "email_password_mismatch": _("Address and password do not go together. Please look again."),
        "enter_current_password": _("Write the password that you have now."),
        "incorrect_password": _("This is not your password. Please look again."),
        "email_taken": _("Another account has this address."),
        "duplicate_email": _("This is your address already."),
        "same_as_current": _("This is what you have already. Please write the new one."),
        "rate_limited": _("That was too often. Please wait a few minutes."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Into the outbox: nobody waits for a mail server, and no answer takes longer for it."""
        has_code = "code" in context
        login = active_login_of(email)
        mail = outbox.Mail(
            kind=template_prefix,
            to=email,
            key=f"account/{secrets.token_hex(16)}",
            facts=self._facts(context, login),
            language=get_language() or settings.LANGUAGE_CODE,
            priority=Priority.CODE if has_code else Priority.NORMAL,
            sensitive=has_code,
            not_after=timezone.now() + CODE_LIFE if has_code else None,
        )
        with kept_if(login is not None or template_prefix not in LETS_IN):
            outbox.queue(mail)

    def _facts(self, context: dict[str, Any], login: User | None) -> dict[str, str]:
        """The site, the moment and the place that asked, so that a stranger's request shows."""
        facts = {name: str(context[name]) for name in FACTS if name in context}
        person = getattr(login, "person", None)
        return facts | {
            "site": letterhead.sender()[0],
            "site_url": settings.SITE_URL,
            "at": _moment(person.time_zone if person else settings.DEFAULT_TIME_ZONE),
            "address": self.get_client_ip(self.request),
            "browser": clients.describe(self.get_http_user_agent(self.request)),
        }

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """A changed address is told to the old address and to the new one."""
        super().send_notification_mail(template_prefix, user, context=context, email=email)
        if context and "to_email" in context:
            super().send_notification_mail(
                template_prefix, user, context=context, email=context["to_email"]
            )

    def clean_email(self, email: str) -> str:
        return clean_address(email)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        signup.write_names(request, user)
        return super().post_login(request, user, **kwargs)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Who did not say where to: to one's own places; staff to the back office."""
        if request.user.has_perm("wagtailadmin.access_admin"):
            return reverse("wagtailadmin_home")
        return super().get_login_redirect_url(request)

    def get_reauthentication_methods(self, user) -> list[dict]:
        """The second factor where there is one; else the password, or a code by mail."""
        methods = [
            method | {"description": WAYS.get(method["id"], method["description"])}
            for method in super().get_reauthentication_methods(user)
        ]
        if not user.is_authenticated:
            return methods
        if is_mfa_enabled(user):
            return [method for method in methods if method["id"] != "reauthenticate"]
        by_code = {
            "id": "reauthenticate_by_code",
            "description": _("Mail me a code"),
            "url": reverse("account_reauthenticate_code"),
        }
        return [*methods, by_code]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """allauth lets people through who have neither password nor authenticator; we do not."""
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        if reauthentication.recently_authenticated(self.request):
            return False
        raise ReauthenticationRequired


class MFAAdapter(DefaultMFAAdapter):
    """How authenticator apps and passkeys name this site; never taken from a request."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. The app shows a new one every half minute."),
        "add_email_blocked": _("Remove your second factor first: it belongs to one address."),
        "cannot_delete_authenticator": _("Staff need a second factor. Add another one first."),
        "cannot_generate_recovery_codes": _("Add an authenticator app or a passkey first."),
        "unverified_email": _("Confirm your e-mail address first."),
    }

    def _get_site_name(self) -> str:
        return letterhead.sender()[0]

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.SITE_URL).hostname, "name": self._get_site_name()}


def _moment(zone: str) -> str:
    """Now, in words: "December 7, 2026, 8:05 a.m. CST"."""
    now = timezone.localtime(timezone=ZoneInfo(zone))
    time = date_format(now, "TIME_FORMAT").replace(" ", "\xa0")  # "a.m." stays with its hour
    return f"{date_format(now, 'DATE_FORMAT')}, {time} {now.tzname()}"
