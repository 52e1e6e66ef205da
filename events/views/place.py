"""One's own places: where they stand, giving one back, saying that one still comes.

A signed link from a mail opens them without a sign-in. Nothing changes by GET: programs that
look into mail follow every link in it.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Person
from accounts.posting import sent
from events import asking, eligibility, registrations, standing, waitlist
from events.forms import NameForm
from events.links import absolute
from events.models import Event, Registration
from events.permissions import Access, own_place, person_of, private
from events.question_forms import AnswersForm
from events.registrations import RegistrationRefused


@private
@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """All places of the person who is signed in: those to come first, by date."""
    places = list(Registration.objects.of_user(request.user).with_all().with_line())
    now = timezone.now()
    coming = [place for place in places if place.is_live and not _is_over(place.event, now)]
    coming.sort(key=lambda place: (place.event.starts_at is None, place.event.starts_at or now))
    context = {
        "coming": coming,
        "earlier": [place for place in places if place not in coming],
        "feed_url": _feed_url(person_of(request)),
    }
    return render(request, "events/mine.html", context)


def _feed_url(person: Person) -> str:
    """The private calendar of `person`."""
    return absolute(reverse("events:personal_feed", args=[person.feed_token]))


def _is_over(event: Event, now) -> bool:
    return event.state == Event.State.HELD or (event.ends_at is not None and event.ends_at <= now)


@private
@require_safe
@own_place
def show(request: HttpRequest, access: Access) -> HttpResponse:
    """One place: where it stands, when and where, what to bring, and what can be done."""
    registration = access.registration
    form = NameForm(initial={"name": registration.certificate_name})
    return _show(request, access, form)


def _show(request: HttpRequest, access: Access, form: NameForm, status: int = 200) -> HttpResponse:
    registration = access.registration
    has_place = registration.state == Registration.State.CONFIRMED
    begun = registration.event.starts_at and registration.event.starts_at <= timezone.now()
    can_give_back = registration.is_live and not begun
    context = {
        "access": access,
        "registration": registration,
        "event": registration.event,
        "again": _again(registration),
        "form": form,
        "feed_url": _feed_url(registration.person) if access.is_owner else "",
        "has_place": has_place,
        # Who has a place has an entry for each slot that stands (events/invariants.py).
        "has_entries": has_place and bool(registration.event.standing_slots),
        "can_give_back": can_give_back,
        "goes_on": can_give_back and waitlist.goes_on(registration),
        "unanswered": _unanswered(registration) if can_give_back else 0,
        "can_rename": access.is_owner and registration.event.state != Event.State.HELD,
    }
    return render(request, "events/registration.html", context, status=status)


def _unanswered(registration: Registration) -> int:
    """How many questions wait for someone whom somebody else registered; a form asks others."""
    return 0 if registration.agreed_at else len(asking.unanswered(registration))


def _again(registration: Registration) -> standing.Offer | None:
    """What whoever gave the place back can have instead; None where that is nothing."""
    if registration.state != Registration.State.WITHDRAWN:
        return None
    event = registration.event
    has_another = event.registrations.live().filter(person=registration.person).exists()
    return None if has_another or eligibility.of_event(event) else standing.offer(event)


@private
@require_http_methods(["GET", "HEAD", "POST"])
@own_place
def give_back(request: HttpRequest, access: Access) -> HttpResponse:
    """Asks; one press gives the place back."""
    if request.method != "POST":
        goes_on = waitlist.goes_on(access.registration)
        return _ask(request, "events/give_back.html", access, goes_on=goes_on)
    try:
        registrations.withdraw(access.registration, by=access.by, source=access.source)
    except RegistrationRefused as refused:
        return _ask(request, "events/give_back.html", access, refused.reason)
    return _back(access)


@private
@require_http_methods(["GET", "HEAD", "POST"])
@own_place
def still_coming(request: HttpRequest, access: Access) -> HttpResponse:
    """After a new date: one press keeps the place."""
    if request.method != "POST":
        return _ask(request, "events/still_coming.html", access)
    try:
        registrations.say_still_coming(access.registration)
    except RegistrationRefused as refused:
        return _ask(request, "events/still_coming.html", access, refused.reason)
    return _back(access)


def _ask(
    request: HttpRequest, template: str, access: Access, refused: str = "", **more
) -> HttpResponse:
    """The page with the one button, or with why it cannot be."""
    context = {"access": access, "registration": access.registration, "refused": refused, **more}
    context["again"] = _again(access.registration)
    return render(request, template, context, status=409 if refused else 200)


@private
@require_http_methods(["GET", "HEAD", "POST"])
@own_place
def rename(request: HttpRequest, access: Access) -> HttpResponse:
    """Corrects the name on the certificate; for the owner alone. Asked for, it is on the page."""
    if request.method != "POST":
        return _back(access)
    if not access.is_owner:
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(reverse("events:registration", args=[access.registration.code]))
    form = NameForm(request.POST)
    if not form.is_valid():
        return _show(request, access, form, status=200)
    try:
        registrations.rename(access.registration, name=form.cleaned_data["name"], by=access.by)
    except RegistrationRefused as refused:
        form.add_error("name", refused.reason)
        return _show(request, access, form, status=409)
    messages.success(request, _("The name on your certificate is corrected."))
    return _back(access)


@private
@require_http_methods(["GET", "HEAD", "POST"])
@own_place
def answers(request: HttpRequest, access: Access) -> HttpResponse:
    """The event's questions: for who was registered by somebody else, or answers anew."""
    place = access.registration
    before = {one.question_id: one.value for one in asking.answered(place) if not one.file}
    form = AnswersForm(*sent(request), versions=asking.asked(place.event), before=before)
    if request.method == "POST" and form.is_valid():
        try:
            registrations.answer(place, answers=form.answers())
        except RegistrationRefused as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("Thank you. Your answers are kept."))
            return _back(access)
    context = {"access": access, "registration": place, "event": place.event, "form": form}
    return render(request, "events/answers.html", context)


def _back(access: Access) -> HttpResponse:
    """To the place's own page, by the same key."""
    return redirect(reverse("events:registration", args=[access.registration.code]) + access.query)
