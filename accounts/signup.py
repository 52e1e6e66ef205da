"""One way in: name and e-mail, a code by mail, and the same page for a known and a new address."""

import secrets
from datetime import datetime, timedelta

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from accounts.models import Person, User
from accounts.nobody import active_login_of, kept_if, login_of, nobody

# In the session from the sign-up form until the code is confirmed: {"email", "given_name",
# "family_name"}. A sign-in gives the session a new id and keeps what is in it.
NAMES_KEY = "accounts.names"
UNVERIFIED_FOR = timedelta(days=7)


def start_code_sign_in(
    request: HttpRequest,
    *,
    email: str,
    given_name: str = "",
    family_name: str = "",
    next_url: str = "",
) -> HttpResponse:
    """Mails a code to `email` and leads to the page that asks for it, then to `next_url`.

    The answer is the same for a known and a new address; a new one gets its login here. The
    names wait in the session until the code proves that the address is this person's. What the
    caller has put into the session is still there afterwards. Too many asked for: 429.
    """
    email = email.strip().lower()
    if not ratelimit.consume(request, action="request_login_code", key=email):
        return ratelimit.respond_429(request)
    with transaction.atomic():
        user = _login_for(email)
        LoginCodeVerificationProcess.initiate(request=request, user=user, email=email)
    request.session[NAMES_KEY] = {
        "email": email,
        "given_name": given_name.strip(),
        "family_name": family_name.strip(),
    }
    return HttpResponseRedirect(_code_page(request, next_url))


def names_wait(request: HttpRequest, email: str) -> bool:
    """Whether this browser has just written its names and `email`, and only the code is missing."""
    return request.session.get(NAMES_KEY, {}).get("email") == email


def write_names(request: HttpRequest, user: User) -> None:
    """The names typed at sign-up become the person's, unless it has a name already."""
    typed = request.session.pop(NAMES_KEY, None)
    if not typed or typed["email"] != user.email:
        return
    person = Person.objects.get(user=user)
    if not person.name:
        person.given_name, person.family_name = typed["given_name"], typed["family_name"]
        person.save(update_fields=["given_name", "family_name"])


def purge_unverified(now: datetime) -> int:
    """Deletes logins that nobody confirmed in 7 days and that nothing hangs on; how many."""
    stale = User.objects.filter(
        date_joined__lt=now - UNVERIFIED_FOR,
        last_login=None,
        is_staff=False,
        is_superuser=False,
        groups=None,
        person__affiliations=None,
    ).exclude(pk__in=EmailAddress.objects.filter(verified=True).values("user"))
    return sum(_delete(user) for user in stale.select_related("person"))


def free_address(email: str, *, keep: User) -> None:
    """Deletes a login that someone else began with `email` and never confirmed."""
    others = User.objects.filter(email__iexact=email, last_login=None).exclude(pk=keep.pk)
    for user in others.exclude(emailaddress__verified=True):
        _delete(user)


def _login_for(email: str) -> User:
    """The login with `email`, a new one where there is none; nobody's for one switched off.

    Where there is one, another is made and taken back, so that both take the same time.
    """
    known = login_of(email)
    spare = f"{secrets.token_hex(8)}@spare.invalid"
    with kept_if(known is None):
        made = _new_login(spare if known else email)
    user = known or made or active_login_of(email)
    return user if user and user.is_active else nobody(email)


def _new_login(email: str) -> User | None:
    """None where two sign up at the same moment: the other one made it."""
    try:
        with transaction.atomic():
            return User.objects.create_user(email)
    except IntegrityError:
        return None


def _code_page(request: HttpRequest, next_url: str) -> str:
    page = reverse("account_confirm_login_code")
    if next_url and url_has_allowed_host_and_scheme(next_url, {request.get_host()}):
        return f"{page}?{urlencode({'next': next_url})}"
    return page


def _delete(user: User) -> bool:
    """False where something hangs on the person, such as a registration."""
    try:
        with transaction.atomic():
            user.person.delete()
            user.delete()
    except (ProtectedError, RestrictedError):
        return False
    return True
