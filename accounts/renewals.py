"""The mail that proves an agency's address anew, a year after it was first proven."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.formats import date_format

from accounts.models import Affiliation
from mail.outbox import Mail, queue

SALT = "accounts.renewal"
LINK_LIVES = timedelta(days=7)


def token(affiliation: Affiliation) -> str:
    """What its link carries. Used once: the tie has another date then."""
    return signing.dumps([affiliation.pk, _state(affiliation)], salt=SALT)


def opened(token: str) -> Affiliation | None:
    """The tie that the link of a mail renews; None where it is too old, used or made up."""
    try:
        pk, state = signing.loads(token, salt=SALT, max_age=LINK_LIVES)
    except signing.BadSignature:
        return None
    tie = Affiliation.objects.with_proof().filter(pk=pk).first()
    return tie if tie and _state(tie) == state and _still_bound(tie) else None


def ask(affiliation: Affiliation) -> bool:
    """Mails the link to the address that the tie is bound to; False where that is gone."""
    if not _still_bound(affiliation):
        return False
    queue(mail(affiliation, "renew", key=f"renew/{affiliation.pk}/{_state(affiliation)}"))
    return True


def mail(affiliation: Affiliation, kind: str, *, key: str, reason: str = "") -> Mail:
    """A mail of `kind` (templates in accounts/email/) to the address that the tie is bound to."""
    person = affiliation.person
    by_address = affiliation.method == Affiliation.Method.DOMAIN
    renew = reverse("account_renew_tie", args=[token(affiliation)])
    links = {
        "renew": f"{settings.SITE_URL}{renew}",
        "work": f"{settings.SITE_URL}{reverse('account_work')}",
    }
    return Mail(
        kind=f"accounts/email/{kind}",
        to=affiliation.address or person.contact_email,
        to_name=person.name_on_roster,
        language=person.language,
        key=key,
        related=f"affiliation/{affiliation.pk}",
        facts={
            "name": person.greeting,
            "agency": affiliation.agency.name,
            "until": day(affiliation.valid_until, person.time_zone),
            "by_address": by_address,
            "reason": reason,
            "links": links,
            "link": links["renew" if by_address else "work"],
        },
    )


def day(moment: datetime | None, zone: str) -> str:
    """ "December 7, 2026", on the clock of this zone; "" for none."""
    return date_format(moment.astimezone(ZoneInfo(zone)), "F j, Y") if moment else ""


def _still_bound(affiliation: Affiliation) -> bool:
    email = affiliation.email
    return email is not None and email.verified and email.email == affiliation.address


def _state(affiliation: Affiliation) -> str:
    until = affiliation.valid_until or datetime.min.replace(tzinfo=UTC)
    return f"{affiliation.state}/{until.isoformat()}"
