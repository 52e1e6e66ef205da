"""Whether this process lives, and whether the whole site works: for load balancers and people."""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mail.models import Heartbeat

FRESH = {"worker": timedelta(minutes=2), "clock": timedelta(minutes=5)}


@require_safe
@never_cache
def healthz(request) -> HttpResponse:
    """This process answers. Asks nothing else, so that a slow database restarts no web server."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request) -> JsonResponse:
    """503 unless the database answers and worker and clock were heard of lately."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        state = {"database": True} | _heard_of()
    except DatabaseError:
        state = {"database": False}
    return JsonResponse(state, status=200 if all(state.values()) else 503)


def _heard_of() -> dict[str, bool]:
    """For each background process, whether its last heartbeat is fresh."""
    heard = dict(Heartbeat.objects.values_list("name", "at"))
    now = timezone.now()
    return {name: name in heard and now - heard[name] < age for name, age in FRESH.items()}
