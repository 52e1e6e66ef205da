"""An event's own page in the back office, and what it shows in parts."""

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from events import day, notices, rosters, wording
from events.attendance import NOTED_STATES, is_open
from events.models import Event, Registration
from events.plans import current_plan, in_the_past
from events.views.office import attendance, history, lists, mail_words
from events.views.office.access import comes_back_as_left, runs_events
from events.views.office.adding import typed
from events.views.office.questions import frame
from mail.models import OutgoingEmail

S, E = Registration.State, Event.State
ON_A_PAGE = 25
DECISIONS_SHOWN = 50
MAIL_SHOWN = 8
HISTORY_SHOWN = 10


@comes_back_as_left
@runs_events
def event_run(request: HttpRequest, event: Event) -> HttpResponse:
    """Fill, decisions, roster, waiting list, mail and history of one event."""
    words = typed(request)
    counts = _counts(event)
    people = lists.roster(event, words, request.user)
    roster = _numbered(_page(people, request, "roster"), event, words)
    attendance.with_marks(roster)
    context = {
        "counts": counts,
        "actions": _actions(event, counts),
        "overrun": day.overrun(event) if event.state == E.DRAFT else "",
        "past_draft": event.state == E.DRAFT and in_the_past(current_plan(event)),
        "decisions": list(lists.decisions(event)[:DECISIONS_SHOWN]),
        "words": words,
        "roster": roster,
        "tallies": attendance.tallies(event),
        "waiting": _page(lists.waiting(event), request, "line"),
        "mail": _mail(event),
        "mail_url": f"{reverse('outgoingemail:index')}?q={notices.event_topic(event)}",
        "history": history.entries(event, per_page=HISTORY_SHOWN),
    }
    return render(request, "events/office/run.html", frame(event, wording.named(event)) | context)


@runs_events
def event_history(request: HttpRequest, event: Event) -> HttpResponse:
    """All of the history, in pages."""
    entries = history.entries(event, page=request.GET.get("page", 1), per_page=50)
    context = frame(event, _("History")) | {"history": entries}
    return render(request, "events/office/history.html", context)


def _counts(event: Event) -> dict[str, int]:
    """How many there are of each, and what is left, in one query."""
    return event.registrations.aggregate(
        confirmed=Count("pk", filter=Q(state=S.CONFIRMED)),
        held=Count("pk", filter=Q(state__in=Registration.UNDECIDED, holds_seat=True)),
        pending=Count("pk", filter=Q(state__in=Registration.UNDECIDED)),
        waiting=Count("pk", filter=Q(state=S.WAITLISTED)),
        unreached=Count(
            "pk", filter=Q(state__in=(S.CONFIRMED, S.CANCELLED), person__contact_email="")
        ),
        cancelled=Count("pk", filter=Q(state=S.CANCELLED)),
        still_coming=Count("pk", filter=Q(state=S.CONFIRMED, still_coming_at__isnull=False)),
    )


def _actions(event: Event, counts: dict[str, int]) -> dict[str, bool]:
    """What can be done with the event as it stands; the verbs decide in the end."""
    state = event.state
    seated = state in Event.SEATED
    return {
        "plan": state == E.DRAFT,
        "publish": state == E.DRAFT,
        "close": state == E.PUBLISHED,
        "reopen": state == E.CLOSED,
        "reschedule": seated,
        "new_dates": state == E.POSTPONED,
        "seats": state in (E.DRAFT, *Event.RUNNING),
        "add": seated,
        "attendance": state in NOTED_STATES and bool(event.standing_slots),
        "door": seated and is_open(event),
        "write": state not in (E.DRAFT, E.CANCELLED)
        and any(counts[name] for name in ("confirmed", "pending", "waiting")),
        "promote": bool(seated and event.seats_left and counts["waiting"]),
        "postpone": seated,
        "cancel": state in (E.DRAFT, *Event.RUNNING),
        "rename": state != E.CANCELLED,
        "give_back": state in Event.RUNNING,
    }


def _numbered(page: Page, event: Event, words: str) -> Page:
    """Each place with its `number` of the whole roster: the one on paper and in files."""
    numbers = rosters.numbers(event) if words else {}
    page.object_list = list(page.object_list)
    for row, place in enumerate(page.object_list, start=page.start_index()):
        place.number = numbers.get(place.pk, row)
    return page


def _page(rows: QuerySet, request: HttpRequest, name: str) -> Page:
    number = request.POST.get(name) or request.GET.get(name, 1)
    return Paginator(rows, ON_A_PAGE).get_page(number)


def _mail(event: Event) -> dict:
    """How many mails are in each state, and the latest, those that failed first."""
    mails = OutgoingEmail.objects.filter(topic=notices.event_topic(event))
    numbers = dict(mails.values_list("state").order_by("state").annotate(n=Count("pk")))
    states = OutgoingEmail.State
    failed_first = Case(When(state=states.FAILED, then=0), default=1)
    short = mails.defer("facts", "text", "html", "calendar")
    latest = short.order_by(failed_first, "-pk")[:MAIL_SHOWN]
    return {
        "states": [(state, state.label, numbers[state]) for state in states if state in numbers],
        "latest": [(row, mail_words.title(row)) for row in latest],
    }
