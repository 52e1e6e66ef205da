"""Access needs and diets: asked with a place, arranged by staff, and purged with time."""

from datetime import datetime, timedelta

from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from events.locking import one_transaction
from events.models import Accommodation, AccommodationChange, Diet, Event, Registration

Stage = Accommodation.Stage
KEPT_FOR = timedelta(days=30)


class NeedRefused(Exception):
    """Why not, in a sentence for staff."""


def ask(registration: Registration, *, needs: str = "", diet: str = "") -> None:
    """Keeps what someone asked for with their place; diets only where food is served."""
    if needs:
        request = Accommodation.objects.create(registration=registration, asked=needs)
        AccommodationChange.objects.create(accommodation=request, stage=Stage.ASKED)
    if diet and registration.event.serves_food:
        Diet.objects.create(registration=registration, needs=diet)


@one_transaction
def arrange(
    request: Accommodation, *, stage: str, by: User, promised: str = "", note: str = ""
) -> Accommodation:
    """`by` takes it on and says how far it is; a promise is what the person reads.

    Raises NeedRefused where something is promised without words.
    """
    request = Accommodation.objects.select_for_update().get(pk=request.pk)
    if stage in (Stage.PROMISED, Stage.TOLD) and not (promised or request.promised):
        raise NeedRefused(_("Write what is promised: the person reads it."))
    request.stage, request.owner = stage, by
    request.promised = promised or request.promised
    request.told_at = timezone.now() if stage == Stage.TOLD else request.told_at
    request.save()
    AccommodationChange.objects.create(accommodation=request, by=by, stage=stage, note=note)
    return request


def purge(now: datetime | None = None) -> int:
    """Deletes requests and diets 30 days after their event ended, or was cancelled; how many."""
    now = now or timezone.now()
    ended = Max("slots__ends_at")
    over = Event.objects.annotate(ended=ended).filter(ended__lt=now - KEPT_FOR)
    due = Q(registration__event__in=over.values("pk"))
    requests, diets = Accommodation.objects.filter(due), Diet.objects.filter(due)
    number = requests.count() + diets.count()
    requests.delete()
    diets.delete()
    return number


def diets(event: Event) -> list[tuple[str, int]]:
    """What is eaten and not, with how many people have a place: for the caterer, without names."""
    own = Diet.objects.filter(
        registration__event=event, registration__state=Registration.State.CONFIRMED
    )
    counted = own.values("needs").annotate(n=Count("pk")).order_by("-n", "needs")
    return [(row["needs"], row["n"]) for row in counted]
