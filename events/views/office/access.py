"""Who may run events, and which one: every screen here starts with this."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from events.models import Event
from events.roles import may_run_events

Screen = Callable[..., HttpResponse]


def forbidden(request: HttpRequest) -> HttpResponse:
    """403 with a sentence, in the frame of the back office."""
    return render(request, "events/office/forbidden.html", status=403)


def for_coordinators(screen: Screen) -> Screen:
    """403 for staff who may not run events. Wagtail has sent strangers to the sign-in before."""

    @wraps(screen)
    def guarded(request: HttpRequest, **kwargs) -> HttpResponse:
        if not may_run_events(request.user):
            return forbidden(request)
        return screen(request, **kwargs)

    return guarded


def comes_back_as_left(screen: Screen) -> Screen:
    """A page whose lists are on the same page of theirs when someone returns to it.

    config/kept_lists.py keeps its query; a link back says `?kept=1`.
    """
    screen.comes_back_as_left = True
    return screen


def with_event(screen: Screen) -> Screen:
    """Hands `screen` the event of the address; the rights are asked for around it."""

    @wraps(screen)
    def of_event(request: HttpRequest, pk: int, **kwargs) -> HttpResponse:
        event = get_object_or_404(Event.objects.with_people_around(), pk=pk)
        return screen(request, event, **kwargs)

    return of_event


def runs_events(screen: Screen) -> Screen:
    """For those who may run events, with the event of the address."""
    return for_coordinators(with_event(screen))
