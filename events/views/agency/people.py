"""The agency's people: their standing, invitations, a word for them, departures, the code."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import agencies, invitations, professions, tie_words, verification, vouching
from accounts.addresses import AddressField
from accounts.models import Affiliation, Agency, Level
from accounts.posting import posted
from accounts.proofs import VerificationRefused
from events import agency_people
from events.views.agency.access import of_agency, tie_of

PER_PAGE = 50
ENDINGS = {
    "left": gettext_lazy("Does not work there any more."),
    "suspended": gettext_lazy("Is suspended for now, says the agency."),
}


class InvitationForm(forms.Form):
    """A colleague, by the address that the link goes to."""

    email = AddressField(
        label=gettext_lazy("E-mail address of your colleague"),
        error_messages={"required": gettext_lazy("Write an address, such as name@example.org.")},
        help_text=gettext_lazy(
            "An address of your agency counts at once. For any other we look as well."
        ),
    )
    profession = forms.ChoiceField(
        label=gettext_lazy("Profession"),
        choices=lambda: [("", _("Please choose")), *professions.choices()],
        error_messages={"required": gettext_lazy("Choose the profession.")},
    )


class CodeForm(forms.Form):
    """How many people may use the agency's code."""

    quota = forms.IntegerField(
        label=gettext_lazy("For how many people"), min_value=1, max_value=500, initial=20
    )


@of_agency
@require_safe
def people(request: HttpRequest, agency: Agency) -> HttpResponse:
    """Everyone, searched and filtered; the address keeps what was looked for."""
    words, state = request.GET.get("q", "")[:100], request.GET.get("state", "")
    found = agency_people.people(agency, words, state)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page", 1))
    context = {
        "agency": agency,
        "page": page,
        "ties": [(row, tie_words.of(row)) for row in page],
        "q": words,
        "state": state,
        "states": Affiliation.State.choices,
        "open_invitations": list(
            agency.invitations.filter(used_at=None).select_related("profession")
        ),
    }
    return render(request, "events/agency/people.html", context)


@of_agency
@require_safe
def person(request: HttpRequest, agency: Agency, tie: int) -> HttpResponse:
    """One of them: what is proven and by whom, and the places they had."""
    row = tie_of(agency, tie)
    context = {
        "agency": agency,
        "tie": row,
        "words": tie_words.of(row),
        "history": row.changes.select_related("by__person"),
        "places": agency_people.places(agency)
        .filter(affiliation=row)
        .prefetch_related("event__slots"),
        "is_oneself": row.person.user_id == request.user.pk,
        "can_vouch": row.person.user_id != request.user.pk
        and not (row.is_valid and row.level >= Level.VOUCHED),
    }
    return render(request, "events/agency/person.html", context)


@of_agency
@require_POST
def vouch(request: HttpRequest, agency: Agency, tie: int) -> HttpResponse:
    """The coordinator's word, by one press."""
    row = tie_of(agency, tie)
    try:
        vouching.vouch(row, by=request.user)
    except VerificationRefused as refused:
        messages.error(request, str(refused))
    else:
        said = _("Noted: %(name)s works here.")
        if not row.is_valid:
            said = _("Noted. The address of %(name)s is none of your agency, so we look as well.")
        messages.success(request, said % {"name": row.person})
    return redirect("events:agency_person", agency.pk, row.pk)


@of_agency
@require_http_methods(["GET", "HEAD", "POST"])
def departed(request: HttpRequest, agency: Agency, tie: int) -> HttpResponse:
    """They have left, or are suspended: asked, then done. Vouched for again, it is undone."""
    row = tie_of(agency, tie)
    if request.method == "POST":
        reason = ENDINGS.get(request.POST.get("reason", ""), ENDINGS["left"])
        try:
            verification.revoke(row, by=request.user, reason=str(reason))
        except VerificationRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Noted. %(name)s is told.") % {"name": row.person})
        return redirect("events:agency_person", agency.pk, row.pk)
    context = {
        "agency": agency,
        "tie": row,
        "coming": agency_people.places(agency).filter(affiliation=row).live(),
    }
    return render(request, "events/agency/departed.html", context)


@of_agency
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, agency: Agency) -> HttpResponse:
    """A link by mail, for one address, once, for seven days."""
    form = InvitationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        invitation = invitations.invite(agency, by=request.user, **form.cleaned_data)
        messages.success(
            request, _("A link is on its way to %(email)s.") % {"email": invitation.email}
        )
        return redirect("events:agency_people", agency.pk)
    return render(request, "events/agency/invite.html", {"agency": agency, "form": form})


@of_agency
@require_POST
def invite_again(request: HttpRequest, agency: Agency, invitation: int) -> HttpResponse:
    """A new link; the one before stops working."""
    known = get_object_or_404(
        agency.invitations.select_related("profession"), pk=invitation, used_at=None
    )
    invitations.invite(agency, email=known.email, profession=known.profession.code, by=request.user)
    messages.success(request, _("A new link is on its way to %(email)s.") % {"email": known.email})
    return redirect("events:agency_people", agency.pk)


@of_agency
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, agency: Agency) -> HttpResponse:
    """The agency's code: made or changed with one press, and shown this once."""
    form = CodeForm(posted(request))
    new = ""
    if request.method == "POST" and form.is_valid():
        new = agencies.rotate_code(agency, by=request.user, quota=form.cleaned_data["quota"])
    context = {
        "agency": agency,
        "form": form if request.method == "POST" else CodeForm(),
        "new": new,
        "code": agency.codes.filter(revoked_at=None).first(),
    }
    return render(request, "events/agency/code.html", context)


@of_agency
@require_POST
def revoke_code(request: HttpRequest, agency: Agency) -> HttpResponse:
    """The code stops working at once."""
    agencies.revoke_code(agency, by=request.user)
    messages.success(request, _("The code does not work any more."))
    return redirect("events:agency_code", agency.pk)
