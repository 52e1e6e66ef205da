"""When and where: set for a draft, moved for a published event, new for a postponed one."""

import re
import zoneinfo
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.posting import posted
from events import schedule, waitlist
from events.copying import last_slots
from events.models import Event, Registration, Slot
from events.notices import RULES
from events.plan_forms import NewDatesForm, PlanForm
from events.plans import Plan
from events.templatetags.events_tags import event_moment, event_span
from events.views.office import reviews
from events.views.office.access import runs_events
from events.views.office.people import Named, names_of, people_lines, told_of
from events.views.office.questions import attempt, frame
from events.views.office.reviews import Review, Reviewed

FORM = "events/office/plan.html"
SOON = timedelta(days=1)
NAMES_A_TIME = re.compile(r"\b\d{1,2}(:\d{2}|\s?[ap]\.?m\b)", re.IGNORECASE)


@runs_events
def plan(request: HttpRequest, event: Event) -> HttpResponse:
    """When and where of a draft: nobody has to be told, so it is done at once."""
    if event.state != Event.State.DRAFT:
        return redirect("event_reschedule", event.pk)
    form = PlanForm(event, posted(request))
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            schedule.reschedule(event, plan=form.plan(), by=request.user)
            return _("Time and place are set.")

        if done := attempt(request, event, form, act):
            return done
    context = {
        "form": form,
        "button": _("Save time and place"),
        "action": reverse("event_plan", args=[event.pk]),
        "rows_note": _("More dates? Save these, then come back: there will be more rows."),
    }
    return render(request, FORM, frame(event, _("When and where")) | context)


@runs_events
def reschedule(request: HttpRequest, event: Event) -> HttpResponse:
    """Another time or place: the form, then the review."""
    return reviews.start(request, event, RESCHEDULE)


@runs_events
def reschedule_send(request: HttpRequest, event: Event) -> HttpResponse:
    """Moves it and sends the updated invitations."""
    return reviews.send(request, event, RESCHEDULE)


@runs_events
def new_dates(request: HttpRequest, event: Event) -> HttpResponse:
    """The new dates of a postponed event: the form, then the review."""
    return reviews.start(request, event, NEW_DATES)


@runs_events
def new_dates_send(request: HttpRequest, event: Event) -> HttpResponse:
    """Sets them and sends the new invitations."""
    return reviews.send(request, event, NEW_DATES)


def _seated(event: Event, new: Plan) -> list[Registration]:
    """Who gets a seat from the waiting list once `new` holds, as `waitlist.fill` will give it."""
    if event.state not in Event.RUNNING:
        return []
    first = min(span.starts_at for span in new.spans)
    if first - timezone.now() < waitlist.AUTOMATIC_UNTIL or event.seats_left <= 0:
        return []
    return list(event.registrations.waiting().select_related("person")[: event.seats_left])


def _told(event: Event, new: Plan) -> dict[str, int]:
    """How many hear of the plan; who gets a seat by it is told that, and waits no longer."""
    told, seated = told_of(event), _seated(event, new)
    written = sum(bool(registration.person.contact_email) for registration in seated)
    return told | {"waiting": told["waiting"] - written}


def _review_move(event: Event, form: PlanForm) -> Review:
    told = _told(event, form.plan())
    invited = ngettext(
        "%(n)s person gets an updated invitation; the entry in their calendar follows.",
        "%(n)s people get an updated invitation; the entries in their calendars follow.",
        told["invited"],
    )
    button = ngettext(
        "Send %(n)s updated invitation", "Send %(n)s updated invitations", told["invited"]
    )
    return Review(
        button=button % {"n": told["invited"]} if told["invited"] else _("Change it"),
        rows=_rows(event, form.plan()),
        lines=_lines(event, form.plan(), told, invited),
        reason=form.cleaned_data["reason"],
    )


def _review_new_dates(event: Event, form: NewDatesForm) -> Review:
    told = _told(event, form.plan())
    invited = ngettext(
        "%(n)s person gets a new invitation and is asked whether they still come.",
        "%(n)s people get a new invitation and are asked whether they still come.",
        told["invited"],
    )
    button = ngettext("Send %(n)s new invitation", "Send %(n)s new invitations", told["invited"])
    return Review(
        button=button % {"n": told["invited"]} if told["invited"] else _("Set the new dates"),
        rows=_rows(event, form.plan()),
        lines=_lines(event, form.plan(), told, invited),
    )


def _lines(event: Event, new: Plan, told: dict[str, int], invited: str) -> list:
    seated = _seated(event, new)
    lines = people_lines(event, told, invited=invited % {"n": told["invited"]}, seated=seated)
    lines += _seated_lines(seated) + _registration_lines(event, new) + _zone_line(new)
    return lines + _slip_lines(new) + _text_lines(event, new)


