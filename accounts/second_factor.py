"""Staff need a second factor: whether this session has one, and what a change of it ends."""

from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from allauth.account.signals import email_changed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from accounts.models import User


def session_has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened, or proved since, with an app, a passkey or a saved code."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def end_other_sessions(request: HttpRequest) -> None:
    """Signs the person out everywhere but here."""
    theirs = UserSession.objects.filter(user_id=request.user.pk)
    for session in theirs.exclude(session_key=request.session.session_key or ""):
        session.end()


def note_enrolment(request: HttpRequest, authenticator: Authenticator, user: User, **kwargs):
    """Who has just enrolled has just used it: the app's code was asked for, the passkey touched."""
    end_other_sessions(request)
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(
            request, user, method="mfa", type=authenticator.type, id=authenticator.pk
        )


def note_change(request: HttpRequest, **kwargs):
    """A session from before the change may be a stolen one."""
    end_other_sessions(request)


def connect() -> None:
    """Listens to allauth; called once, when the app is ready."""
    authenticator_added.connect(note_enrolment, dispatch_uid="accounts.enrolled")
    for signal in (authenticator_removed, authenticator_reset, email_changed):
        signal.connect(note_change, dispatch_uid="accounts.changed")
