"""Load and authorise for the public pages: 404 for strangers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control

from accounts.models import Person, User
from events import links
from events.models import Event, Registration, Transition
from events.roles import may_run_events

CODE = re.compile(r"[\w-]{1,32}", re.ASCII)
# A link in a mail works this long after the event's end.
LINK_LIVES = timedelta(days=30)


@dataclass(frozen=True)
class Access:
    """A registration, and how its reader came: signed in as its owner, or by the link in a mail."""

    registration: Registration
    by: User | None
    source: str
    query: str = ""

    @property
    def is_owner(self) -> bool:
        """Whether the reader is the person, rather than someone who holds the link."""
        return self.by is not None


def registration_for(request: HttpRequest, code: str) -> Access:
    """The registration `code` for its owner or a holder of its signed link; else 404."""
    registration = None
    if CODE.fullmatch(code):
        registration = Registration.objects.at(code)
    if registration is None:
        raise Http404
    key = request.GET.get(links.KEY_PARAMETER, "")
    signed = links.is_signed(code, key) and _links_live(registration.event)
    query = f"?{urlencode({links.KEY_PARAMETER: key})}" if signed else ""
    user = request.user
    if user.is_authenticated and registration.person.user_id == user.pk:
        return Access(registration, user, Transition.Source.WEB, query)
    if signed:
        return Access(registration, None, Transition.Source.LINK, query)
    raise Http404


def _links_live(event: Event) -> bool:
    """An event without an end, such as a postponed one, is still to come."""
    return event.ends_at is None or timezone.now() < event.ends_at + LINK_LIVES


def own_place(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hands `view` the access to the place in the address; who is signed out signs in first.

    Calendar entries link here without a key. An invented code leads to the sign-in just as well:
    the answer does not tell which codes there are.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, code: str) -> HttpResponse:
        try:
            access = registration_for(request, code)
        except Http404:
            if request.user.is_authenticated or not CODE.fullmatch(code):
                raise
            return redirect_to_login(request.path)
        return view(request, access)

    return wrapped


def event_for(request: HttpRequest, slug: str, events: QuerySet[Event]) -> Event:
    """The one of `events` at `slug`; a draft only for staff who run events, as a preview."""
    return shown_to(request, events.filter(slug=slug).first())


def shown_to(request: HttpRequest, event: Event | None) -> Event:
    """`event`, where there is one that this reader may see; else 404."""
    if event is None or (event.state == Event.State.DRAFT and not may_run_events(request.user)):
        raise Http404
    return event


def person_of(request: HttpRequest) -> Person | None:
    """Who learns behind the login that asks; None for someone not signed in."""
    if not request.user.is_authenticated:
        return None
    return request.user.person  # loaded with the login (accounts.backends)


def private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page about one person: kept by no cache, found by no search, its address told to nobody."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "same-origin"
        return response

    return wrapped
