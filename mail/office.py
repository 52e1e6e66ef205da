"""What staff do with one mail: send it again, or stop it."""

import re
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mail import outbox
from mail.models import OutgoingEmail

_FOLD = re.compile(r"\r?\n[ \t]")
_KEY = re.compile(r"(https?://[^\s?<>]+\?)[^\s<>]+")


def without_keys(text: str) -> str:
    """A mail or calendar as staff may read it: what a link carries after "?" opens it, so it goes.

    Who pressed such a link would act as the person it was written to.
    """
    if text.startswith("BEGIN:VCALENDAR"):
        text = _FOLD.sub("", text)
    return _KEY.sub(r"\1...", text)


def may_resend(row: OutgoingEmail) -> bool:
    """Whether there is any use in asking; outbox.resend() decides."""
    return not (row.sensitive or row.is_unsent or row.purged_at)


def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """The same mail once more."""
    question = {
        "header_title": _("Send this mail again?"),
        "button": _("Send it again"),
        "note": _("The person gets the same text again. It tells what held when it was written."),
        "done": _("The mail is sent again."),
    }
    return _ask(request, pk, outbox.resend, question)


def abort(request: HttpRequest, pk: int) -> HttpResponse:
    """A mail that waits is not sent."""
    question = {
        "header_title": _("Stop this mail?"),
        "button": _("Stop it"),
        "note": _("It will not be sent. Tell the person in another way what it was to say."),
        "done": _("The mail is stopped."),
    }
    return _ask(request, pk, outbox.abort, question)


def _ask(request: HttpRequest, pk: int, verb: Callable, question: dict) -> HttpResponse:
    row = get_object_or_404(OutgoingEmail, pk=pk)
    context = question | {
        "row": row,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("outgoingemail:index") + "?kept=1", "label": _("Mail")},
            {"url": "", "label": question["header_title"]},
        ],
    }
    if not request.user.has_perm("mail.change_outgoingemail"):
        return render(request, "mail/office/forbidden.html", context, status=403)
    if request.method == "POST":
        try:
            changed = verb(row, by=request.user)
        except outbox.MailRefused as refusal:
            context["refusal"] = str(refusal)
        else:
            messages.success(request, question["done"])
            return redirect("outgoingemail:inspect", changed.pk)
    return render(request, "mail/office/ask.html", context)
