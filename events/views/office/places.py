"""What staff do about one person's place: approve, decline, give it back, correct the name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.posting import posted
from events import registrations, waitlist
from events.models import Event, Registration, Transition
from events.office_forms import DeclineForm, GivenBackForm, ReasonForm, RenameForm
from events.views.office.access import runs_events
from events.views.office.lists import TIE
from events.views.office.people import or_yourself
from events.views.office.questions import ask, frame


def _place(event: Event, pk: int) -> Registration:
    """The registration, if it is one of this event."""
    around = event.registrations.select_related("person__user", *TIE)
    return get_object_or_404(around, pk=pk)


def _decided(request: HttpRequest, event: Event, registration: Registration) -> HttpResponse:
    """The page of a decision that someone made, or that is not needed any more."""
    names = {"name": registration.shown_name, "state": registration.get_state_display()}
    context = frame(event, _("This is decided"))
    context["now"] = _("%(name)s is now: %(state)s.") % names
    return render(request, "events/office/decided.html", context)


@runs_events
def approve(request: HttpRequest, event: Event, place: int) -> HttpResponse:
    """The person is who they say they are."""
    registration = _place(event, place)
    if not registration.is_undecided:
        return _decided(request, event, registration)
    form = ReasonForm(posted(request))
    name = registration.shown_name

    def act() -> str:
        reason = form.cleaned_data["reason"]
        moved = registrations.approve(registration, by=request.user, reason=reason)
        if moved.state == Registration.State.CONFIRMED:
            told = _("%(name)s has a place and is told."), _("%(name)s has a place.")
        else:
            told = (_("%(name)s is approved and on the waiting list."),) * 2
        return or_yourself(registration.person, *told) % {"name": name}

    return ask(
        request,
        event,
        title=_("Approve %(name)s") % {"name": name},
        button=_("Approve"),
        form=form,
        act=act,
        notes=[
            str(registration.affiliation) if registration.affiliation else _("No agency given."),
            _("From now on we take this person's tie to the agency as checked."),
        ],
    )


@runs_events
def decline(request: HttpRequest, event: Event, place: int) -> HttpResponse:
    """No place, and why."""
    registration = _place(event, place)
    if not registration.is_undecided:
        return _decided(request, event, registration)
    form = DeclineForm(posted(request))
    name, reached = registration.shown_name, registration.person.contact_email

    def act() -> str:
        registrations.decline(registration, by=request.user, reason=form.reason)
        told = _("%(name)s is declined and told why."), _("%(name)s is declined.")
        return or_yourself(registration.person, *told) % {"name": name}

    return ask(
        request,
        event,
        title=_("Decline %(name)s") % {"name": name},
        button=_("Decline and tell why") if reached else _("Decline"),
        form=form,
        act=act,
        notes=[
            _where_the_seat_goes(registration),
            *([] if reached else [_("No e-mail address: tell the person yourself.")]),
        ],
        stop=True,
    )


@runs_events
def give_back(request: HttpRequest, event: Event, place: int) -> HttpResponse:
    """Gives the place back for someone who called."""
    registration = _place(event, place)
    form = GivenBackForm(posted(request))
    name = registration.shown_name

    def act() -> str:
        registrations.withdraw(
            registration,
            by=request.user,
            source=Transition.Source.STAFF,
            reason=form.cleaned_data["reason"],
        )
        done = _("The place of %(name)s is given back.")
        return or_yourself(registration.person, done, done) % {"name": name}

    return ask(
        request,
        event,
        title=_("Give back the place of %(name)s?") % {"name": name},
        button=_("Give the place back"),
        form=form,
        act=act,
        notes=[
            _("The person is told.")
            if registration.person.contact_email
            else _("No e-mail address: tell the person yourself."),
            _where_the_seat_goes(registration),
        ],
        stop=True,
    )


@runs_events
def rename(request: HttpRequest, event: Event, place: int) -> HttpResponse:
    """Corrects the name on the certificate."""
    registration = _place(event, place)
    form = RenameForm(posted(request), initial={"name": registration.certificate_name})

    def act() -> str:
        values = form.cleaned_data
        registrations.rename(
            registration, name=values["name"], by=request.user, reason=values["reason"]
        )
        return _("The certificate will say %(name)s.") % {"name": values["name"]}

    return ask(
        request,
        event,
        title=_("Correct the name on the certificate"),
        button=_("Correct the name"),
        form=form,
        act=act,
    )


def _where_the_seat_goes(registration: Registration) -> str:
    if waitlist.goes_on(registration):
        return _("The seat goes to the next in line.")
    if registration.holds_seat:
        return _("The seat is free for someone else.")
    return _("No seat is held for this person.")
