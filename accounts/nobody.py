"""Who an address belongs to, and the same work where it belongs to nobody (A1).

A stranger who asks for a code in someone's name learns from no answer, and from no time that an
answer takes, whether there is an account. So an address without a login gets the same statements
as one with a login, a mail of the same size too, and what was written is taken back at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models.functions import Lower

from accounts.models import User


def login_of(email: str) -> User | None:
    """The login with this address and its person, switched off or not; one statement."""
    found = User.objects.alias(lower=Lower("email")).filter(lower=email.strip().lower())
    return found.select_related("person").first()


def active_login_of(email: str) -> User | None:
    """The same, None too for a login that staff have switched off."""
    user = login_of(email)
    return user if user and user.is_active else None


def nobody(email: str) -> User:
    """Stands in where there is no login: never saved, and nobody can sign in as it."""
    return User(pk=0, email=email, is_active=False)


@contextmanager
def kept_if(wanted: bool) -> Iterator[None]:
    """What is written inside stays where it is wanted; else it is written and taken back.

    Either way it takes the same statements, and one commit that waits for the disk.
    """
    with transaction.atomic():
        mark = transaction.savepoint()
        yield
        settle = transaction.savepoint_commit if wanted else transaction.savepoint_rollback
        settle(mark)
