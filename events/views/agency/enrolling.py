"""Registering many: picked, pasted or from a file; looked at, then pressed."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import colleague_lists, professions
from accounts.colleague_lists import ListRefused
from accounts.colleagues import Colleague
from accounts.models import Affiliation, Agency
from accounts.posting import sent
from events import agency_people, agency_registrations, eligibility
from events.agency_registrations import Listed, Review
from events.applying import Outcome
from events.models import Event, Registration
from events.registrations import RegistrationRefused
from events.views.agency.access import event_of, of_agency

S = Registration.State
CHOSEN = "events.agency.chosen"  # in the session, between the review and the press


class PeopleForm(forms.Form):
    """Whom to register: from the agency's people, from pasted lines, from a file."""

    picked = forms.ModelMultipleChoiceField(
        Affiliation.objects.none(),
        label=gettext_lazy("From your people"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    lines = forms.CharField(
        label=gettext_lazy("Or paste a list"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea({"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
        help_text=gettext_lazy(
            "One person a line, such as: Ada Rivera, ada@example.org, Police officer. Without an "
            "address, what we write goes to yours."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or choose a CSV file"),
        required=False,
        widget=forms.ClearableFileInput({"accept": ".csv,text/csv,text/plain"}),
    )
    profession = forms.ChoiceField(
        label=gettext_lazy("Profession where the list names none"),
        choices=lambda: [("", _("The list names it")), *professions.choices()],
        required=False,
    )

    def __init__(self, *args, agency: Agency, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        here = event.registrations.live().values("person")
        others = agency_people.people(agency).exclude(person__in=here)
        known = (Affiliation.State.VERIFIED, *Affiliation.WAITING)
        ties = others.filter(state__in=known).select_related("person__user")
        self.fields["picked"].queryset = ties
        self.fields["picked"].label_from_instance = lambda tie: f"{tie.person}, {tie.profession}"

    def clean(self) -> dict:
        """With `named`: the colleagues of the lines and of the file."""
        values = super().clean()
        profession, named = values.get("profession", ""), []
        read = colleague_lists
        try:
            named += read.from_text(values.get("lines") or "", profession=profession)
        except ListRefused as refused:
            self.add_error("lines", str(refused))
        if upload := values.get("file"):
            try:
                named += read.from_file(upload.read(read.LARGEST_FILE + 1), profession=profession)
            except ListRefused as refused:
                self.add_error("file", str(refused))
        if not self.errors and not named and not values.get("picked"):
            self.add_error("lines", _("Choose someone, paste a list, or choose a file."))
        return values | {"named": named}


@of_agency
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, agency: Agency, slug: str) -> HttpResponse:
    """The form; then what would come of each, before anything is done."""
    event = event_of(slug)
    if findings := eligibility.of_event(event):
        messages.error(request, findings[0].sentence)
        return redirect("events:agency_event", agency.pk, slug)
    form = PeopleForm(*sent(request), agency=agency, event=event)
    if request.method == "POST" and form.is_valid():
        listed = Listed(list(form.cleaned_data["picked"]), form.cleaned_data["named"])
        request.session[_key(agency, event)] = _kept(listed)
        return _review(request, agency, event, listed, form)
    return _form_page(request, agency, event, form)


def _form_page(
    request: HttpRequest,
    agency: Agency,
    event: Event,
    form: PeopleForm,
    review: Review | None = None,
) -> HttpResponse:
    context = {"agency": agency, "event": event, "form": form, "review": review}
    return render(request, "events/agency/enroll.html", context)


def _review(
    request: HttpRequest,
    agency: Agency,
    event: Event,
    listed: Listed,
    form: PeopleForm | None = None,
    refused: str = "",
) -> HttpResponse:
    found = agency_registrations.review(event, listed, agency=agency, by=request.user)
    if found.problems and form:
        return _form_page(request, agency, event, form, found)
    context = {"agency": agency, "event": event, "review": found, "refused": refused}
    status = 409 if refused else 200
    return render(request, "events/agency/enroll_review.html", context, status=status)


@of_agency
@require_POST
def press(request: HttpRequest, agency: Agency, slug: str, how: str) -> HttpResponse:
    """All or nobody, or as many as fit: exactly what the review showed."""
    event = event_of(slug)
    listed = _chosen(request, agency, event)
    if listed is None:
        messages.error(request, _("This list was registered already, or is too old. Choose again."))
        return redirect("events:agency_event", agency.pk, slug)
    try:
        outcomes = agency_registrations.register(
            event,
            listed,
            agency=agency,
            by=request.user,
            whole=how == "all",
            seen=request.POST.get("seen", ""),
        )
    except RegistrationRefused as refused:
        return _review(request, agency, event, listed, refused=refused.reason)
    request.session.pop(_key(agency, event), None)
    messages.success(request, _said(outcomes))
    return redirect("events:agency_event", agency.pk, slug)


def _said(outcomes: list[Outcome]) -> str:
    new = [one for one in outcomes if one.registration and not one.known]
    seated = sum(one.becomes == S.CONFIRMED for one in new)
    waiting = sum(one.becomes == S.WAITLISTED for one in new)
    checked = len(new) - seated - waiting
    parts = [
        ngettext("%(n)s person has a seat.", "%(n)s people have a seat.", seated) % {"n": seated}
    ]
    if waiting:
        words = ngettext("%(n)s person waits in line.", "%(n)s people wait in line.", waiting)
        parts.append(words % {"n": waiting})
    if checked:
        words = ngettext(
            "%(n)s person is checked first.", "%(n)s people are checked first.", checked
        )
        parts.append(words % {"n": checked})
    return " ".join([*parts, _("Everyone gets a mail of their own.")])


def _key(agency: Agency, event: Event) -> str:
    return f"{CHOSEN}.{agency.pk}.{event.pk}"


def _kept(listed: Listed) -> dict:
    """For the session: no list of names belongs in an address or in a page's hidden fields."""
    named = [[one.given_name, one.family_name, one.email, one.profession] for one in listed.named]
    return {"picked": [tie.pk for tie in listed.picked], "named": named}


def _chosen(request: HttpRequest, agency: Agency, event: Event) -> Listed | None:
    kept = request.session.get(_key(agency, event))
    if kept is None:
        return None
    own = agency.affiliations.with_proof().select_related("person__user")
    ties = {tie.pk: tie for tie in own.filter(pk__in=kept["picked"])}
    picked = [ties[pk] for pk in kept["picked"] if pk in ties]
    return Listed(picked, [Colleague(*values) for values in kept["named"]])


@of_agency
@require_safe
def template(request: HttpRequest, agency: Agency) -> HttpResponse:
    """An empty list to fill in with any program."""
    response = HttpResponse(colleague_lists.TEMPLATE, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="people.csv"'
    return response
