"""What staff do with an agency: take it in, suspend it, merge it, and say who runs its people."""

from collections.abc import Callable
from functools import wraps

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts import agencies
from accounts.addresses import AddressField
from accounts.agencies import AgencyRefused
from accounts.models import Affiliation, Agency, AgencyCoordinator, User
from accounts.posting import posted
from events.models import Event, Registration
from events.roles import may_edit_agencies
from events.views.office.access import forbidden

Status = Agency.Status


class CoordinatorForm(forms.Form):
    """The login of someone who is to run the agency's people."""

    email = AddressField(
        label=gettext_lazy("E-mail address of the training coordinator"),
        help_text=gettext_lazy("The one they sign in with here. They sign up first."),
    )

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        self.user = User.objects.filter(email__iexact=email, is_active=True).first()
        if self.user is None:
            raise forms.ValidationError(
                _("Nobody signs in with this address yet. Ask them to sign up, then come back.")
            )
        return email


class MergeForm(forms.Form):
    """Which agency it really is."""

    into = forms.ModelChoiceField(Agency.objects.none(), label=gettext_lazy("It is the same as"))

    def __init__(self, *args, agency: Agency, **kwargs):
        super().__init__(*args, **kwargs)
        others = Agency.objects.exclude(pk=agency.pk).exclude(status=Status.MERGED)
        self.fields["into"].queryset = others


def with_agency(screen: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For staff who may edit agencies, with the one of the address."""

    @wraps(screen)
    def of_agency(request: HttpRequest, pk: int, **kwargs) -> HttpResponse:
        if not may_edit_agencies(request.user):
            return forbidden(request)
        return screen(request, get_object_or_404(Agency, pk=pk), **kwargs)

    return of_agency


@with_agency
@require_safe
def run(request: HttpRequest, agency: Agency) -> HttpResponse:
    """The agency at a glance: its people, who runs them, its code, and what can be done."""
    return _show(request, agency, CoordinatorForm())


def _show(
    request: HttpRequest, agency: Agency, form: CoordinatorForm, status: int = 200
) -> HttpResponse:
    ties = agency.affiliations.with_proof().order_by("person__family_name", "pk")
    context = _frame(agency) | {
        "form": form,
        "coordinators": agency.coordinators.select_related("user__person"),
        "people": list(ties[:200]),
        "number": agency.affiliations.count(),
        "code": agency.codes.filter(revoked_at=None).first(),
        "invitations": agency.invitations.filter(used_at=None).count(),
    }
    return render(request, "events/office/agency.html", context, status=status)


def _frame(agency: Agency, title: str = "") -> dict:
    return {
        "agency": agency,
        "header_title": title or str(agency),
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("agency:index"), "label": _("Agencies")},
            {"url": reverse("agency_run", args=[agency.pk]) if title else "", "label": str(agency)},
            *([{"url": "", "label": title}] if title else []),
        ],
    }


@with_agency
@require_POST
def accept(request: HttpRequest, agency: Agency) -> HttpResponse:
    """It exists: its people can be verified, and forms offer it."""
    act = agencies.accept
    return _do(request, agency, lambda: act(agency, by=request.user), _("The agency is active."))


def _do(request: HttpRequest, agency: Agency, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        act()
    except AgencyRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("agency_run", agency.pk)


@with_agency
def suspend(request: HttpRequest, agency: Agency) -> HttpResponse:
    """Asked first: it reaches everyone who works there."""
    if request.method == "POST":
        act = agencies.suspend
        return _do(
            request,
            agency,
            lambda: act(agency, by=request.user),
            _("Suspended. What its people have proven does not count for now."),
        )
    notes = [*_concerned(agency), _("Reinstated, all of it counts again.")]
    return _ask(request, agency, _("Suspend this agency"), notes, stop=True)


def _concerned(agency: Agency) -> list[str]:
    """How many people and places a suspension reaches, in sentences."""
    people = agency.affiliations.filter(state=Affiliation.State.VERIFIED).count()
    places = (
        Registration.objects.live()
        .filter(affiliation__agency=agency, event__state__in=Event.RUNNING)
        .count()
    )
    first = ngettext(
        "What %(n)s person has proven does not count any more.",
        "What %(n)s people have proven does not count any more.",
        people,
    )
    second = ngettext(
        "%(n)s place in a class to come goes back to be checked; the person gets a mail.",
        "%(n)s places in classes to come go back to be checked; each person gets a mail.",
        places,
    )
    return [first % {"n": people}, second % {"n": places}]


@with_agency
@require_POST
def reinstate(request: HttpRequest, agency: Agency) -> HttpResponse:
    """What its people have proven counts again."""
    act = agencies.reinstate
    return _do(
        request,
        agency,
        lambda: act(agency, by=request.user),
        _("Active again. Places that waited for this go on by themselves."),
    )


@with_agency
def merge(request: HttpRequest, agency: Agency) -> HttpResponse:
    """It is another name of one that we know: asked, with what moves."""
    form = MergeForm(posted(request), agency=agency)
    if request.method == "POST" and form.is_valid():
        into = form.cleaned_data["into"]
        try:
            agencies.merge(agency, into=into, by=request.user)
        except AgencyRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(agency)s is one agency now.") % {"agency": into})
            return redirect("agency_run", into.pk)
    notes = [
        _("%(n)s people, its mail domains, units and coordinators go to the other one.")
        % {"n": agency.affiliations.count()},
        _("Its name stays as another name of it. This cannot be undone."),
    ]
    return _ask(request, agency, _("Merge this agency"), notes, form=form, stop=True)


def _ask(
    request: HttpRequest,
    agency: Agency,
    title: str,
    notes: list[str],
    *,
    form: forms.Form | None = None,
    stop: bool = False,
) -> HttpResponse:
    context = _frame(agency, title) | {"notes": notes, "form": form, "stop": stop, "button": title}
    return render(request, "events/office/agency_ask.html", context)


@with_agency
@require_POST
def appoint(request: HttpRequest, agency: Agency) -> HttpResponse:
    """Who runs its people from now on."""
    form = CoordinatorForm(request.POST)
    if not form.is_valid():
        return _show(request, agency, form)
    act = agencies.appoint
    return _do(
        request,
        agency,
        lambda: act(agency, user=form.user, by=request.user),
        _("%(who)s is a training coordinator now.") % {"who": form.user},
    )


@with_agency
@require_POST
def dismiss(request: HttpRequest, agency: Agency, coordinator: int) -> HttpResponse:
    """Takes the right back."""
    known = get_object_or_404(AgencyCoordinator, pk=coordinator, agency=agency)
    act = agencies.dismiss
    return _do(
        request,
        agency,
        lambda: act(known, by=request.user),
        _("%(who)s is no training coordinator any more.") % {"who": known.user},
    )


@with_agency
@require_POST
def revoke_code(request: HttpRequest, agency: Agency) -> HttpResponse:
    """The code stops working at once."""
    act = agencies.revoke_code
    return _do(
        request, agency, lambda: act(agency, by=request.user), _("The code does not work any more.")
    )
