"""What ends by time or with an address: told before, ended, and given back by a new proof."""

from datetime import datetime, timedelta

from allauth.account.signals import email_changed, email_removed
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import renewals, verification
from accounts.models import Affiliation, User
from mail import outbox

State, Method = Affiliation.State, Affiliation.Method
TOLD_BEFORE = (30, 7)  # days


def end_lapsed(now: datetime | None = None) -> int:
    """Ends what is verified on paper and does not count any more; returns how many.

    It has stopped counting at that very moment (Affiliation.is_valid); this writes it down, sends
    places in classes still to come back to be checked, and tells the person.
    """
    now = now or timezone.now()
    return sum(_end(pk, now) for pk in _lapsed(now).values_list("pk", flat=True))


def end_with_address(user: User) -> int:
    """The same for one person, whose address has just changed."""
    now = timezone.now()
    theirs = _lapsed(now).filter(person__user=user)
    return sum(_end(pk, now) for pk in theirs.values_list("pk", flat=True))


def note_address(user: User, **kwargs) -> None:
    """allauth says that an address of `user` was changed or removed."""
    end_with_address(user)


def connect() -> None:
    """Listens to allauth; called once, when the app is ready."""
    for signal in (email_changed, email_removed):
        signal.connect(note_address, dispatch_uid="accounts.address")


def _lapsed(now: datetime):
    over = Q(valid_until__lte=now)
    has_login = Q(person__user__isnull=False)
    gone = Q(email=None) | ~Q(email__email=F("address"))
    unproven = Q(email__verified=False) & Q(method=Method.DOMAIN)
    verified = Affiliation.objects.filter(state=State.VERIFIED)
    return verified.filter(over | (has_login & (gone | unproven)))


@transaction.atomic
def _end(pk: int, now: datetime) -> int:
    rows = Affiliation.objects.with_proof().select_for_update(of=("self",))
    tie = rows.get(pk=pk)
    if tie.state != State.VERIFIED or not _lapsed(now).filter(pk=pk).exists():
        return 0  # renewed meanwhile
    over = tie.valid_until <= now
    reason = _("It was verified until that day.") if over else _("The mail address has changed.")
    verification.expire(tie, reason=reason)
    if over:
        outbox.queue(renewals.mail(tie, "ended", key=f"ended/{tie.pk}/{tie.valid_until:%Y%m%d}"))
    return 1


def tell_before(now: datetime | None = None) -> int:
    """Writes to those whose tie ends in 30 and in 7 days, once each; returns to how many."""
    return sum(_tell(days, now or timezone.now()) for days in sorted(TOLD_BEFORE))


@transaction.atomic
def _tell(days: int, now: datetime) -> int:
    ends = Q(valid_until__gt=now, valid_until__lte=now + timedelta(days=days))
    untold = Q(warned_days=None) | Q(warned_days__gt=days)
    due = Affiliation.objects.filter(ends, untold, state=State.VERIFIED)
    ties = list(due.with_proof().select_for_update(of=("self",)))
    Affiliation.objects.filter(pk__in=[tie.pk for tie in ties]).update(warned_days=days)
    reached = [tie for tie in ties if tie.address or tie.person.contact_email]
    outbox.queue(
        *(
            renewals.mail(tie, "ending", key=f"ending/{tie.pk}/{tie.valid_until:%Y%m%d}/{days}")
            for tie in reached
        )
    )
    return len(reached)
