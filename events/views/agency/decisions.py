"""The link of a mail: a coordinator says yes or no to one place, once, signed in or not."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.agencies import coordinates
from accounts.models import User
from events import agency_approvals, links
from events.agency_approvals import DENY_REASONS
from events.models import Registration, Transition
from events.permissions import private
from events.registrations import RegistrationRefused

LINK = Transition.Source.LINK
YES = "yes"


@private
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, token: str) -> HttpResponse:
    """Who asks, and two answers; nothing changes by looking. 404 once it is decided."""
    found = _opened(token)
    if found is None:
        return render(request, "events/agency/link_over.html", status=404)
    place, user = found
    context = {
        "place": place,
        "event": place.event,
        "reasons": DENY_REASONS,
        "agency": place.affiliation.agency,
    }
    if request.method == "POST":
        try:
            context["now"] = _answer(request.POST.get("answer", ""), place, user)
        except RegistrationRefused as refused:
            context["refused"] = refused.reason
    status = 409 if "refused" in context else 200
    return render(request, "events/agency/decide.html", context, status=status)


def _answer(answer: str, place: Registration, user: User) -> Registration:
    if answer == YES:
        return agency_approvals.approve(place, by=user, source=LINK)
    if answer not in DENY_REASONS:
        raise Http404
    return agency_approvals.deny(place, by=user, reason=str(DENY_REASONS[answer]), source=LINK)


def _opened(token: str) -> tuple[Registration, User] | None:
    """The place of a link that still decides it, and in whose name."""
    asked = links.opened_decision(token)
    if asked is None:
        return None
    pk, revision, user_pk = asked
    around = ("affiliation__profession", "affiliation__email", "affiliation__person")
    place = Registration.objects.select_related(*around).with_all().filter(pk=pk).first()
    user = User.objects.filter(pk=user_pk, is_active=True).first()
    if place is None or user is None or place.affiliation is None:
        return None
    stands = place.revision == revision and place.state == Registration.State.PENDING_AGENCY
    return (place, user) if stands and coordinates(user, place.affiliation.agency) else None
