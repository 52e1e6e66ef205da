"""Django's sessions in the database; only the one statement of every page is prepared."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from accounts.prepared import Given, Prepared

STANDING = Prepared(
    lambda: Session.objects.filter(
        session_key=Given("key", CharField()), expire_date__gt=Given("now", DateTimeField())
    )
)


class SessionStore(db.SessionStore):
    """What SESSION_ENGINE names; sessions made by Django's own engine go on."""

    def load(self) -> dict[str, Any]:
        """What the session holds; empty, and under no key, where it has ended."""
        session = STANDING.first(key=self.session_key, now=timezone.now())
        if session is None:
            self._session_key = None
            return {}
        return self.decode(session.session_data)
