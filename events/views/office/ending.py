"""Postpone and cancel: a reason that people will read, a review, a second press."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from events import schedule
from events.models import Event
from events.office_forms import ToldReasonForm
from events.views.office import reviews
from events.views.office.access import runs_events
from events.views.office.people import everyone_told, people_lines, told_of, unheard
from events.views.office.reviews import Review, Reviewed


@runs_events
def postpone(request: HttpRequest, event: Event) -> HttpResponse:
    """Why it is postponed, then the review."""
    return reviews.start(request, event, POSTPONE)


@runs_events
def postpone_send(request: HttpRequest, event: Event) -> HttpResponse:
    """Clears the dates and tells everyone."""
    return reviews.send(request, event, POSTPONE)


@runs_events
def cancel(request: HttpRequest, event: Event) -> HttpResponse:
    """Why it is cancelled, then the review."""
    return reviews.start(request, event, CANCEL)


@runs_events
def cancel_send(request: HttpRequest, event: Event) -> HttpResponse:
    """Cancels it for everyone."""
    return reviews.send(request, event, CANCEL)


def _form(event: Event, data) -> ToldReasonForm:
    return ToldReasonForm(data)


def _mails(told: dict[str, int]) -> int:
    return told["invited"] + told["waiting"] + told["checked"]


def _review_postpone(event: Event, form: ToldReasonForm) -> Review:
    told = told_of(event)
    invited = ngettext(
        "%(n)s person gets a mail. They keep their place; the entry leaves their calendar.",
        "%(n)s people get a mail. They keep their places; the entries leave their calendars.",
        told["invited"],
    )
    button = ngettext(
        "Postpone it and send %(n)s mail", "Postpone it and send %(n)s mails", _mails(told)
    )
    return Review(
        button=button % {"n": _mails(told)} if _mails(told) else _("Postpone it"),
        lines=[
            _("The dates are cleared. The page stays and says that it is postponed."),
            *people_lines(event, told, invited=invited % {"n": told["invited"]}),
        ],
        reason=form.cleaned_data["reason"],
    )


def _review_cancel(event: Event, form: ToldReasonForm) -> Review:
    told = told_of(event)
    invited = ngettext(
        "%(n)s person loses their place and gets a mail; the entry leaves their calendar.",
        "%(n)s people lose their places and get a mail; the entries leave their calendars.",
        told["invited"],
    )
    button = ngettext(
        "Cancel the event and send %(n)s mail",
        "Cancel the event and send %(n)s mails",
        _mails(told),
    )
    return Review(
        button=button % {"n": _mails(told)} if _mails(told) else _("Cancel the event"),
        lines=[
            _("This cannot be undone. The page stays and says that it is cancelled."),
            *people_lines(event, told, invited=invited % {"n": told["invited"]}),
        ],
        reason=form.cleaned_data["reason"],
    )


def _postpone(event: Event, form: ToldReasonForm, by: User) -> str:
    unreached = unheard(event)
    schedule.postpone(event, by=by, reason=form.cleaned_data["reason"])
    return everyone_told(_("The event is postponed."), unreached)


def _cancel(event: Event, form: ToldReasonForm, by: User) -> str:
    unreached = unheard(event)
    schedule.cancel_event(event, by=by, reason=form.cleaned_data["reason"])
    return everyone_told(_("The event is cancelled."), unreached)


POSTPONE = Reviewed(
    name="event_postpone",
    title=gettext_lazy("Postpone the event"),
    form=_form,
    review=_review_postpone,
    act=_postpone,
    notes=[gettext_lazy("Use this when there will be a new date. People keep their places.")],
    stop=True,
)
CANCEL = Reviewed(
    name="event_cancel",
    title=gettext_lazy("Cancel the event"),
    form=_form,
    review=_review_cancel,
    act=_cancel,
    notes=[gettext_lazy("Use this when the event will not take place. It cannot be undone.")],
    stop=True,
)
