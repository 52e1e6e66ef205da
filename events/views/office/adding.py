"""Who phones or walks in: look for the person, or make a new one; then a place for them."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Person, User
from accounts.posting import posted
from accounts.searching import with_every_word
from events import walk_ins
from events.models import Event, Registration
from events.models.registration import shown_name
from events.office_forms import NewPersonForm, PlaceForm
from events.roles import may_see_addresses, searched
from events.views.office.access import runs_events
from events.views.office.questions import ask, frame

MOST_FOUND = 20
SEARCHED = ("shown_name", "contact_email", "user__email")


def typed(request: HttpRequest, name: str = "q") -> str:
    """What was typed into a search box, without what no name holds. It never is in an address."""
    return request.POST.get(name, "").replace("\x00", "").strip()[:100]


def find_people(words: str, by: User) -> QuerySet[Person]:
    """People with every one of `words` in their names, or addresses if `by` sees them."""
    people = with_every_word(Person.objects.filter(merged_into=None), words, searched(by, SEARCHED))
    return people.select_related("user").prefetch_related(
        "affiliations__agency", "affiliations__profession"
    )


def guess(words: str) -> dict[str, str]:
    """What was looked for, in the boxes of a new person: an address, a given name, the rest."""
    parts = words.split()
    names = [part for part in parts if "@" not in part]
    found = {
        "email": next((part for part in parts if "@" in part), ""),
        "given_name": names[0] if names else "",
        "family_name": " ".join(names[1:]),
    }
    return {name: value for name, value in found.items() if value}


def door(request: HttpRequest, event: Event) -> str:
    """The attendance list that someone came from to add a walk-in, empty for any other way."""
    asked = request.GET.get("door", "")
    if asked not in {str(slot.pk) for slot in event.standing_slots}:
        return ""
    return f"{reverse('event_attendance', args=[event.pk])}?slot={asked}"


@runs_events
def look(request: HttpRequest, event: Event) -> HttpResponse:
    """Is the person known? Choose them, or go on to a new one."""
    words = typed(request)
    found = list(find_people(words, request.user)[: MOST_FOUND + 1]) if words else []
    context = {
        "words": words,
        "people": found[:MOST_FOUND],
        "more": len(found) > MOST_FOUND,
        "door_url": door(request, event),
    }
    return render(
        request, "events/office/add.html", frame(event, _("Add a person by hand")) | context
    )


@runs_events
def known(request: HttpRequest, event: Event, person: int) -> HttpResponse:
    """A place for someone we know."""
    who = get_object_or_404(Person, pk=person)
    form = PlaceForm(posted(request), event=event, by=request.user, person=who)
    return _ask(
        request,
        event,
        form,
        lambda values: walk_ins.add_known(event, person=who, by=request.user, **values),
        title=_("Add %(name)s") % {"name": shown_name("", who.roster_name, who.name)},
        reached=who.contact_email,
    )


@runs_events
def new(request: HttpRequest, event: Event) -> HttpResponse:
    """A place for someone new."""
    carried = "q" in request.POST  # from the search: nothing is done yet
    form = NewPersonForm(
        None if carried else posted(request),
        event=event,
        by=request.user,
        initial=guess(typed(request)),
    )
    return _ask(
        request,
        event,
        form,
        lambda values: walk_ins.add_new(event, by=request.user, **values),
        title=_("Add a new person"),
    )


def _ask(request, event: Event, form: PlaceForm, verb, *, title: str, reached: str | None = None):
    def act() -> str:
        registration = verb(form.cleaned_data)
        names = {"name": registration.shown_name}
        if registration.state == Registration.State.CONFIRMED:
            return _("%(name)s has a place.") % names
        return _("No seat is free: %(name)s is on the waiting list.") % names

    notes = []
    if reached and may_see_addresses(request.user):
        notes.append(_("The confirmation goes to %(email)s.") % {"email": reached})
    elif reached:
        notes.append(_("The confirmation goes by mail."))
    elif reached == "":
        notes.append(_("No e-mail address: tell the person everything yourself."))
    if event.seats_left == 0:
        notes.append(_("No seat is free: the person joins the waiting list."))
    return ask(
        request,
        event,
        title=title,
        button=_("Add the person"),
        form=form,
        act=act,
        notes=notes,
        back_url=door(request, event),
    )
