"""The desk at a glance: what waits, what comes, whose proof ends; and one event of it."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.agencies import agencies_of
from accounts.models import Affiliation, Agency
from events import agency_people, eligibility, rosters, waitlist
from events.agency_approvals import DENY_REASONS
from events.models import Registration
from events.permissions import private
from events.views.agency.access import event_of, of_agency

ENDS_SOON = timedelta(days=30)


@private
@login_required
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """To the desk; someone who runs several agencies chooses. Anybody else gets a 404."""
    mine = agencies_of(request.user)
    if not mine:
        raise Http404
    if len(mine) == 1:
        return redirect("events:agency_desk", mine[0].pk)
    return render(request, "events/agency/choose.html", {"agencies": mine})


@of_agency
@require_safe
def home(request: HttpRequest, agency: Agency) -> HttpResponse:
    """Who waits for a yes, the events to come, and whose proof ends soon."""
    soon = timezone.now() + ENDS_SOON
    ending = agency.affiliations.filter(state=Affiliation.State.VERIFIED, valid_until__lt=soon)
    context = {
        "agency": agency,
        "asking": list(agency_people.asking(agency)),
        "deny_reasons": DENY_REASONS,
        "events": agency_people.coming_events(agency),
        "ending": list(ending.with_proof().order_by("valid_until")[:20]),
        "people": agency.affiliations.count(),
    }
    return render(request, "events/agency/home.html", context)


@of_agency
@require_safe
def event(request: HttpRequest, agency: Agency, slug: str) -> HttpResponse:
    """Its own people in one event, the seats that it holds, and what can be done."""
    shown = event_of(slug)
    places = list(agency_people.places(agency).filter(event=shown).order_by(*rosters.BY_NAME))
    for place in places:
        place.event = shown
    blocker = next(iter(eligibility.of_event(shown)), None)
    context = {
        "agency": agency,
        "event": shown,
        "blocker": blocker,
        "live": [place for place in places if place.is_live],
        "over": [place for place in places if not place.is_live],
        "confirmed": Registration.State.CONFIRMED,
        "hold": shown.seat_holds.standing().filter(agency=agency).first(),
        "name_by": waitlist.name_by(shown),
        "free": waitlist.free_seats(shown, eligibility.priority(shown, agency)),
        "begun": shown.starts_at is not None and shown.starts_at <= timezone.now(),
    }
    return render(request, "events/agency/event.html", context)
