"""A person's tie to an agency in words: where it stands, and what they can do next."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Affiliation, Level
from accounts.renewals import day

State, Method = Affiliation.State, Affiliation.Method


@dataclass(frozen=True)
class Tie:
    """`sentence` says where it stands, `more` what to do; the rest is what can be pressed."""

    row: Affiliation
    sentence: str
    more: str
    tone: str
    can_send: bool
    can_renew: bool
    can_leave: bool


def of(tie: Affiliation) -> Tie:
    """Needs with_proof()."""
    sentence, more, tone = _words(tie)
    bound = tie.email is not None and tie.email.email == tie.address
    by_address = tie.method == Method.DOMAIN and bound
    return Tie(
        row=tie,
        sentence=sentence,
        more=more,
        tone=tone,
        can_send=tie.state != State.VERIFIED or tie.level < Level.DOCUMENT,
        can_renew=by_address and tie.state in (State.VERIFIED, State.EXPIRED),
        can_leave=tie.state in (State.CLAIMED, State.IN_REVIEW, State.VERIFIED, State.EXPIRED),
    )


def _words(tie: Affiliation) -> tuple[str, str, str]:
    if tie.state == State.VERIFIED:
        return _verified(tie)
    words = {
        State.CLAIMED: (
            _("You say so. Nobody has checked it yet."),
            _(
                "We check it as soon as you register for a class for first responders. It goes "
                "faster with a code of your agency, its coordinator's word, or a document."
            ),
            "warn",
        ),
        State.IN_REVIEW: (
            _("We are looking at your proof."),
            _("You need to do nothing: we write to you as soon as it is decided."),
            "warn",
        ),
        State.REJECTED: (
            _("We could not confirm it."),
            _("If that is wrong, send a document, or ask your training coordinator to vouch."),
            "stop",
        ),
        State.EXPIRED: (
            _("It has run out, or the address that proved it has changed."),
            _("Prove it again: by your agency address, a code of your agency, or a document."),
            "warn",
        ),
        State.REVOKED: (
            _("It has ended: your agency or we said that you do not work there any more."),
            _("If that is wrong, ask your training coordinator, or send a document."),
            "stop",
        ),
        State.TRANSFERRED: (_("You work elsewhere now."), "", ""),
    }
    return words[tie.state]


def _verified(tie: Affiliation) -> tuple[str, str, str]:
    until = {"until": day(tie.valid_until, tie.person.time_zone)}
    if not tie.agency.is_active:
        return (
            _("It does not count for now: your agency is not active here."),
            _("Ask us about it: how to reach us stands at the foot of each page."),
            "stop",
        )
    if not tie.is_valid:
        return (
            _("It does not count any more: the address that it was bound to has changed."),
            _("Prove it again: by your agency address, a code of your agency, or a document."),
            "warn",
        )
    how = {
        Method.DOMAIN: _("Known by your address at the agency, until %(until)s.") % until,
        Method.CODE: _("Known by a code of the agency, until %(until)s.") % until,
        Method.VOUCH: _("Your training coordinator says so, until %(until)s.") % until,
        Method.STAFF: _("Your agency told us so, until %(until)s.") % until,
        Method.DOCUMENT: _("You showed us a document. It counts until %(until)s.") % until,
    }
    return how[tie.method], "", "ok"
