"""Lists of people that leave Rollcall as files: what is asked first, the file, how far it is.

What stands before them is in guard.py. What they get, and what they are refused, is written to
the log.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from events import exports, rosters
from events.export_forms import ExportForm
from events.models import Event, Export
from events.roles import may_see_addresses, may_see_legal_names
from events.views.office import guard, records
from events.views.office.access import for_coordinators, with_event
from events.views.office.questions import frame

ASKED = "events.export"  # in the session, while someone proves to be there
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _proved(request: HttpRequest, next_url: str) -> None:
    """What was asked for waits in the session: words that were looked for belong in no address."""
    try:
        guard.proved(request, next_url)
    except guard.Stopped:
        if request.method == "POST":
            names = (*records.RegistrationFilterSet.base_filters, "q", "format")
            request.session[ASKED] = {name: request.POST.get(name, "") for name in names}
        raise


@dataclass(frozen=True)
class Wanted:
    """A list that someone wants, and the pages that it is asked for and made on."""

    what: str
    pks: list[int]
    asked: dict[str, str]
    page: str
    file: str
    context: dict[str, Any]
    event: Event | None = None
    filters: str = ""
    left_out: int = 0  # people who asked for it
    all_pks: Sequence[int] = ()


def _asked(request: HttpRequest) -> dict[str, str]:
    """What was posted, or what was posted before someone had to prove to be there."""
    if request.method == "POST":
        return request.POST.dict()
    if ASKED not in request.session:
        return {}
    return request.session.pop(ASKED)  # the page's form holds it from here on


def _roster(request: HttpRequest, event: Event) -> Wanted:
    people = rosters.people(event)
    everyone, pks = exports.people_of(people), exports.people_of(rosters.listed(people))
    return Wanted(
        what=Export.What.ROSTER,
        event=event,
        pks=pks,
        all_pks=everyone,
        left_out=len(everyone) - len(pks),
        asked=_asked(request),
        page=reverse("event_export", args=[event.pk]),
        file=reverse("event_export_file", args=[event.pk]),
        context=frame(event, _("Download the roster")),
    )


def _registrations(request: HttpRequest) -> Wanted:
    asked = _asked(request)
    found = records.found(asked, by=request.user)
    title = _("Download the list of registrations")
    places = ((_("Home"), "wagtailadmin_home"), (_("Registrations"), "registration:index"))
    crumbs = [{"url": reverse(name), "label": label} for label, name in places]
    everyone = exports.people_of(found.registrations)
    pks = exports.people_of(rosters.listed(found.registrations))
    return Wanted(
        what=Export.What.REGISTRATIONS,
        pks=pks,
        all_pks=everyone,
        left_out=len(everyone) - len(pks),
        asked=found.asked,
        filters=found.words,
        page=reverse("registrations_export"),
        file=reverse("registrations_export_file"),
        context={
            "header_title": title,
            "breadcrumbs_items": [*crumbs, {"url": "", "label": title}],
        },
    )


def _question(request: HttpRequest, wanted: Wanted, form: ExportForm) -> HttpResponse:
    context = {
        "wanted": wanted,
        "form": form,
        "columns": _columns(request, wanted),
        "back": reverse("event_run", args=[wanted.event.pk])
        if wanted.event
        else reverse("registration:index"),
    }
    return render(request, "events/office/export.html", wanted.context | context)


def _columns(request: HttpRequest, wanted: Wanted, *, legal: bool = False) -> list[rosters.Column]:
    with_address = may_see_addresses(request.user)
    return rosters.columns(wanted.event, with_address=with_address, legal=legal)


def _form(request: HttpRequest, wanted: Wanted, *args, **kwargs) -> ExportForm:
    """Legal names go with the roster of one event, to who may see them."""
    legal = wanted.event is not None and may_see_legal_names(request.user)
    return ExportForm(*args, left_out=wanted.left_out, may_see_legal=legal, **kwargs)


def _ask(request: HttpRequest, wanted: Wanted) -> HttpResponse:
    format = wanted.asked.get("format") or Export.Format.XLSX
    return _question(request, wanted, _form(request, wanted, initial={"format": format}))


def _make(request: HttpRequest, wanted: Wanted) -> HttpResponse:
    """The file, once the form is right and nothing speaks against it."""
    form = _form(request, wanted, request.POST)
    if not form.is_valid():
        return _question(request, wanted, form)
    guard.within_limit(request)
    asked = form.cleaned_data
    legal, pks = asked.get("legal", False), wanted.pks
    filters = [wanted.filters, asked.get("reason", "")]
    if asked.get("unlisted"):
        pks = wanted.all_pks
        filters.append(_("with the people who asked to be left out"))
    export = exports.begin(
        by=request.user,
        what=Export.What.CREDIT if legal else wanted.what,
        format=asked["format"],
        rows=len(pks),
        event=wanted.event,
        filters="; ".join(filter(None, filters)),
        key=asked["key"],
    )
    numbered = rosters.numbers(wanted.event) if wanted.event and wanted.left_out else None
    return _file(export, pks, _columns(request, wanted, legal=legal), numbered)


def _file(
    export: Export,
    pks: Sequence[int],
    columns: list[rosters.Column],
    numbered: dict[int, int] | None,
) -> HttpResponse:
    # The name of the file lands in histories and on shared disks: it names the event, nobody else.
    name = f"{export.what}-{export.event.slug}" if export.event else export.what
    filename = f"{name}.{export.format}"
    if export.format == Export.Format.CSV:
        response = StreamingHttpResponse(
            exports.as_csv(export, pks, columns, numbered), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="{filename}"'
        return response
    file = exports.as_xlsx(export, pks, columns, numbered)
    return FileResponse(file, as_attachment=True, filename=filename, content_type=XLSX_TYPE)


@never_cache
@guard.guarded(Export.What.ROSTER)
@with_event
def roster(request: HttpRequest, event: Event) -> HttpResponse:
    """The roster of one event: which kind of file?"""
    _proved(request, reverse("event_export", args=[event.pk]))
    return _ask(request, _roster(request, event))


@never_cache
@require_POST
@guard.guarded(Export.What.ROSTER)
@with_event
def roster_file(request: HttpRequest, event: Event) -> HttpResponse:
    """The roster of one event as a file."""
    _proved(request, reverse("event_export", args=[event.pk]))
    return _make(request, _roster(request, event))


@never_cache
@guard.guarded(Export.What.REGISTRATIONS)
def registrations(request: HttpRequest) -> HttpResponse:
    """The list of registrations as it was filtered: which kind of file?"""
    _proved(request, request.path)
    return _ask(request, _registrations(request))


@never_cache
@require_POST
@guard.guarded(Export.What.REGISTRATIONS)
def registrations_file(request: HttpRequest) -> HttpResponse:
    """The same list as a file."""
    _proved(request, reverse("registrations_export"))
    return _make(request, _registrations(request))


@never_cache
@for_coordinators
def progress(request: HttpRequest, key: UUID) -> JsonResponse:
    """How far one's own export has come. Of others' and of invented ones nothing is told."""
    export = Export.objects.filter(key=key, by=request.user).first()
    if export is None:
        return JsonResponse({"done": 0, "total": 0, "words": "", "over": False})
    over = export.result != Export.Result.BEGUN
    values = {"done": number_format(export.rows_done), "total": number_format(export.rows_total)}
    return JsonResponse(
        {
            "done": export.rows_done,
            "total": export.rows_total,
            "words": _("%(done)s of %(total)s rows") % values,
            "over": over,
        }
    )
