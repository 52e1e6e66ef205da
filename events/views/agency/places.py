"""What the coordinator does with one place: yes or no, another person, another date, given back."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Affiliation, Agency
from accounts.posting import posted
from events import (
    agency_approvals,
    agency_people,
    eligibility,
    registrations,
    substitutions,
    wording,
)
from events.agency_approvals import DENY_REASONS
from events.models import Event, Registration, Transition
from events.registrations import RegistrationRefused
from events.views.agency.access import of_agency, place_of

S = Registration.State


class ColleagueForm(forms.Form):
    """Who comes instead."""

    tie = forms.ModelChoiceField(
        Affiliation.objects.none(),
        label=gettext_lazy("Who comes instead"),
        empty_label=gettext_lazy("Please choose"),
        error_messages={"required": gettext_lazy("Choose who comes instead.")},
    )

    def __init__(self, *args, place: Registration, **kwargs):
        super().__init__(*args, **kwargs)
        taken = place.event.registrations.filter(state=S.CONFIRMED).values("person")
        others = agency_people.people(place.affiliation.agency).exclude(person__in=taken)
        self.fields["tie"].queryset = others.filter(state=Affiliation.State.VERIFIED)
        self.fields["tie"].label_from_instance = lambda tie: f"{tie.person}, {tie.profession}"


class DateForm(forms.Form):
    """Another date of the same course."""

    event = forms.ModelChoiceField(
        Event.objects.none(),
        label=gettext_lazy("To which date"),
        empty_label=gettext_lazy("Please choose"),
        error_messages={"required": gettext_lazy("Choose a date.")},
    )

    def __init__(self, *args, place: Registration, **kwargs):
        super().__init__(*args, **kwargs)
        others = Event.objects.for_lists().filter(course=place.event.course_id)
        dates = others.exclude(pk=place.event_id).select_related("course", "venue")
        self.fields["event"].queryset = dates.prefetch_related("slots")
        self.fields["event"].label_from_instance = wording.named
        self.has_dates = bool(dates)


def _done(request: HttpRequest, agency: Agency, slug: str, act: Callable[[], str]) -> HttpResponse:
    """Does it and says so, or says why not; back to the event."""
    try:
        messages.success(request, act())
    except RegistrationRefused as refused:
        messages.error(request, refused.reason)
    return redirect("events:agency_event", agency.pk, slug)


@of_agency
@require_POST
def approve(request: HttpRequest, agency: Agency, code: str) -> HttpResponse:
    """The agency says yes."""
    place = place_of(agency, code)

    def act() -> str:
        moved = agency_approvals.approve(place, by=request.user)
        said = {
            S.CONFIRMED: _("%(name)s has a place and is told."),
            S.WAITLISTED: _("%(name)s is in line and is told."),
        }
        other = _("Noted. We still have to check %(name)s.")
        return said.get(moved.state, other) % {"name": place.shown_name}

    return _done(request, agency, place.event.slug, act)


@of_agency
@require_POST
def deny(request: HttpRequest, agency: Agency, code: str, reason: str) -> HttpResponse:
    """The agency says no, with a reason from the list."""
    place = place_of(agency, code)
    if reason not in DENY_REASONS:
        raise Http404

    def act() -> str:
        agency_approvals.deny(place, by=request.user, reason=str(DENY_REASONS[reason]))
        return _("%(name)s is told why not.") % {"name": place.shown_name}

    return _done(request, agency, place.event.slug, act)


@of_agency
@require_http_methods(["GET", "HEAD", "POST"])
def substitute(request: HttpRequest, agency: Agency, code: str) -> HttpResponse:
    """One for another on the same seat: a question that says what happens to both calendars."""
    place = place_of(agency, code)
    form = ColleagueForm(posted(request), place=place)
    if request.method == "POST" and form.is_valid():
        tie = form.cleaned_data["tie"]
        try:
            substitutions.substitute(place, person=tie.person, affiliation=tie, by=request.user)
        except RegistrationRefused as refused:
            form.add_error(None, refused.reason)
        else:
            names = {"new": tie.person.name_on_roster, "old": place.shown_name}
            said = _("%(new)s comes instead of %(old)s. Both are told.")
            messages.success(request, said % names)
            return redirect("events:agency_event", agency.pk, place.event.slug)
    context = {"agency": agency, "place": place, "event": place.event, "form": form}
    return render(request, "events/agency/substitute.html", context)


@of_agency
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, agency: Agency, code: str) -> HttpResponse:
    """The same person on another date of the course."""
    place = place_of(agency, code)
    form = DateForm(posted(request), place=place)
    if request.method == "POST" and form.is_valid():
        target = form.cleaned_data["event"]
        try:
            substitutions.move_to(place, event=target, by=request.user)
        except RegistrationRefused as refused:
            form.add_error(None, refused.reason)
        else:
            said = _("%(name)s is moved and told.") % {"name": place.shown_name}
            messages.success(request, said)
            return redirect("events:agency_event", agency.pk, target.slug)
    context = {"agency": agency, "place": place, "event": place.event, "form": form}
    return render(request, "events/agency/move.html", context)


@of_agency
@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: HttpRequest, agency: Agency, code: str) -> HttpResponse:
    """Gives a colleague's place back: asked, then done."""
    place = place_of(agency, code)
    if request.method == "POST":

        def act() -> str:
            source = Transition.Source.AGENCY
            registrations.withdraw(place, by=request.user, source=source)
            return _("The place of %(name)s is given back.") % {"name": place.shown_name}

        return _done(request, agency, place.event.slug, act)
    context = {
        "agency": agency,
        "place": place,
        "event": place.event,
        "over": bool(eligibility.only(eligibility.of_event(place.event), eligibility.Blocker))
        and not place.is_live,
    }
    return render(request, "events/agency/give_back.html", context)
