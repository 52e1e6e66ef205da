"""What an act for many will do, in sentences: the review says all of it before the press."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import bulk, waitlist
from events.bulk import Foreseen
from events.models import BulkRun, Registration
from events.views.office.people import Named, names_of, no_address
from events.views.office.reviews import Review
from mail import rendering
from mail.models import OutgoingEmail
from mail.office import without_keys

Act = BulkRun.Act


def title(run: BulkRun) -> str:
    """What is done, for the head of the page."""
    return {
        Act.APPROVE: _("Approve people"),
        Act.DECLINE: _("Decline people"),
        Act.GIVE_BACK: _("Give places back"),
        Act.MAIL: _("Write to people"),
    }[Act(run.act)]


def whom(people: Sequence[Registration]) -> str:
    """How many are chosen, and how many of them no mail reaches."""
    number = len(people)
    chosen = ngettext("%(n)s person is chosen.", "%(n)s people are chosen.", number)
    unreached = sum(not one.person.contact_email for one in people)
    lacking = ngettext(
        "%(n)s of them has no e-mail address.",
        "%(n)s of them have no e-mail address.",
        unreached,
    )
    sentence = chosen % {"n": number}
    return f"{sentence} {lacking % {'n': unreached}}" if unreached else sentence


def review(run: BulkRun, seen: Foreseen) -> Review:
    """Who and what follows, by name."""
    lines = [_summary(run, seen), *_groups(run, seen), *_next(run, seen), *_refused(seen)]
    lines += _unreached(seen)
    if run.act == Act.APPROVE and seen.done:
        lines.append(_("From now on we take their ties to the agencies as checked."))
    return Review(button=_button(run, seen), lines=lines)


def preview(run: BulkRun, seen: Foreseen) -> dict[str, str]:
    """The mail as the first of the people reads it; empty for anything else."""
    if run.act != Act.MAIL or not seen.written:
        return {}
    mail = bulk.letter(run, seen.written[0])
    row = OutgoingEmail(
        kind=mail.kind, to_name=mail.to_name, language=mail.language, facts=mail.facts
    )
    shown = rendering.render(row)
    return {"to": mail.to_name, "subject": shown.subject, "text": without_keys(shown.text)}


def _summary(run: BulkRun, seen: Foreseen) -> str:
    """ "12 people: 9 get a seat, 3 go to the waiting list; 12 mails."."""
    number = len(seen.done)
    people = ngettext("%(n)s person", "%(n)s people", number) % {"n": number}
    what = [_count(words, len(group)) for words, group in _kinds(run, seen) if group]
    mails = ngettext("%(n)s mail", "%(n)s mails", seen.mails) % {"n": seen.mails}
    return f"{people}: {', '.join(what)}; {mails}." if what else _("Nothing can be done for them.")


def _kinds(run: BulkRun, seen: Foreseen) -> list[tuple[tuple[str, str], list[Registration]]]:
    ended = {
        Act.DECLINE: (_("%(n)s is declined"), _("%(n)s are declined")),
        Act.GIVE_BACK: (_("%(n)s loses the place"), _("%(n)s lose the place")),
    }
    kinds = [
        ((_("%(n)s gets a seat"), _("%(n)s get a seat")), seen.seated),
        ((_("%(n)s goes to the waiting list"), _("%(n)s go to the waiting list")), seen.queued),
        ((_("%(n)s gets the mail"), _("%(n)s get the mail")), seen.written),
    ]
    if run.act in ended:
        kinds.append((ended[Act(run.act)], seen.ended))
    return kinds


def _count(words: tuple[str, str], number: int) -> str:
    return words[number != 1] % {"n": number}


def _groups(run: BulkRun, seen: Foreseen) -> list[Named]:
    return [
        Named(f"{_count(words, len(group))}:", names_of(group))
        for words, group in _kinds(run, seen)
        if group
    ]


def _next(run: BulkRun, seen: Foreseen) -> list[str | Named]:
    """Where the seats go that become free."""
    if seen.next_in_line:
        sentence = ngettext(
            "%(n)s seat goes to the next in line at once:",
            "%(n)s seats go to the next in line at once:",
            len(seen.next_in_line),
        )
        return [Named(sentence % {"n": len(seen.next_in_line)}, names_of(seen.next_in_line))]
    if not seen.freed:
        return []
    freed = ngettext("%(n)s seat becomes free.", "%(n)s seats become free.", seen.freed) % {
        "n": seen.freed
    }
    soon = run.event.starts_within(waitlist.AUTOMATIC_UNTIL)
    return [freed + " " + _("You decide who gets it: the event begins soon.") if soon else freed]


def _unreached(seen: Foreseen) -> list[Named]:
    """Whom staff must tell themselves what was done."""
    people = [one for one in (*seen.done, *seen.next_in_line) if not one.person.contact_email]
    if not people:
        return []
    return [Named(no_address(len(people)) % {"n": len(people)}, names_of(people))]


def _refused(seen: Foreseen) -> list[Named]:
    if not seen.refused:
        return []
    number = len(seen.refused)
    sentence = ngettext(
        "For %(n)s person it cannot be done:", "For %(n)s people it cannot be done:", number
    )
    names = [f"{names_of([one])[0]} ({why})" for one, why in seen.refused]
    return [Named(sentence % {"n": number}, names)]


def _button(run: BulkRun, seen: Foreseen) -> str:
    number = len(seen.done)
    words = {
        Act.APPROVE: ngettext("Approve %(n)s person", "Approve %(n)s people", number),
        Act.DECLINE: ngettext("Decline %(n)s person", "Decline %(n)s people", number),
        Act.GIVE_BACK: ngettext("Give back %(n)s place", "Give back %(n)s places", number),
        Act.MAIL: ngettext("Send %(n)s mail", "Send %(n)s mails", number),
    }
    return words[Act(run.act)] % {"n": number}
