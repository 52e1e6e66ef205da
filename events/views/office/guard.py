"""Before a list of people leaves: who may not have it, or not now, is told so, and it is logged.

A screen that hands out a list stands behind `guarded`. What stops it raises Stopped, which says to
the log why; so a redirect or an error page of another kind is never taken for a refusal.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.reauthentication import prove_again, recently_authenticated
from events import exports
from events.models import Event, Export
from events.roles import may_run_events
from events.views.office.access import Screen, forbidden

Result = Export.Result
# A list of names is worth a thief's while: an open browser that was left alone is not enough.
SIGN_IN_LASTS = timedelta(hours=1)
LIMIT = {"app": "allauth.account", "action": "export"}


class Stopped(Exception):
    """No list: `result` tells the log why, `answer` whoever asked."""

    def __init__(self, result: str, answer: HttpResponse):
        super().__init__(result)
        self.result, self.answer = result, answer


def guarded(what: str, format: str = "") -> Callable[[Screen], Screen]:
    """Lets only those who may run events to a screen that hands out the list `what`."""

    def around(screen: Screen) -> Screen:
        @wraps(screen)
        def watched(request: HttpRequest, **kwargs) -> HttpResponse:
            try:
                if not may_run_events(request.user):
                    raise Stopped(Result.FORBIDDEN, forbidden(request))
                return screen(request, **kwargs)
            except Stopped as stopped:
                _note(request, what, format or _format(request), stopped.result, kwargs.get("pk"))
                return stopped.answer

        return watched

    return around


def proved(request: HttpRequest, next_url: str) -> None:
    """Stops whose sign-in is too old: to the proof, and from there to `next_url`."""
    if not recently_authenticated(request, within=SIGN_IN_LASTS):
        raise Stopped(Result.CODE, prove_again(request, next_url))


def within_limit(request: HttpRequest) -> None:
    """Stops with 429 who has had as many lists as a person needs; opening a sheet counts too."""
    if ratelimit.consume(request, **LIMIT, limit_get=True):
        return
    seconds = int(max(rate.duration for rate in ratelimit.get_rates(**LIMIT)))
    context = {"header_title": _("Please wait a little"), "minutes": seconds // 60}
    response = render(request, "events/office/too_often.html", context, status=429)
    response["Retry-After"] = str(seconds)
    raise Stopped(Result.LIMITED, response)


def _note(request: HttpRequest, what: str, format: str, result: str, pk: int | None) -> None:
    event = Event.objects.filter(pk=pk).first() if pk else None
    if event or pk is None:  # of an event that does not exist there is no roster to refuse
        exports.refuse(by=request.user, what=what, result=result, format=format, event=event)


def _format(request: HttpRequest) -> str:
    format = request.POST.get("format", "")
    return format if format in Export.Format.values else ""
