"""A venue that gets another name, room or address: who is told, looked at first."""

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.views.generic import EditView
from wagtail.log_actions import log

from events import schedule
from events.models import Event, Registration, Venue
from events.office_forms import VenueForm
from events.views.office.people import Named, no_address
from events.views.office.reviews import SALT, SIGNED, Review, answers_of

TOLD_OF = {"name", "room", "address"}


class VenueEditView(EditView):
    """Saves at once what nobody needs to be told of; else shows the review."""

    def get_form_kwargs(self) -> dict:
        """Back from the review the form is still filled."""
        kwargs = super().get_form_kwargs()
        if SIGNED in self.request.POST:
            given = _opened(self.request.POST)
            kwargs["data"] = QueryDict(given["answers"]) if given else None
        return kwargs

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """From the form, or back from the review."""
        show = self.get if SIGNED in request.POST else super().post
        return show(request, *args, **kwargs)

    def form_valid(self, form: VenueForm) -> HttpResponse:
        if TOLD_OF & set(form.changed_data) and _coming(form.instance):
            return _review(self.request, form)
        return super().form_valid(form)


def venue_send(request: HttpRequest, pk: int) -> HttpResponse:
    """The second press: saves the venue and sends the updated invitations."""
    if not request.user.has_perm("events.change_venue"):
        raise PermissionDenied
    venue = get_object_or_404(Venue, pk=pk)
    edit_url = redirect("venue:edit", venue.pk)
    given = _opened(request.POST)
    if given is None:
        return edit_url
    before = venue.location
    if (given["venue"], given["seen"]) != (venue.pk, before):
        messages.error(request, _("Someone changed this venue meanwhile. Nothing was sent."))
        return edit_url
    form = VenueForm(QueryDict(given["answers"]), instance=venue)
    if not form.is_valid():
        messages.error(request, " ".join(_errors(form)))
        return edit_url
    with transaction.atomic():
        form.save()
        log(instance=venue, action="wagtail.edit")
        events = schedule.move_venue(venue, by=request.user, before=before)
    sentence = ngettext(
        "The venue is saved, and the people of %(n)s event are told.",
        "The venue is saved, and the people of %(n)s events are told.",
        events,
    )
    messages.success(request, sentence % {"n": events})
    return redirect("venue:index")


def _opened(sent: QueryDict) -> dict | None:
    """What the review signed; None without."""
    try:
        return signing.loads(sent.get(SIGNED, ""), salt=f"{SALT}.venue")
    except signing.BadSignature:
        return None


def _errors(form: VenueForm) -> list[str]:
    return [str(error) for errors in form.errors.values() for error in errors]


def _coming(venue: Venue) -> list[Event]:
    return list(Event.objects.coming().filter(venue=venue, state__in=Event.SEATED))


def _told(venue: Venue) -> dict:
    """How many people with a place at coming events there can be written to, and how many not."""
    coming = _coming(venue)
    confirmed = Registration.objects.filter(event__in=coming, state=Registration.State.CONFIRMED)
    around = confirmed.filter(person__contact_email="").select_related("event__course")
    unreached = list(around.order_by("event", "pk"))
    return {
        "people": confirmed.count() - len(unreached),
        "unreached": unreached,
        "events": len(coming),
    }


def _review(request: HttpRequest, form: VenueForm) -> HttpResponse:
    venue, before = form.instance, Venue.objects.get(pk=form.instance.pk).location
    given = {"venue": venue.pk, "seen": before, "answers": urlencode(answers_of(request), True)}
    context = {
        "review": _what_happens(venue, before),
        "signed": signing.dumps(given, salt=f"{SALT}.venue", compress=True),
        "send_url": reverse("venue_send", args=[venue.pk]),
        "back_url": reverse("venue:edit", args=[venue.pk]),
        "header_title": _("Change the venue"),
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("venue:index"), "label": _("Venues")},
            {"url": "", "label": _("Change the venue")},
        ],
    }
    return render(request, "events/office/review.html", context)


def _what_happens(venue: Venue, before: str) -> Review:
    told = _told(venue)
    people = told["people"]
    sentence = ngettext(
        "%(people)s person gets an updated invitation. Coming events here: %(events)s.",
        "%(people)s people get an updated invitation. Coming events here: %(events)s.",
        people,
    )
    lines = [sentence % told]
    if told["unreached"]:
        sentence = no_address(len(told["unreached"])) % {"n": len(told["unreached"])}
        lines.append(
            Named(sentence, [f"{row.shown_name} ({row.event})" for row in told["unreached"]])
        )
    button = ngettext("Send %(n)s updated invitation", "Send %(n)s updated invitations", people)
    return Review(
        button=button % {"n": people} if people else _("Save the venue"),
        rows=[(_("Where"), [before], [venue.location])],
        lines=lines,
    )
