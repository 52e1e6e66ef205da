"""What a verifier has to see of someone who says where they work: one case on one screen."""

import re
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.addresses import FREE_MAIL, domain_of
from accounts.models import Affiliation, AffiliationChange, Agency, AgencyDomain, Evidence, Person
from events.models import Event, Registration

REJECTIONS = {
    "unknown": gettext_lazy("The agency does not know you."),
    "unreadable": gettext_lazy("The document does not show that you work there. Send another one."),
    "no_answer": gettext_lazy("The agency did not answer our question."),
    "other_name": gettext_lazy("The document carries another name than your account."),
}
OF_DOCUMENTS = {"unreadable", "other_name"}
ENDINGS = {
    "left": gettext_lazy("You do not work there any more."),
    "wrong": gettext_lazy("What we had confirmed turned out to be wrong."),
}
LOOK_ALIKES = 5
# Words that say nothing of which agency it is.
COMMON = frozenset(
    "police department dept county city sheriff office fire district school schools hospital "
    "the and of for state township village metro".split()
)


@dataclass(frozen=True)
class Case:
    """`address_says` is what their address proves; `look_alikes` are agencies of a similar name."""

    tie: Affiliation
    address: EmailAddress | None
    address_says: str
    history: list[AffiliationChange]
    places: list[Registration]
    documents: list[Evidence]
    other_ties: list[Affiliation]
    namesakes: list[Person]
    look_alikes: list[Agency] = field(default_factory=list)


def rejections(*, with_document: bool) -> dict[str, str]:
    """The reasons that can be given; those about a document only where one was sent."""
    if with_document:
        return REJECTIONS
    return {key: words for key, words in REJECTIONS.items() if key not in OF_DOCUMENTS}


def cases() -> QuerySet[Affiliation]:
    """Who waits for a decision, the oldest first."""
    waiting = Affiliation.objects.filter(state__in=Affiliation.WAITING)
    return waiting.exclude(agency__status=Agency.Status.SUSPENDED).order_by("created_at", "pk")


def next_case(after: Affiliation | None = None) -> Affiliation | None:
    """The oldest, or the one that comes after `after`; then again the oldest."""
    found = cases().with_proof().select_related("unit", "person__user", "agency__asked_by")
    if after:
        later = Q(created_at__gt=after.created_at) | Q(created_at=after.created_at, pk__gt=after.pk)
        if one := found.filter(later).first():
            return one
    return found.first()


def look(tie: Affiliation) -> Case:
    """Everything about `tie`, in a few statements, whatever there is of it."""
    person, agency = tie.person, tie.agency
    address = None
    if person.user_id:
        address = EmailAddress.objects.filter(user_id=person.user_id, primary=True).first()
    same_name = Person.objects.filter(
        given_name__iexact=person.given_name,
        family_name__iexact=person.family_name,
        affiliations__agency=agency,
    ).exclude(pk=person.pk)
    places = Registration.objects.live().filter(affiliation=tie, event__state__in=Event.RUNNING)
    return Case(
        tie=tie,
        address=address,
        address_says=_address_says(agency, address),
        history=list(tie.changes.select_related("by__person")),
        places=list(places.select_related("event__course").prefetch_related("event__slots")),
        documents=list(tie.evidence.all()),
        other_ties=list(person.affiliations.exclude(pk=tie.pk).with_proof()),
        namesakes=list(same_name.distinct()),
        look_alikes=_look_alikes(agency) if agency.status == Agency.Status.ASKED else [],
    )


def _address_says(agency: Agency, address: EmailAddress | None) -> str:
    if address is None:
        return _("No login: registered by someone else.")
    domain = domain_of(address.email)
    if domain in FREE_MAIL:
        return _("A mail service for everybody: it proves nothing.")
    listed = AgencyDomain.objects.filter(domain=domain).select_related("agency").first()
    if listed is None:
        return _("No agency lists this domain.")
    if listed.agency_id != agency.pk:
        return _("This domain belongs to %(agency)s.") % {"agency": listed.agency}
    if listed.proof == AgencyDomain.Proof.MANUAL:
        return _("The agency lists this domain, but citizens have addresses there too.")
    return _("The agency lists this domain.")


def _look_alikes(agency: Agency) -> list[Agency]:
    """Agencies that share a word of the name that is no common one, those with people first."""
    typed = re.findall(r"\w{3,}", agency.name.casefold())
    words = [word for word in typed if word not in COMMON]
    shared = Q()
    for word in words:
        shared |= Q(name__icontains=word) | Q(aliases__name__icontains=word)
    if not words:
        return []
    others = Agency.objects.filter(shared).exclude(pk=agency.pk)
    others = others.exclude(status=Agency.Status.MERGED)
    counted = others.annotate(people=Count("affiliations", distinct=True))
    return list(counted.order_by("-people", "name")[:LOOK_ALIKES])
