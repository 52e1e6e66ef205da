"""What search engines ask for: which pages there are, and which are nobody else's business."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Page

from accounts.public_pages import declare
from cms.addresses import PRIVATE
from events.links import absolute
from events.models import Event

MOST = 20_000  # a sitemap may hold 50,000 addresses (https://www.sitemaps.org/protocol.html)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page and listed event, the newest events first. Reads no session."""
    pages = Page.objects.live().public().filter(depth__gt=1, alias_of=None).order_by("path")
    entries = [
        {"address": absolute(page.get_url(request)), "changed": page.last_published_at}
        for page in pages
    ]
    entries += [{"address": absolute(reverse(name))} for name in ("events:list", "help")]
    slugs = Event.objects.listed().order_by("-pk").values_list("slug", flat=True)[:MOST]
    entries += [{"address": absolute(reverse("events:detail", args=[slug]))} for slug in slugs]
    content = get_template("sitemap.xml").render({"entries": entries})
    return declare(HttpResponse(content, content_type="application/xml"))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What programs that read the site should leave alone. Reads no session."""
    lines = ["User-agent: *", *(f"Disallow: /{part}/" for part in sorted(PRIVATE))]
    lines += [f"Sitemap: {absolute(reverse('sitemap'))}", ""]
    return declare(HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8"))
