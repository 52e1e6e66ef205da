"""Documents sent as proof: where no address leads, for verifiers, destroyed on decision."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import private_files
from accounts.models import Affiliation, AffiliationChange, Evidence, User

MOST = 3  # documents of one tie at a time


@transaction.atomic
def send(affiliation: Affiliation, upload: UploadedFile) -> Evidence:
    """Keeps a checked copy of `upload`; ValidationError, in words, where it is not taken."""
    Affiliation.objects.select_for_update().get(pk=affiliation.pk)
    if affiliation.evidence.count() >= MOST:
        raise ValidationError(
            _("%(n)s documents wait already. Please wait until they are looked at.") % {"n": MOST}
        )
    name, kind = private_files.keep(upload, folder="evidence")
    return Evidence.objects.create(affiliation=affiliation, file=name, kind=kind)


def note_seen(document: Evidence, *, by: User) -> None:
    """Writes down that a verifier opened it."""
    tie = document.affiliation
    AffiliationChange.objects.create(
        affiliation=tie,
        by=by,
        from_state=tie.state,
        to_state=tie.state,
        level=tie.level,
        method=tie.method,
        reason=_("Opened a document."),
    )


def destroy(*ties: Affiliation) -> int:
    """Deletes what was sent for `ties`, rows now and files once that stands; how many."""
    documents = Evidence.objects.filter(affiliation__in=ties)
    sent = list(documents.values_list("file", flat=True))
    if sent:
        documents.delete()
        transaction.on_commit(lambda: [private_files.PrivateFiles().delete(name) for name in sent])
    return len(sent)
