"""Seats set aside for the agency: held without names, named later, or let go."""

from datetime import datetime, time

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Agency
from accounts.posting import posted
from events import eligibility, seat_holds, waitlist
from events.models import Event, SeatHold
from events.registrations import RegistrationRefused
from events.views.agency.access import event_of, of_agency


class HoldForm(forms.Form):
    """How many, and until the end of which day they are named."""

    seats = forms.IntegerField(
        label=gettext_lazy("Seats to hold"), min_value=1, max_value=seat_holds.MOST
    )
    day = forms.DateField(
        label=gettext_lazy("I name who comes by the end of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def until(self, event: Event) -> datetime:
        """The last minute of that day where the event is, or the latest that is possible."""
        end = datetime.combine(self.cleaned_data["day"], time(23, 59), tzinfo=event.zone)
        return min(end, waitlist.name_by(event))


@of_agency
@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest, agency: Agency, slug: str) -> HttpResponse:
    """Sets seats aside, if so many are free."""
    event = event_of(slug)
    form = HoldForm(posted(request))
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["seats"]
        try:
            seat_holds.hold(
                event, agency=agency, seats=number, until=form.until(event), by=request.user
            )
        except RegistrationRefused as refused:
            form.add_error(None, refused.reason)
        else:
            said = ngettext("%(n)s seat is held.", "%(n)s seats are held.", number) % {"n": number}
            messages.success(request, said)
            return redirect("events:agency_event", agency.pk, slug)
    context = {
        "agency": agency,
        "event": event,
        "form": form,
        "name_by": waitlist.name_by(event),
        "free": waitlist.free_seats(event, eligibility.priority(event, agency)),
    }
    return render(request, "events/agency/hold.html", context)


@of_agency
@require_POST
def release(request: HttpRequest, agency: Agency, hold: int) -> HttpResponse:
    """Lets the seats without a name go, to the next in line first."""
    held = get_object_or_404(SeatHold.objects.select_related("event"), pk=hold, agency=agency)
    number = seat_holds.release(held, by=request.user)
    said = ngettext("%(n)s seat is released.", "%(n)s seats are released.", number)
    messages.success(request, said % {"n": number} if number else _("They were released before."))
    return redirect("events:agency_event", agency.pk, held.event.slug)
