"""A question before something is done: one page, one press, and its refusal in words."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from events import wording
from events.models import Event
from events.plans import ScheduleRefused
from events.registrations import RegistrationRefused

Refused = (ScheduleRefused, RegistrationRefused)


def frame(event: Event, title: str) -> dict:
    """What Wagtail's frame needs: the title, and the way back in its breadcrumbs."""
    return {
        "event": event,
        "header_title": title,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("event:index") + "?kept=1", "label": _("Events")},
            {"url": reverse("event_run", args=[event.pk]), "label": wording.named(event)},
            {"url": "", "label": title},
        ],
    }


def attempt(
    request: HttpRequest,
    event: Event,
    form: BaseForm,
    act: Callable[[], str],
    back_url: str = "",
) -> HttpResponse | None:
    """Does it and goes back, else to the event; None where it was refused: the form says why."""
    try:
        sentence = act()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, sentence)
    return redirect(back_url or reverse("event_run", args=[event.pk]))


def ask(
    request: HttpRequest,
    event: Event,
    *,
    title: str,
    button: str,
    form: BaseForm,
    act: Callable[[], str],
    notes: Sequence[str] = (),
    stop: bool = False,
    back_url: str = "",
) -> HttpResponse:
    """Asks `title`; on the press `act` does it and returns the sentence that tells so.

    `notes` say what will happen. `stop` marks what ends something.
    `back_url` is where it goes then, else the event's page.
    """
    if request.method == "POST" and form.is_valid():
        done = attempt(request, event, form, act, back_url)
        if done:
            return done
    context = {"form": form, "button": button, "notes": notes, "stop": stop, "back_url": back_url}
    return render(request, "events/office/ask.html", frame(event, title) | context)
