"""Publish, close, reopen, change the seats, let the next one in, copy: one press each."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.posting import posted
from events import copying, day, registrations, schedule, waitlist
from events.models import Event
from events.office_forms import CopyForm, PressForm, ReasonForm, SeatsForm
from events.plans import ScheduleRefused, check_publishable
from events.views.office.access import runs_events
from events.views.office.people import or_yourself
from events.views.office.questions import ask, frame


@runs_events
def publish(request: HttpRequest, event: Event) -> HttpResponse:
    """Opens the event to the public."""

    def act() -> str:
        schedule.publish(event, by=request.user)
        return _("The event is published.")

    listed = event.visibility == Event.Visibility.PUBLIC
    return ask(
        request,
        event,
        title=_("Publish the event"),
        button=_("Publish it"),
        form=PressForm(posted(request)),
        act=act,
        notes=[
            _("It appears in the list of events and in the public calendar.")
            if listed
            else _("It appears in no list. Whoever has its link can open it."),
            _("People can register at once.")
            if not event.opens_at
            else _("People can register once registration opens."),
            *_not_yet(event),
            *filter(None, [day.overrun(event)]),
        ],
    )


def _not_yet(event: Event) -> list[str]:
    """Why the press would be refused, said before it."""
    try:
        check_publishable(event)
    except ScheduleRefused as refusal:
        return [_("It cannot be published yet: %(why)s") % {"why": refusal}]
    return []


@runs_events
def close(request: HttpRequest, event: Event) -> HttpResponse:
    """Takes no further registrations."""
    form = ReasonForm(posted(request))

    def act() -> str:
        schedule.close(event, by=request.user, reason=form.cleaned_data["reason"])
        return _("Registration is closed.")

    return ask(
        request,
        event,
        title=_("Close registration"),
        button=_("Close registration"),
        form=form,
        act=act,
        notes=[_("Nobody loses a place. Freed seats still go to the waiting list.")],
    )


@runs_events
def reopen(request: HttpRequest, event: Event) -> HttpResponse:
    """Takes registrations again."""
    form = ReasonForm(posted(request))

    def act() -> str:
        schedule.reopen(event, by=request.user, reason=form.cleaned_data["reason"])
        return _("Registration is open again.")

    return ask(
        request,
        event,
        title=_("Reopen registration"),
        button=_("Reopen registration"),
        form=form,
        act=act,
    )


@runs_events
def seats(request: HttpRequest, event: Event) -> HttpResponse:
    """Offers more seats or fewer; nobody is removed."""
    form = SeatsForm(posted(request), initial={"seats": event.seats})

    def act() -> str:
        wanted, reason = form.cleaned_data["seats"], form.cleaned_data["reason"]
        schedule.change_seats(event, seats=wanted, by=request.user, reason=reason)
        sentence = ngettext(
            "The event now offers %(n)s seat.", "The event now offers %(n)s seats.", wanted
        )
        return sentence % {"n": wanted}

    held = _("%(taken)s of %(seats)s seats are taken.") % {
        "taken": event.seats_taken,
        "seats": event.seats,
    }
    return ask(
        request,
        event,
        title=_("Change the seats"),
        button=_("Change the seats"),
        form=form,
        act=act,
        notes=[held, _("More seats go to the waiting list first. Fewer never remove anybody.")],
    )


@runs_events
def promote(request: HttpRequest, event: Event) -> HttpResponse:
    """Gives one free seat to the first in line."""
    form = ReasonForm(posted(request))
    first = event.registrations.waiting().select_related("person").first()

    def act() -> str:
        registrations.promote_next(event, by=request.user, reason=form.cleaned_data["reason"])
        told = _("The next in line has a place, and is told."), _("The next in line has a place.")
        return or_yourself(first.person, *told)

    who = first.shown_name if first else _("nobody")
    notes = [_("First in line: %(name)s.") % {"name": who}]
    if first and not first.person.contact_email:
        notes.append(_("No e-mail address: tell the person yourself."))
    if event.starts_within(waitlist.AUTOMATIC_UNTIL):
        notes.append(_("The event begins soon. Ask first whether the person can come."))
    return ask(
        request,
        event,
        title=_("Give the free seat to the next in line"),
        button=_("Give the seat"),
        form=form,
        act=act,
        notes=notes,
    )


@runs_events
def copy(request: HttpRequest, event: Event) -> HttpResponse:
    """A draft of the same on another day; it opens once it is made."""
    title = _("Copy the event")
    form = CopyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            draft = copying.copy_event(
                event, first_day=form.cleaned_data["first_day"], by=request.user
            )
        except ScheduleRefused as refusal:
            form.add_error("first_day", str(refusal))
        else:
            messages.success(request, _("This is the copy. Nobody sees it until you publish it."))
            return redirect("event_run", draft.pk)
    context = {
        "form": form,
        "button": _("Make the copy"),
        "notes": [_("Everything is copied but the people, the history and the mail.")],
    }
    return render(request, "events/office/ask.html", frame(event, title) | context)
