"""Logins and people for tests, written straight to the database."""

from importlib import import_module

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import Person, User


def create_user(
    *,
    email: str = "officer@example.org",
    staff: bool = False,
    superuser: bool = False,
    verified: bool = True,
    **person,
) -> User:
    """A login with its person (given_name="Ada", ...); its address verified unless told not."""
    user = User.objects.create_user(email, is_staff=staff or superuser, is_superuser=superuser)
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": verified, "primary": True}
    )
    create_person(user=user, **person)
    return user


def create_coordinator(*, email: str = "coordinator@example.org") -> User:
    """Someone of the group that runs events, with the rights that the group is given."""
    user = create_user(email=email, staff=True, given_name="Casey", family_name="Coordinator")
    user.groups.add(Group.objects.get(name="Coordinators"))
    return user


def create_person(*, user: User | None = None, **fields) -> Person:
    """Who learns: the login's own person, or without `user` someone who has no login."""
    person = Person.objects.get(user=user) if user else Person()
    values = {"given_name": "Ada", "family_name": "Rivera"} | fields
    for name, value in values.items():
        setattr(person, name, value)
    person.save()
    if user:
        user.person = person
    return person


def session_data(user: User, *, second_factor: bool = False) -> dict:
    """What a session holds right after a sign-in by code, and by an authenticator app too."""
    now = timezone.now().timestamp()
    methods = [{"method": "code", "at": now, "email": user.email}]
    if second_factor:
        methods.append({"method": "mfa", "at": now, "type": "totp"})
    return {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: user.get_session_auth_hash(),
        # allauth asks again for changes of e-mail or keys unless the sign-in is this fresh.
        "account_authentication_methods": methods,
        "account_authentication_methods_user": str(user.pk),
    }


def sign_in(user: User, *, second_factor: bool = False) -> str:
    """Signs in, in the database of the tests; returns the value of the session cookie."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session.update(session_data(user, second_factor=second_factor))
    session.save()
    return session.session_key
