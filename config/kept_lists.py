"""A list of the back office comes back as it was left: its filter, search, page and order.

Each list's last query is kept in the session, under the list's address. A link back says only
`?kept=1`: what was searched for stands in no link, and where it leads nobody can change. Wagtail
itself keeps nothing: its breadcrumbs and its way back after a save lead to the whole list.
"""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from config import office

KEPT = "kept"
SESSION_KEY = "office_lists"
MOST = 20  # lists, the last ones: the session is read with every page
LONGEST = 500


class KeptListsMiddleware:
    """Notes the query of every list of records, and puts it back where that is asked for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and response.status_code == 302 and office.asked_for(request):
            response["Location"] = _way_back(request, response["Location"])
        return response

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        """Puts the query back, or notes it."""
        address = _list_at(request, view)
        if not address or not request.user.has_perm("wagtailadmin.access_admin"):
            return None
        kept = request.session.get(SESSION_KEY, {})
        if KEPT in request.GET:
            query = kept.get(address, "")
            return redirect(address + (f"?{query}" if query else ""))
        asked = _lasting(request.GET)
        if kept.get(address, "") != asked:
            others = [pair for pair in kept.items() if pair[0] != address]
            request.session[SESSION_KEY] = {**dict(others[1 - MOST :]), address: asked}
        return None

    def process_template_response(self, request: HttpRequest, response: HttpResponse):
        """The breadcrumbs of Wagtail's own forms."""
        items = (response.context_data or {}).get("breadcrumbs_items")
        if items and office.asked_for(request):
            response.context_data["breadcrumbs_items"] = [
                {**item, "url": _way_back(request, str(item["url"]))} if item.get("url") else item
                for item in items
            ]
        return response


def _list_at(request: HttpRequest, view) -> str:
    """The address of the list that is asked for; empty for anything else.

    A list is named "event:index"; "event:index_results" is its part that is fetched. A page of
    ours that has lists on it says so (events/views/office/access.py).
    """
    if request.method != "GET" or not office.asked_for(request):
        return ""
    if getattr(view, "comes_back_as_left", False):
        return request.path
    name = request.resolver_match.view_name
    if not name.endswith((":index", ":index_results")):
        return ""
    return reverse(name.removesuffix("_results"))


def _lasting(query: QueryDict) -> str:
    """The query without what belongs to one request alone; nothing where it is no list's."""
    lasting = query.copy()
    for name in [name for name in lasting if name.startswith("_w_") or name == "export"]:
        del lasting[name]
    asked = lasting.urlencode()
    return asked if len(asked) <= LONGEST else ""


def _way_back(request: HttpRequest, address: str) -> str:
    """`address`, or where that is a list whose query is kept, the way to it."""
    kept = request.session.get(SESSION_KEY, {})
    return f"{address}?{KEPT}=1" if kept.get(address) else address
