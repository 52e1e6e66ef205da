"""Load and authorise for the desk: whoever does not run this agency's people gets a 404.

So does every event, place or person that is not the agency's business: the answer does not tell
whether there is one.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from accounts.agencies import agencies_of
from accounts.models import Affiliation, Agency
from courses.models import Audience
from events.models import Event, Registration
from events.permissions import private

Desk = Callable[..., HttpResponse]


def of_agency(desk: Desk) -> Desk:
    """Hands `desk` the agency of the address, for its coordinators alone."""

    @private
    @login_required
    @wraps(desk)
    def guarded(request: HttpRequest, agency: int, **kwargs) -> HttpResponse:
        mine = {one.pk: one for one in agencies_of(request.user)}
        if agency not in mine:
            raise Http404
        request.agency_desks = list(mine.values())
        return desk(request, mine[agency], **kwargs)

    return guarded


def event_of(slug: str) -> Event:
    """An event for responders that the public may see; else 404."""
    events = Event.objects.shown().filter(audience=Audience.RESPONDERS)
    return get_object_or_404(events.with_people_around(), slug=slug)


def place_of(agency: Agency, code: str) -> Registration:
    """The place of one of the agency's people; else 404."""
    own = Registration.objects.filter(affiliation__agency=agency)
    around = ("affiliation__profession", "affiliation__email", "affiliation__person")
    return get_object_or_404(own.select_related(*around).with_all(), code=code)


def tie_of(agency: Agency, pk: int) -> Affiliation:
    """One of the agency's people; else 404."""
    own = agency.affiliations.filter(person__isnull=False)
    return get_object_or_404(own.with_proof().select_related("unit", "person__user"), pk=pk)
