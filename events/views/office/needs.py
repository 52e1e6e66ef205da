"""Access needs and diets, for the people who arrange them; and for nobody else."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.posting import posted
from events import needs
from events.models import Accommodation, Event, Registration
from events.needs import NeedRefused
from events.views.office.access import for_coordinators

AROUND = ("registration__person", "registration__event__course", "owner__person")
PER_PAGE = 50


class ArrangeForm(forms.Form):
    """How far it is, and what the person reads."""

    stage = forms.ChoiceField(
        label=gettext_lazy("How far it is"),
        choices=Accommodation.Stage.choices,
        widget=forms.RadioSelect,
    )
    promised = forms.CharField(
        label=gettext_lazy("What is promised"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("The person reads this on the page of their registration."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note for the history"), required=False, max_length=240
    )


def _frame(title: str) -> dict:
    return {
        "header_title": title,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("needs"), "label": _("Access needs")},
        ],
    }


@for_coordinators
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Open requests first, by event; and what is eaten where food is served."""
    asked = Accommodation.objects.filter(registration__state__in=Registration.LIVE).select_related(
        *AROUND
    )
    page = Paginator(asked, PER_PAGE).get_page(request.GET.get("page", 1))
    served = Event.objects.coming().filter(serves_food=True, registrations__diet__isnull=False)
    events = served.distinct().select_related("course").prefetch_related("slots")
    context = _frame(_("Access needs")) | {
        "page": page,
        "diets": [(event, needs.diets(event)) for event in events[:20]],
    }
    return render(request, "events/office/needs.html", context)


@for_coordinators
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: take it on, promise, tell the venue."""
    asked = get_object_or_404(Accommodation.objects.select_related(*AROUND), pk=pk)
    initial = {"stage": asked.stage, "promised": asked.promised}
    form = ArrangeForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            needs.arrange(asked, by=request.user, **form.cleaned_data)
        except NeedRefused as refusal:
            form.add_error("promised", str(refusal))
        else:
            messages.success(request, _("Saved. It is yours now."))
            return redirect("needs")
    context = _frame(_("Access need")) | {
        "asked": asked,
        "form": form,
        "changes": asked.changes.select_related("by__person"),
    }
    return render(request, "events/office/need.html", context)
