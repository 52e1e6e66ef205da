"""Documents sent as proof: where no address leads, for verifiers, destroyed on decision."""

from django.db import transaction

from accounts.models import Affiliation
from accounts.private_files import PrivateFiles


def destroy(affiliation: Affiliation) -> int:
    """Deletes what was sent for this tie, rows now and files once that stands; how many."""
    sent = list(affiliation.evidence.values_list("file", flat=True))
    if sent:
        affiliation.evidence.all().delete()
        transaction.on_commit(lambda: [PrivateFiles().delete(name) for name in sent])
    return len(sent)
