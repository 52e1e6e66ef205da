"""Who of the agency's people was there, and the list of their places as a file."""

from datetime import timedelta

from allauth.core import ratelimit
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Agency
from accounts.reauthentication import prove_again, recently_authenticated
from events import agency_people, exports, rosters
from events.models import Export, Mark
from events.views.agency.access import of_agency

PROVED_WITHIN = timedelta(hours=1)
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@of_agency
@require_safe
def attendance(request: HttpRequest, agency: Agency) -> HttpResponse:
    """Where something was noted of its people, and how often each mark was."""
    rows = agency_people.attendance(agency)
    numbers = agency_people.counted(mark for _place, marks in rows for mark in marks)
    context = {
        "agency": agency,
        "rows": rows,
        "numbers": [(label, numbers.get(value, 0)) for value, label in Mark.choices],
    }
    return render(request, "events/agency/attendance.html", context)


@of_agency
@require_POST
def export(request: HttpRequest, agency: Agency, format: str) -> HttpResponse:
    """Its people's places as CSV or XLSX: after a fresh sign-in, and written to the log."""
    if format not in (Export.Format.CSV, Export.Format.XLSX):
        raise Http404
    home = reverse("events:agency_attendance", args=[agency.pk])
    if not recently_authenticated(request, within=PROVED_WITHIN):
        return prove_again(request, home)
    if limited := ratelimit.consume_or_429(request, action="export"):
        return limited
    pks = exports.people_of(rosters.listed(agency_people.places(agency)))
    taken = exports.begin(
        by=request.user,
        what=Export.What.REGISTRATIONS,
        format=format,
        rows=len(pks),
        filters=str(agency),
    )
    columns = rosters.columns(None, with_address=True)
    if format == Export.Format.CSV:
        lines = exports.as_csv(taken, pks, columns)
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    else:
        response = FileResponse(exports.as_xlsx(taken, pks, columns), content_type=XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="people.{format}"'
    return response
