"""What reaches people is looked at first: a form, a review that says what will happen, a press.

The form's answers travel through the review in a signed field, so that what is done is what was
reviewed. They are checked again on the last press: by then the event may have changed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.core import signing
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.posting import posted
from events import plans
from events.models import Event
from events.views.office.people import Named
from events.views.office.questions import attempt, frame

SALT = "events.office.review"
SIGNED = "signed"  # the answers, as the review sends them on or back
TOKEN = "csrfmiddlewaretoken"


@dataclass(frozen=True)
class Review:
    """What will happen: before and after in rows, the rest in sentences; `button` says it too."""

    button: str
    lines: Sequence[str | Named] = ()
    rows: Sequence[tuple[str, Sequence[str], Sequence[str]]] = ()
    reason: str = ""


@dataclass(frozen=True)
class Reviewed:
    """One act of this kind. `name` is the address of its form; `name`_send that of the press."""

    name: str
    title: str
    form: Callable[[Event, QueryDict | None], BaseForm]
    review: Callable[[Event, BaseForm], Review]
    act: Callable[[Event, BaseForm, User], str]
    notes: Sequence[str] = field(default=())
    template: str = "events/office/ask.html"
    stop: bool = False


def start(request: HttpRequest, event: Event, what: Reviewed) -> HttpResponse:
    """The form; filled in rightly, the review of it. Back from the review it is still filled."""
    back = SIGNED in request.POST
    answers = _opened(request.POST, event, what) if back else posted(request)
    form = what.form(event, answers)
    if request.method == "POST" and not back and form.is_valid():
        given = {"event": event.pk, "answers": answers_of(request), "seen": _seen(event)}
        context = {
            "review": what.review(event, form),
            "signed": signing.dumps(given, salt=f"{SALT}.{what.name}", compress=True),
            "send_url": reverse(f"{what.name}_send", args=[event.pk]),
            "back_url": reverse(what.name, args=[event.pk]),
            "stop": what.stop,
        }
        return render(request, "events/office/review.html", frame(event, str(what.title)) | context)
    return _form_page(request, event, what, form)


def send(request: HttpRequest, event: Event, what: Reviewed) -> HttpResponse:
    """The second press: does what was reviewed, or shows the form again and says why not."""
    answers = _opened(request.POST, event, what)
    if answers is None:
        return redirect(what.name, event.pk)
    form = what.form(event, answers)
    valid = form.is_valid()
    if answers.seen != _seen(event):
        form.add_error(
            None,
            _(
                "Someone changed this event while you were looking at it. Nothing was sent."
                " Check your entries against what holds now, then review them again."
            ),
        )
    elif valid:
        done = attempt(request, event, form, lambda: what.act(event, form, request.user))
        if done:
            return done
    return _form_page(request, event, what, form)


def answers_of(request: HttpRequest) -> dict[str, list[str]]:
    """What was typed into the form; the token that proves where it came from stays out."""
    return {name: values for name, values in request.POST.lists() if name != TOKEN}


class Answers(QueryDict):
    """A form's answers as they were reviewed, and what the event was then."""

    seen = ""


def _opened(sent: QueryDict, event: Event, what: Reviewed) -> Answers | None:
    """The answers that the review of this very act on this event signed; None without."""
    try:
        given = signing.loads(sent.get(SIGNED, ""), salt=f"{SALT}.{what.name}")
    except signing.BadSignature:
        return None
    if given["event"] != event.pk:
        return None
    answers = Answers(mutable=True)
    for name, values in given["answers"].items():
        answers.setlist(name, values)
    answers.seen = given["seen"]
    return answers


def _seen(event: Event) -> str:
    """What the review was about; another value means that it no longer holds."""
    plan = plans.current_plan(event)
    spans = [(span.slot, span.starts_at, span.ends_at) for span in plan.spans]
    return repr((event.state, spans, plan.time_zone, event.venue_id, plan.online_url))


def _form_page(request: HttpRequest, event: Event, what: Reviewed, form: BaseForm) -> HttpResponse:
    context = {
        "form": form,
        "button": _("Review it"),
        "action": reverse(what.name, args=[event.pk]),
        "notes": what.notes,
        "stop": what.stop,
    }
    return render(request, what.template, frame(event, str(what.title)) | context)
