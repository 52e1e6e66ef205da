"""Is it the same person? Groups found, two side by side, and made one after a question."""

from collections.abc import Callable
from functools import wraps

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts import merging
from accounts.merging import MergeRefused
from accounts.models import Person
from accounts.posting import posted
from events.models import Mark
from events.roles import may_merge_people
from events.views.office.access import forbidden


class MergeForm(forms.Form):
    """Why the two are one."""

    reason = forms.CharField(
        label=gettext_lazy("How you know"),
        max_length=240,
        help_text=gettext_lazy("For example: both have badge 4711, says the agency."),
    )


def for_mergers(screen: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """403 for staff who may not make two people one."""

    @wraps(screen)
    def guarded(request: HttpRequest, **kwargs) -> HttpResponse:
        if not may_merge_people(request.user):
            return forbidden(request)
        return screen(request, **kwargs)

    return guarded


def _frame(title: str) -> dict:
    return {
        "header_title": title,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("person:index"), "label": _("People")},
            {"url": "", "label": title},
        ],
    }


@for_mergers
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """People of one name at one agency."""
    groups = [(people[0], people[1:]) for people in merging.duplicates()]
    context = _frame(_("Same person?")) | {"groups": groups}
    return render(request, "events/office/same.html", context)


@for_mergers
def pair(request: HttpRequest, keep: int, drop: int) -> HttpResponse:
    """Two side by side; one press makes them one."""
    people = Person.objects.select_related("user").annotate(
        places=Count("registrations", distinct=True),
        attended=Count(
            "registrations__attendance",
            filter=Q(registrations__attendance__mark=Mark.CAME),
            distinct=True,
        ),
    )
    rows = people.prefetch_related("affiliations__agency", "affiliations__profession")
    first, second = (get_object_or_404(rows, pk=pk) for pk in (keep, drop))
    if second.merged_into_id:
        messages.info(request, _("This person was merged already."))
        return redirect("person:edit", second.merged_into_id)
    form = MergeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            merging.merge(first, second, by=request.user, reason=form.cleaned_data["reason"])
        except MergeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("They are one person now: %(name)s.") % {"name": first})
            return redirect("same")
    context = _frame(_("Same person?")) | {
        "keep": first,
        "drop": second,
        "people": [first, second],
        "form": form,
        "foreseen": merging.foresee(first, second),
    }
    return render(request, "events/office/same_pair.html", context)
