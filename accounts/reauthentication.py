"""Before a sensitive change: proof that the person is still there, if need be a code by mail."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

CODE_KEY = "accounts.reauthentication_code"


def recently_authenticated(request: HttpRequest, *, within: timedelta | None = None) -> bool:
    """Whether this session signed in, or proved itself again, not longer ago than `within`.

    Without it: in the last minutes (300 s), as for a change of who may get in.
    """
    records = get_authentication_records(request, request.user)
    if not request.user.is_authenticated or not records:
        return False
    seconds = within.total_seconds() if within else app_settings.REAUTHENTICATION_TIMEOUT
    return time.time() - records[-1]["at"] < seconds


def prove_again(request: HttpRequest, next_url: str) -> HttpResponse:
    """To the page that asks for a fresh proof, and from there to `next_url`, a path of ours."""
    best = get_adapter().get_reauthentication_methods(request.user)[0]
    return redirect(f"{best['url']}?{urlencode({'next': next_url})}")


def recent_authentication_required(view: Callable[..., HttpResponse]) -> Callable:
    """For a view that changes who may get in: first a fresh proof, then back to the view.

    What was posted is not kept meanwhile (allauth would put it into the session): it may be a
    password.
    """

    @wraps(view)
    @login_required
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if recently_authenticated(request):
            return view(request, *args, **kwargs)
        return prove_again(request, request.path)

    return wrapped


class ReauthenticationCode(AbstractCodeVerificationProcess):
    """A code to the address that the person signs in with; it lives in the session."""

    def __init__(self, request: HttpRequest, state: dict):
        self.request = request
        super().__init__(
            user=request.user,
            state=state,
            max_attempts=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
            timeout=app_settings.LOGIN_BY_CODE_TIMEOUT,
        )

    @classmethod
    def initiate(cls, request: HttpRequest) -> "ReauthenticationCode":
        """Mails a new code; an earlier one no longer counts."""
        process = cls(request, cls.initial_state(request.user, request.user.email))
        process.send()
        process.persist()
        return process

    @classmethod
    def resume(cls, request: HttpRequest) -> "ReauthenticationCode | None":
        """The code under way, None where there is none or its time is over."""
        state = request.session.get(CODE_KEY)
        return cls(request, state).abort_if_invalid() if state else None

    def send(self) -> None:
        adapter = get_adapter()
        self.state["code"] = adapter.generate_login_code()
        adapter.send_mail(
            "account/email/reauthentication_code", self.state["email"], {"code": self.code}
        )

    def persist(self) -> None:
        self.request.session[CODE_KEY] = self.state

    def abort(self) -> None:
        self.request.session.pop(CODE_KEY, None)

    def finish(self) -> None:
        """Notes in the session that the person has just proved to be there."""
        self.abort()
        record_authentication(self.request, self.request.user, method="code", reauthenticated=True)
