"""Taking a place: one page, one form."""

from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import verification
from accounts.lines import clean
from accounts.models import Affiliation, Agency, Person
from accounts.posting import sent
from accounts.signup import start_code_sign_in
from events import asking, course_facts, eligibility, registrations, standing
from events.eligibility import Blocker, Finding
from events.forms import RegistrationForm
from events.models import Event, QuestionVersion
from events.permissions import person_of, private, shown_to
from events.registrations import RegistrationRefused
from events.visitors import Visitor, visitor

KEPT = (
    "email",
    "given_name",
    "family_name",
    "profession",
    "agency",
    "is_adult",
    "agreed",
    "diet",
    "needs",
)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks what is not known yet; gives a place, a place in line, or a check first."""
    asks = request.method != "POST"
    # A press is decided by the verb, on what it reads under its lock.
    event = shown_to(request, Event.objects.at(slug, with_slots=asks))
    who = visitor(event, person_of(request))
    if who.code:
        return redirect("events:registration", who.code)
    form = _form(request, event, who)
    answered = not asks and form.is_valid()
    if answered and who.person:
        return _take_place(request, event, who, form)
    if blocker := _blocker(event, who):
        return _refused(request, event, blocker)
    if answered:
        return _sign_in_first(request, event, form)
    return _ask(request, event, who, form)


def _form(request: HttpRequest, event: Event, who: Visitor) -> RegistrationForm:
    """The form, filled with what was answered before the sign-in."""
    other_agency = request.GET.get("agency") == "other"
    questions = asking.asked(event)
    if who.person is None:  # a file would be lost on the way through the sign-in
        questions = [one for one in questions if one.kind != QuestionVersion.Kind.FILE]
    return RegistrationForm(
        *sent(request),
        unknown=who.unknown(event, other_agency=other_agency),
        questions=questions,
        before=asking.last_time(who.person, questions) if who.person and questions else {},
        initial=_kept_answers(request, event),
    )


def _kept_answers(request: HttpRequest, event: Event) -> dict[str, Any]:
    """What was answered before the sign-in, for who typed that address and nobody else.

    On a shared computer the next person, signed in or not, finds an empty form.
    """
    if not request.user.is_authenticated:
        return {}
    kept = request.session.get(_kept_in(event), {})
    is_theirs = kept.get("email", "").lower() == request.user.email.lower()
    return kept if is_theirs else {}


def _ask(request: HttpRequest, event: Event, who: Visitor, form: RegistrationForm) -> HttpResponse:
    context = {
        "event": event,
        "form": form,
        "kept": _all_kept(request, who, form),
        "who": who,
        "offer": standing.offer(event, who.affiliation),
        "findings": _findings(event, who),
    }
    if "agency" in form.fields:
        context["agencies"] = Agency.objects.active().values_list("name", flat=True)
    return render(request, "events/register.html", context)


def _blocker(event: Event, who: Visitor) -> Finding | None:
    """What stops everybody now, or this person: before they have typed anything."""
    if findings := eligibility.of_event(event):
        return findings[0]
    if not (event.for_responders and who.affiliation):
        return None
    found = eligibility.of_person(event, affiliation=who.affiliation)
    return next(iter(eligibility.only(found, Blocker)), None)


def _findings(event: Event, who: Visitor) -> list[Finding]:
    """What will have to be checked, and what is worth knowing before one presses."""
    found = eligibility.clashes(event, who.person) if who.has_places else []
    if event.for_responders and who.affiliation:
        found = eligibility.of_person(event, affiliation=who.affiliation) + found
    elif eligibility.waits_for_members(event, None):
        found = eligibility.of_person(event)[-1:] + found
    return found


def _all_kept(request: HttpRequest, who: Visitor, form: RegistrationForm) -> bool:
    """Whether someone is back from the sign-in with every answer: all that is left is to press."""
    if who.person is None or not form.initial or "agency" in request.GET:
        return False
    asked = (field.name for field in form.visible_fields() if field.field.required)
    return all(form.initial.get(name) for name in asked)


def _sign_in_first(request: HttpRequest, event: Event, form: RegistrationForm) -> HttpResponse:
    """Mails a code; whoever confirms it comes back to the filled form."""
    answers = form.cleaned_data
    kept = {name: answers[name] for name in KEPT if name in answers}
    request.session[_kept_in(event)] = kept | form.kept_answers()
    return start_code_sign_in(
        request,
        email=answers["email"],
        given_name=answers["given_name"],
        family_name=answers["family_name"],
        next_url=request.path,
    )


def _take_place(
    request: HttpRequest, event: Event, who: Visitor, form: RegistrationForm
) -> HttpResponse:
    answers = form.cleaned_data
    if who.hurried:
        return ratelimit.respond_429(request)
    if "given_name" in answers:
        _write_name(who.person, answers)
    try:
        registration = registrations.register(
            event,
            person=who.person,
            by=request.user,
            is_adult=True,  # asked by the form, or on an earlier one
            affiliation=_affiliation(who, answers) if event.for_responders else None,
            intent=answers["intent"],
            answers=form.answers(),
            needs=clean(answers.get("needs", "")).strip(),
            diet=answers.get("diet", ""),
        )
    except RegistrationRefused as refused:
        return _refused(request, event, (*refused.findings, Finding("refused", refused.reason))[0])
    request.session.pop(_kept_in(event), None)
    return redirect("events:registration", registration.code)


def _write_name(person: Person, answers: dict[str, Any]) -> None:
    person.given_name, person.family_name = answers["given_name"], answers["family_name"]
    person.save(update_fields=["given_name", "family_name"])


def _affiliation(who: Visitor, answers: dict[str, Any]) -> Affiliation:
    """Where the person works: as claimed now, or as known; proven by their address if it can be."""
    if "agency" in answers:
        return verification.claim(
            who.person,
            profession=answers["profession"],
            agency_name=answers["agency"],
            ties=who.ties,
        )
    known = who.affiliation
    return known if known.is_valid else verification.verify_by_domain(known)


def _refused(request: HttpRequest, event: Event, finding: Finding) -> HttpResponse:
    """Why not, and where else: never a dead end."""
    others = course_facts.beside(event, course_facts.dates_of(event.course_id))
    context = {"event": event, "blocker": finding, "others": others}
    status = 409 if request.method == "POST" else 200
    return render(request, "events/refused.html", context, status=status)


def _kept_in(event: Event) -> str:
    return f"events.answers.{event.pk}"
