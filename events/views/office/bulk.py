"""The same for chosen people: whom, what will follow, the press, and how it goes."""

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.posting import posted
from events import bulk
from events.models import BulkItem, BulkRun, Event, Registration
from events.office_forms import BulkMailForm, DeclineForm, GivenBackForm, ReasonForm, WriteToForm
from events.views.office import bulk_words, lists
from events.views.office.access import runs_events
from events.views.office.adding import typed
from events.views.office.questions import frame

Act = BulkRun.Act
FORMS = {Act.APPROVE: ReasonForm, Act.DECLINE: DeclineForm, Act.GIVE_BACK: GivenBackForm}
GROUPS = {
    "confirmed": [Registration.State.CONFIRMED],
    "waiting": [Registration.State.WAITLISTED],
    "checked": Registration.UNDECIDED,
}


@runs_events
def choose(request: HttpRequest, event: Event, act: str) -> HttpResponse:
    """Whom: the ticked, those of the page, or all that the list holds."""
    if act not in Act.values:
        raise Http404
    if request.method != "POST":
        return redirect("event_run", event.pk)
    return _begin(request, event, act, _chosen(request, event))


@runs_events
def write_to(request: HttpRequest, event: Event) -> HttpResponse:
    """A mail to everyone with a place, in line or being checked."""
    form = WriteToForm(posted(request), event=event)
    if request.method == "POST" and form.is_valid():
        states = [state for name in form.cleaned_data["groups"] for state in GROUPS[name]]
        people = event.registrations.filter(state__in=states)
        return _begin(request, event, Act.MAIL, people.values_list("pk", flat=True))
    context = {"form": form, "button": _("Write the mail"), "notes": [_("Nothing is sent yet.")]}
    title = frame(event, _("Write to people"))
    return render(request, "events/office/ask.html", title | context)


@runs_events
def show(request: HttpRequest, event: Event, run: int) -> HttpResponse:
    """A run as it stands: its words, its review, its progress or its report."""
    what = _run(event, run)
    if what.started_at:
        return _progress(request, event, what)
    if what.act == Act.MAIL and not what.subject:
        return _words(request, event, what)
    return _review(request, event, what)


@runs_events
def words(request: HttpRequest, event: Event, run: int) -> HttpResponse:
    """Subject and text of a mail; what was written is shown before it goes."""
    return _words(request, event, _run(event, run))


@runs_events
def start(request: HttpRequest, event: Event, run: int) -> HttpResponse:
    """The press after the review: begins it, and does the first slice."""
    what = _run(event, run)
    if request.method != "POST" or what.started_at:
        return redirect("bulk_run", event.pk, what.pk)
    form = _form(what, request.POST)
    if form is not None and not form.is_valid():
        return _review(request, event, what, form)
    try:
        seen = request.POST.get("seen", "")
        what = bulk.start(what, by=request.user, seen=seen, reason=_reason(form))
    except bulk.BulkRefused as refusal:
        messages.error(request, str(refusal))
    else:
        bulk.go_on(what, by=request.user)
    return redirect("bulk_run", event.pk, what.pk)


@runs_events
def go_on(request: HttpRequest, event: Event, run: int) -> HttpResponse:
    """The next slice."""
    what = _run(event, run)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if what.started_at:
        bulk.go_on(what, by=request.user)
    return redirect("bulk_run", event.pk, what.pk)


def _run(event: Event, pk: int) -> BulkRun:
    """The run, if it is one of this event."""
    what = get_object_or_404(BulkRun.objects.select_related("by__person"), event=event, pk=pk)
    what.event = event
    return what


def _chosen(request: HttpRequest, event: Event) -> list[int]:
    """The registrations that the form of a list names."""
    whom = request.POST.get("whom", "ticked")
    if whom == "all":
        people = _all_of(request, event, request.POST.get("list", ""))
        return list(people.values_list("pk", flat=True))
    sent = request.POST.getlist("shown" if whom == "page" else "place")
    return [int(pk) for pk in sent if pk.isdecimal() and len(pk) < 19]


def _all_of(request: HttpRequest, event: Event, name: str) -> QuerySet[Registration]:
    """The list of this name on the page of the event, whole."""
    if name == "roster":
        return lists.roster(event, typed(request), request.user)
    if name == "decisions":
        return lists.decisions(event)
    if name == "line":
        return lists.waiting(event)
    raise Http404


def _begin(request: HttpRequest, event: Event, act: str, places) -> HttpResponse:
    try:
        run = bulk.choose(event, act=act, places=places, by=request.user)
    except bulk.BulkRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("event_run", event.pk)
    return redirect("bulk_run", event.pk, run.pk)


def _form(run: BulkRun, data: QueryDict | None = None) -> BaseForm | None:
    """What is asked with the press; a mail's words were asked before."""
    make = FORMS.get(Act(run.act))
    return make(data) if make else None


def _reason(form: BaseForm | None) -> str:
    if form is None:
        return ""
    return form.reason if isinstance(form, DeclineForm) else form.cleaned_data["reason"]


def _words(request: HttpRequest, event: Event, run: BulkRun) -> HttpResponse:
    people = [item.registration for item in run.items.select_related("registration__person")]
    given = {"subject": run.subject, "text": run.text}
    form = BulkMailForm(posted(request), initial=given, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            bulk.write(run, **form.cleaned_data)
        except bulk.BulkRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("bulk_run", event.pk, run.pk)
    context = {
        "form": form,
        "button": _("Look at the mail"),
        "notes": [bulk_words.whom(people)],
        "wide": True,
    }
    return render(request, "events/office/ask.html", frame(event, _("Write a mail")) | context)


def _review(request: HttpRequest, event: Event, run: BulkRun, form=None) -> HttpResponse:
    seen = bulk.foresee(run, event)
    context = {
        "run": run,
        "review": bulk_words.review(run, seen),
        "seen": seen.seen,
        "possible": bool(seen.done),
        "several": len(seen.done) > 1,
        "form": form if form is not None else _form(run),
        "letter": bulk_words.preview(run, seen),
        "stop": run.act in (Act.DECLINE, Act.GIVE_BACK),
    }
    title = frame(event, bulk_words.title(run))
    return render(request, "events/office/bulk_review.html", title | context)


def _progress(request: HttpRequest, event: Event, run: BulkRun) -> HttpResponse:
    """How far it is; once it is through, what came of each."""
    items = list(run.items.select_related("registration__person"))
    left = [item for item in items if item.outcome == BulkItem.Outcome.WAITING]
    context = {
        "run": run,
        "items": items,
        "total": len(items),
        "over": len(items) - len(left),
        "left": len(left),
        "done": [item for item in items if item.outcome == BulkItem.Outcome.DONE],
        "refused": [item for item in items if item.outcome == BulkItem.Outcome.REFUSED],
    }
    title = frame(event, bulk_words.title(run))
    return render(request, "events/office/bulk_run.html", title | context)
