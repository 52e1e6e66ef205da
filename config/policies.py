"""Which Content-Security-Policy an answer carries: the site's, or the back office's."""

from csp.constants import HEADER, SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from config import office


class PolicyMiddleware(CSPMiddleware):
    """The site's policy everywhere but in the back office, which has its own.

    A page that the editor previews is drawn in a frame of the editor. It keeps the policy that it
    will have when it is published, so that what would not work there does not work here either;
    only the frame around it is allowed. Wagtail marks such an answer by its X-Frame-Options.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if _is_framed(request, response):
            del response.headers[HEADER]  # as the page itself would say it: in no frame
        return super().process_response(request, response)

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponse, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if _is_framed(request, response):
            parts.replace = {"frame-ancestors": [SELF]}
        elif office.asked_for(request):
            parts.config = settings.OFFICE_SECURITY_POLICY
        return parts


def _is_framed(request: HttpRequest, response: HttpResponse) -> bool:
    return office.asked_for(request) and response.headers.get("X-Frame-Options") == "SAMEORIGIN"