def _slip_lines(new: Plan) -> list[str]:
    """What is more often a slip of the hand than meant."""
    lines, zone = [], zoneinfo.ZoneInfo(new.time_zone)
    if min(span.starts_at for span in new.spans) - timezone.now() < SOON:
        lines.append(_("Please look twice: it begins in less than a day."))
    nights = (
        span
        for span in new.spans
        if span.starts_at.astimezone(zone).date() != span.ends_at.astimezone(zone).date()
    )
    if any(nights):
        lines.append(_("Please look twice: it goes on past midnight."))
    return lines


def _text_lines(event: Event, new: Plan) -> list[str]:
    """Texts that name a time: nobody but their writer knows whether it moves too."""
    texts = [getattr(new.venue, rule, "") for rule in RULES] + [event.bring, event.food]
    return [
        _("This text names a time and stays as it is: %(text)s") % {"text": text}
        for text in texts
        if NAMES_A_TIME.search(text)
    ]


def _seated_lines(seated: list[Registration]) -> list[Named]:
    if not seated:
        return []
    sentence = ngettext(
        "%(n)s person on the waiting list gets a seat:",
        "%(n)s people on the waiting list get a seat:",
        len(seated),
    )
    lines = [Named(sentence % {"n": len(seated)}, names_of(seated))]
    unreached = [one for one in seated if not one.person.contact_email]
    if unreached:
        words = _("Of these, tell yourself who has no e-mail address:")
        lines.append(Named(words, names_of(unreached)))
    return lines


def _registration_lines(event: Event, new: Plan) -> list[str]:
    """What becomes of the registration itself."""
    lines = []
    if event.state == Event.State.POSTPONED:
        lines.append(_("The event is published again, and registration opens again."))
    last = last_slots(event)
    if event.closes_at and last:
        shift = min(span.starts_at for span in new.spans) - last[0].starts_at
        if shift:
            closes = event_moment(event.closes_at + shift, new.time_zone)
            lines.append(_("Registration closes as long before the start: %s.") % closes)
    return lines


def _zone_line(new: Plan) -> list[str]:
    if new.venue is None or new.venue.time_zone == new.time_zone:
        return []
    sentence = _("Please check: the venue's clocks show %(venue)s, these times are %(plan)s.")
    return [sentence % {"venue": new.venue.time_zone, "plan": new.time_zone}]


def _rows(event: Event, new: Plan) -> list[tuple[str, list[str], list[str]]]:
    """Now and then, in words."""
    spans = sorted(new.spans, key=lambda span: span.starts_at)
    after = [
        event_span(Slot(starts_at=span.starts_at, ends_at=span.ends_at), new.time_zone)
        for span in spans
    ]
    before = [event_span(slot, event.time_zone) for slot in event.standing_slots]
    place = new.venue.location if new.venue else _("Online")
    rows = [
        (_("When"), before or [_("No date")], after),
        (_("Where"), [event.location], [place]),
    ]
    if event.online_url != new.online_url:
        rows.append((_("Link to join online"), [event.online_url], [new.online_url]))
    return rows


def _move(event: Event, form: PlanForm, by: User) -> str:
    told = schedule.people_told(event)  # before: who gets a seat by it is told only that
    schedule.reschedule(event, plan=form.plan(), by=by, reason=form.cleaned_data["reason"])
    sentence = ngettext(
        "The event is changed, and %(n)s person gets an updated invitation.",
        "The event is changed, and %(n)s people get an updated invitation.",
        told["invited"],
    )
    if not told["invited"]:
        return _("The event is changed. Nobody has to get an invitation.")
    return sentence % {"n": told["invited"]}


def _set_new_dates(event: Event, form: NewDatesForm, by: User) -> str:
    told = schedule.people_told(event)  # before: who gets a seat by it is told only that
    schedule.set_new_dates(event, plan=form.plan(), by=by)
    sentence = ngettext(
        "The new dates are set, and %(n)s person gets a new invitation.",
        "The new dates are set, and %(n)s people get a new invitation.",
        told["invited"],
    )
    if not told["invited"]:
        return _("The new dates are set. Nobody has to get an invitation.")
    return sentence % {"n": told["invited"]}


RESCHEDULE = Reviewed(
    name="event_reschedule",
    title=gettext_lazy("Change time or place"),
    form=PlanForm,
    review=_review_move,
    act=_move,
    template=FORM,
)
NEW_DATES = Reviewed(
    name="event_new_dates",
    title=gettext_lazy("Set new dates"),
    form=NewDatesForm,
    review=_review_new_dates,
    act=_set_new_dates,
    template=FORM,
)
