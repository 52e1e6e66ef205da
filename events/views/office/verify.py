"""The verifier's queue: one case on one screen, one press, and the next case is there."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts import agencies, evidence, private_files, verification
from accounts.agencies import AgencyRefused
from accounts.models import Affiliation, Agency, Evidence
from accounts.proofs import VerificationRefused
from events import verifying
from events.roles import may_verify
from events.views.office.access import forbidden

Method = Affiliation.Method
OUTCOMES = {"agency": Method.STAFF, "document": Method.DOCUMENT}


def for_verifiers(screen: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """403 for staff who may not decide who works where."""

    @wraps(screen)
    def guarded(request: HttpRequest, **kwargs) -> HttpResponse:
        if not may_verify(request.user):
            return forbidden(request)
        return screen(request, **kwargs)

    return guarded


@for_verifiers
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The oldest case; `?after=` skips to the one behind it."""
    after = Affiliation.objects.filter(pk=_number(request.GET.get("after", ""))).first()
    return _show(request, verifying.next_case(after))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


@for_verifiers
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case, waiting or decided."""
    return _show(request, _tie(pk))


def _tie(pk: int) -> Affiliation:
    around = Affiliation.objects.with_proof().select_related("unit", "person__user", "first_by")
    return get_object_or_404(around, pk=pk)


def _show(
    request: HttpRequest, tie: Affiliation | None, refused: str = "", status: int = 200
) -> HttpResponse:
    found = verifying.look(tie) if tie else None
    context = {
        "header_title": _("Who works where"),
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": _("Who works where")},
        ],
        "case": found,
        "left": verifying.cases().count(),
        "rejections": verifying.rejections(with_document=bool(found and found.documents)),
        "refused": refused,
        "waits": tie is not None and tie.state in Affiliation.WAITING,
        "endings": verifying.ENDINGS,
    }
    return render(request, "events/office/verify.html", context, status=status)


def _decided(
    request: HttpRequest, tie: Affiliation, act: Callable[[], object], said: str
) -> HttpResponse:
    """Does it, says so, and shows the next case; refused, the same case with the reason."""
    try:
        act()
    except (VerificationRefused, AgencyRefused) as refusal:
        return _show(request, _tie(tie.pk), refused=str(refusal), status=409)
    left = verifying.cases().count()
    rest = ngettext("%(n)s case is left.", "%(n)s cases are left.", left) % {"n": left}
    messages.success(request, f"{said} {rest}")
    return redirect(f"{reverse('verify')}?after={tie.pk}")


def _listed(choices: dict, key: str):
    """The choice of an address; 404 for one that no button has."""
    if key not in choices:
        raise Http404
    return choices[key]


def _waiting(request: HttpRequest, pk: int) -> Affiliation | HttpResponse:
    """The tie, or a page that says what somebody else has made of it meanwhile."""
    tie = _tie(pk)
    if tie.state in Affiliation.WAITING:
        return tie
    decided = _("This is decided: the tie is now “%(state)s”.")
    return _show(request, tie, refused=decided % {"state": tie.get_state_display()}, status=409)


@for_verifiers
@require_POST
def confirm(request: HttpRequest, pk: int, outcome: str) -> HttpResponse:
    """The agency said so, or a document shows it."""
    tie = _waiting(request, pk)
    if isinstance(tie, HttpResponse):
        return tie
    method = _listed(OUTCOMES, outcome)
    said = _("%(name)s works at %(agency)s.") % {"name": tie.person, "agency": tie.agency}
    return _decided(
        request, tie, lambda: verification.approve(tie, by=request.user, method=method), said
    )


@for_verifiers
@require_POST
def reject(request: HttpRequest, pk: int, reason: str) -> HttpResponse:
    """It could not be confirmed; the person reads the reason."""
    tie = _waiting(request, pk)
    if isinstance(tie, HttpResponse):
        return tie
    words = str(_listed(verifying.REJECTIONS, reason))
    said = _("%(name)s is told why not.") % {"name": tie.person}
    return _decided(
        request, tie, lambda: verification.reject(tie, by=request.user, reason=words), said
    )


@for_verifiers
@require_POST
def end(request: HttpRequest, pk: int, reason: str) -> HttpResponse:
    """What was confirmed does not hold any more; the person reads the reason."""
    tie = _tie(pk)
    words = str(_listed(verifying.ENDINGS, reason))
    said = _("Ended. %(name)s is told why.") % {"name": tie.person}
    return _decided(
        request, tie, lambda: verification.revoke(tie, by=request.user, reason=words), said
    )


@for_verifiers
@require_POST
def accept_agency(request: HttpRequest, pk: int) -> HttpResponse:
    """An agency that was asked for exists; the case stays."""
    return _of_agency(request, pk, lambda tie: agencies.accept(tie.agency, by=request.user))


@for_verifiers
@require_POST
def merge_agency(request: HttpRequest, pk: int, into: int) -> HttpResponse:
    """It was another name of one that we know."""
    known = get_object_or_404(Agency, pk=into)
    merge = agencies.merge
    return _of_agency(request, pk, lambda tie: merge(tie.agency, into=known, by=request.user))


def _of_agency(request: HttpRequest, pk: int, act: Callable[[Affiliation], object]) -> HttpResponse:
    tie = _tie(pk)
    try:
        act(tie)
    except AgencyRefused as refusal:
        return _show(request, _tie(pk), refused=str(refusal), status=409)
    messages.success(request, _("Noted. Now decide about the person."))
    found = Affiliation.objects.filter(pk=pk).exists()
    return redirect("verify_case", pk) if found else redirect("verify")


@for_verifiers
@require_safe
def document(request: HttpRequest, key) -> HttpResponse:
    """A document, to save and look at; that it was opened is written down."""
    sent = get_object_or_404(Evidence.objects.select_related("affiliation"), key=key)
    evidence.note_seen(sent, by=request.user)
    return private_files.serve(sent.file, sent.kind)
