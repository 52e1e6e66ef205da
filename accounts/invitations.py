"""A coordinator asks a colleague by mail to join: one link, one address, one use, seven days."""

import secrets

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import agencies, verification, vouching
from accounts.addresses import clean_address
from accounts.models import Affiliation, Agency, AgencyInvitation, Profession, User
from accounts.models.coordination import digest, invitation_end
from accounts.proofs import VerificationRefused
from accounts.renewals import day
from mail.outbox import Mail, queue


@transaction.atomic
def invite(agency: Agency, *, email: str, profession: str, by: User) -> AgencyInvitation:
    """Mails a link to `email` (any case); asked again, the link before stops working.

    An address outside the agency's domains may be asked too: a verifier then looks as well.
    """
    if not agencies.coordinates(by, agency):
        raise VerificationRefused(_("Only a training coordinator of this agency may invite."))
    email, token = clean_address(email), secrets.token_urlsafe(24)
    invitation, _made = AgencyInvitation.objects.update_or_create(
        agency=agency,
        email=email,
        used_at=None,
        defaults={
            "digest": digest(token),
            "profession": Profession.objects.get(code=profession),
            "invited_by": by,
            "expires_at": invitation_end(),
        },
    )
    page = reverse("account_join_agency", args=[token])
    queue(
        Mail(
            kind="accounts/email/invited",
            to=email,
            key=f"agency-invitation/{digest(token)}",
            not_after=invitation.expires_at,
            facts={
                "agency": agency.name,
                "by": by.get_full_name(),
                "until": day(invitation.expires_at, by.person.time_zone),
                "links": {"join": f"{settings.SITE_URL}{page}"},
            },
        )
    )
    return invitation


def opened(token: str) -> AgencyInvitation | None:
    """The invitation of a link that still works."""
    found = AgencyInvitation.objects.select_related("agency", "profession", "invited_by")
    invitation = found.filter(digest=digest(token)).first()
    return invitation if invitation and invitation.is_open else None


@transaction.atomic
def accept(invitation: AgencyInvitation, *, by: User) -> Affiliation:
    """`by`, signed in with the address that was asked, joins; the inviter's word vouches.

    Raises VerificationRefused for somebody else, and for a link that was used or is too old.
    """
    if by.email != invitation.email.lower():
        raise VerificationRefused(
            _("This invitation is for another address. Sign in with the one that it came to.")
        )
    now = timezone.now()
    open_ones = AgencyInvitation.objects.filter(pk=invitation.pk, used_at=None, expires_at__gt=now)
    if not open_ones.update(used_at=now):
        raise VerificationRefused(_("This invitation was used already, or is too old."))
    tie = verification.claim(
        by.person, profession=invitation.profession.code, agency_name=invitation.agency.name
    )
    if not agencies.coordinates(invitation.invited_by, invitation.agency):
        return tie  # whoever asked has no say there any more
    return vouching.vouch(tie, by=invitation.invited_by, reason=_("Invited by mail."))
