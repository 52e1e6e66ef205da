"""Where a person works: what is proven, how to prove more, and how it ends.

Each address does one thing, by one verb. Another person's tie is a 404.
"""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import evidence, invitations, renewals, tie_words, verification
from accounts.models import Affiliation, Agency
from accounts.posting import posted, sent
from accounts.proofs import VerificationRefused
from accounts.work_forms import ClaimForm, CodeOfAgencyForm, DocumentForm, UnitForm


@login_required
@never_cache
@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """Each tie in words, with what can be done about it."""
    return _page(request)


def _page(request: HttpRequest, status: int = 200, **forms: Form) -> HttpResponse:
    ties = request.user.person.affiliations.with_proof().order_by("pk")
    context = {
        "ties": [tie_words.of(tie) for tie in ties],
        "claim_form": ClaimForm(),
        "code_form": CodeOfAgencyForm(prefix="by"),
        "agencies": Agency.objects.active().values_list("name", flat=True),
        "form": next(iter(forms.values()), None),
        **forms,
    }
    return render(request, "accounts/work.html", context, status=status)


def _own(request: HttpRequest, pk: int) -> Affiliation:
    """The tie of whoever asks; anybody else's is a 404."""
    return get_object_or_404(request.user.person.affiliations.with_proof(), pk=pk)


@login_required
@require_POST
def claim(request: HttpRequest) -> HttpResponse:
    """Says where one works; an address at the agency proves it at once."""
    form = ClaimForm(request.POST)
    if not form.is_valid():
        return _page(request, claim_form=form)
    if limited := ratelimit.consume_or_429(request, action="claim_agency"):
        return limited
    answers = form.cleaned_data
    tie = verification.claim(
        request.user.person, profession=answers["profession"], agency_name=answers["agency"]
    )
    said = (
        _("Noted: %(agency)s.")
        if tie.agency.is_active
        else _("Noted: %(agency)s. We do not know this agency yet, so we look at it first.")
    )
    messages.success(request, said % {"agency": tie.agency})
    return redirect("account_work")


@login_required
@require_POST
def use_code(request: HttpRequest) -> HttpResponse:
    """A code of an agency proves work there. What is wrong with a wrong one is not told."""
    form = CodeOfAgencyForm(request.POST, prefix="by")
    if not form.is_valid():
        return _page(request, code_form=form)
    if limited := ratelimit.consume_or_429(request, action="agency_code"):
        return limited
    tie = verification.use_code(request.user.person, **form.cleaned_data)
    if tie is None:
        form.add_error("code", _("This code does not work. Ask your coordinator for a new one."))
        return _page(request, code_form=form)
    if not tie.is_valid:
        messages.success(request, _("Noted. We look at it as well, and then write to you."))
        return redirect("account_work")
    messages.success(request, _("Confirmed: you work at %(agency)s.") % {"agency": tie.agency})
    return redirect("account_work")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the agency."""
    tie = _own(request, pk)
    form = UnitForm(posted(request), agency=tie.agency, initial={"unit": tie.unit_id})
    if request.method == "POST" and form.is_valid():
        tie.unit = form.cleaned_data["unit"]
        tie.save(update_fields=["unit"])
        messages.success(request, _("Saved."))
        return redirect("account_work")
    return render(request, "accounts/work_unit.html", {"tie": tie, "form": form})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def send_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Something that shows it, for verifiers alone; deleted as soon as it is decided."""
    tie = _own(request, pk)
    form = DocumentForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        if limited := ratelimit.consume_or_429(request, action="send_document"):
            return limited
        try:
            evidence.send(tie, form.cleaned_data["document"])
        except ValidationError as error:
            form.add_error("document", error)
        else:
            verification.ask_review(tie, by=request.user)
            messages.success(request, _("Sent. We write to you as soon as it is looked at."))
            return redirect("account_work")
    context = {"tie": tie, "form": form, "sent": tie.evidence.count()}
    return render(request, "accounts/work_document.html", context)


@login_required
@require_POST
def ask_renewal(request: HttpRequest, pk: int) -> HttpResponse:
    """Mails the link that proves the agency address anew."""
    tie = _own(request, pk)
    if limited := ratelimit.consume_or_429(request, action="renew_tie"):
        return limited
    if renewals.ask(tie):
        said = _("We have mailed a link to %(address)s. It works for seven days.")
        messages.success(request, said % {"address": tie.address})
    else:
        messages.error(request, _("That address is gone. Prove it in another way."))
    return redirect("account_work")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """One does not work there any more: asked, then done."""
    tie = _own(request, pk)
    if request.method == "POST":
        verification.revoke(tie, by=request.user, reason=_("Left, says the person."))
        messages.success(
            request, _("Noted: you do not work at %(agency)s.") % {"agency": tie.agency}
        )
        return redirect("account_work")
    return render(request, "accounts/work_leave.html", {"tie": tie})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a mail to the agency address, whoever is signed in: one press renews."""
    tie = renewals.opened(token)
    if tie is None:
        return render(request, "accounts/work_link_over.html", status=404)
    if request.method != "POST":
        return render(request, "accounts/work_renew.html", {"tie": tie})
    try:
        verification.renew_by_address(tie)
    except VerificationRefused as refused:
        context = {"tie": tie, "refused": str(refused)}
        return render(request, "accounts/work_renew.html", context, status=409)
    return render(request, "accounts/work_renew.html", {"tie": tie, "done": True})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The link of an invitation, for the address that it was sent to."""
    invitation = invitations.opened(token)
    if invitation is None:
        return render(request, "accounts/work_link_over.html", status=404)
    context = {"invitation": invitation, "other": request.user.email != invitation.email.lower()}
    if request.method != "POST":
        return render(request, "accounts/work_join.html", context)
    try:
        tie = invitations.accept(invitation, by=request.user)
    except VerificationRefused as refused:
        context["refused"] = str(refused)
        return render(request, "accounts/work_join.html", context, status=409)
    if tie.is_valid:
        messages.success(request, _("Confirmed: you work at %(agency)s.") % {"agency": tie.agency})
    else:
        messages.success(request, _("Noted. We look at it as well, and then write to you."))
    return redirect("account_work")
