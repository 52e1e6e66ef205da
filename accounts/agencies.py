"""Agencies: asked for, accepted, suspended, merged; who runs their people; their codes."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.listeners import tell_standing
from accounts.models import Affiliation, Agency, AgencyAlias, AgencyCode, AgencyCoordinator, User
from accounts.models.coordination import CODE_LIVES, digest_of_code, new_agency_code

Status = Agency.Status


class AgencyRefused(Exception):
    """Why not, in a sentence for staff or for a coordinator."""


def ask_for(name: str, *, by: User | None) -> Agency:
    """The agency of this name, or a new one that staff have to look at."""
    name = " ".join(name.split())
    try:
        with transaction.atomic():
            return Agency.objects.create(name=name, status=Status.ASKED, asked_by=by)
    except IntegrityError:
        known = Agency.objects.get(name__iexact=name)
        return known.merged_into or known


@transaction.atomic
def accept(agency: Agency, *, by: User) -> Agency:
    """Staff say that it exists: its people can be verified, and forms offer it."""
    return _to(agency, Status.ACTIVE, Status.ASKED)


@transaction.atomic
def suspend(agency: Agency, *, by: User) -> Agency:
    """Nothing that its people have proven counts until it is reinstated."""
    return _to(agency, Status.SUSPENDED, Status.ACTIVE)


@transaction.atomic
def reinstate(agency: Agency, *, by: User) -> Agency:
    """What its people have proven counts again, as far as it is in time."""
    return _to(agency, Status.ACTIVE, Status.SUSPENDED)


def _to(agency: Agency, status: str, origin: str) -> Agency:
    if not Agency.objects.filter(pk=agency.pk, status=origin).update(status=status):
        agency.refresh_from_db(fields=["status"])
        raise AgencyRefused(
            _("This cannot be done: %(agency)s is now “%(status)s”.")
            % {"agency": agency, "status": agency.get_status_display()}
        )
    agency.status = status
    tell_standing(agency.affiliations.filter(state=Affiliation.State.VERIFIED))
    return agency


@transaction.atomic
def merge(drop: Agency, *, into: Agency, by: User) -> Agency:
    """`drop` was another name of `into`: its people, units, domains and coordinators go there.

    Its name becomes an alias, so that whoever types it finds the other. Where a person has ties
    to both, the one that proves more stays; the history of the other is kept with it.
    """
    pks = sorted((drop.pk, into.pk))
    locked = {one.pk: one for one in Agency.objects.select_for_update().filter(pk__in=pks)}
    drop, into = locked.get(drop.pk), locked.get(into.pk)
    if drop is None or into is None or drop == into:
        raise AgencyRefused(_("Choose two agencies."))
    if Status.MERGED in (drop.status, into.status):
        raise AgencyRefused(_("One of them is merged into another already."))
    _move_ties(drop, into)
    drop.units.exclude(name__in=into.units.values("name")).update(agency=into)
    drop.domains.update(agency=into)
    drop.aliases.update(agency=into)
    drop.coordinators.exclude(user__in=into.coordinators.values("user")).update(agency=into)
    drop.codes.filter(revoked_at=None).update(revoked_at=timezone.now())
    drop.invitations.all().delete()
    drop.merged.update(merged_into=into)
    drop.status, drop.merged_into = Status.MERGED, into
    drop.save(update_fields=["status", "merged_into"])
    AgencyAlias.objects.get_or_create(name=drop.name, defaults={"agency": into})
    tell_standing(into.affiliations.all())
    return into


def _move_ties(drop: Agency, into: Agency) -> None:
    theirs = {tie.person_id: tie for tie in into.affiliations.all()}
    for tie in drop.affiliations.all():
        other = theirs.get(tie.person_id)
        if other is None:
            tie.agency = into
            tie.save(update_fields=["agency"])
            continue
        stays, goes = (tie, other) if tie.level > other.level else (other, tie)
        goes.changes.update(affiliation=stays)
        for relation in RELATIONS:
            getattr(goes, relation).update(affiliation=stays)
        goes.delete()
        if stays.agency_id != into.pk:
            stays.agency = into
            stays.save(update_fields=["agency"])


# What else hangs on a tie and goes with it when two become one.
RELATIONS = ["registrations"]


# --- who runs its people ----------------------------------------------------------------------


def coordinates(user: User, agency: Agency) -> bool:
    """Whether `user` is a training coordinator of `agency`, which is active."""
    return agency.is_active and agency.coordinators.filter(user=user, user__is_active=True).exists()


def agencies_of(user: User) -> list[Agency]:
    """The active agencies whose people `user` runs, by name."""
    mine = Agency.objects.active().filter(coordinators__user=user)
    return list(mine.order_by("name"))


def appoint(agency: Agency, *, user: User, by: User) -> AgencyCoordinator:
    """Staff make `user` a training coordinator of `agency`."""
    if not agency.is_active:
        raise AgencyRefused(_("The agency is not active."))
    made, _new = AgencyCoordinator.objects.get_or_create(
        agency=agency, user=user, defaults={"appointed_by": by}
    )
    return made


def dismiss(coordinator: AgencyCoordinator, *, by: User) -> None:
    """Takes the right back; what they did stays."""
    coordinator.delete()


# --- its codes --------------------------------------------------------------------------------


@transaction.atomic
def rotate_code(agency: Agency, *, by: User, quota: int, expires_at: datetime | None = None) -> str:
    """A new code for `quota` people; the one before stops working at once.

    The code is returned here and never again: its digest alone is stored.
    """
    Agency.objects.select_for_update().get(pk=agency.pk)
    agency.codes.filter(revoked_at=None).update(revoked_at=timezone.now())
    code = new_agency_code()
    AgencyCode.objects.create(
        agency=agency,
        digest=digest_of_code(code),
        quota=quota,
        expires_at=expires_at or timezone.now() + CODE_LIVES,
        made_by=by,
    )
    return code


def revoke_code(agency: Agency, *, by: User) -> int:
    """The code stops working at once; returns how many there were, 0 or 1."""
    return agency.codes.filter(revoked_at=None).update(revoked_at=timezone.now())


def take_code(code: str) -> AgencyCode | None:
    """The agency's code that was typed, counted; None where it is none that works.

    Counted by a conditional UPDATE: two who type the last one at once do not both get it.
    """
    usable = AgencyCode.objects.usable().filter(
        digest=digest_of_code(code), agency__status=Status.ACTIVE
    )
    known = usable.select_related("agency").first()
    if known is None or not usable.filter(pk=known.pk).update(used=F("used") + 1):
        return None
    return known
