"""What keeps the tree of pages whole: addresses that are taken, and pages that stay.

Wagtail saves copies and aliases without validation, so their form asks the same question.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import CopyForm
from wagtail.models import PagePermissionTester


class AddressCopyForm(CopyForm):
    """The form of copies and aliases: refuses the addresses that the page itself would refuse."""

    def clean(self):
        cleaned = super().clean()
        if reason := self.page.specific_class.address_refused(cleaned.get("new_slug", "")):
            self.add_error("new_slug", reason)
        return cleaned


class GuardedAddress:
    """A kind of page whose last part of the address is not free; mixed in before Page."""

    SLUG = ""  # the only one it may have
    TAKEN: frozenset[str] = frozenset()  # those it may not have
    copy_form_class = AddressCopyForm

    @classmethod
    def address_refused(cls, slug: str) -> str:
        """Why this kind of page cannot have this slug; "" where it can."""
        if cls.SLUG and slug != cls.SLUG:
            return _("The address of this page stays “%(slug)s”.") % {"slug": cls.SLUG}
        if slug.lower() in cls.TAKEN:
            return _("The site itself uses this address. Choose another one.")
        return ""

    def clean(self):
        """Refuses an address under which nobody could see the page, or would look for it."""
        super().clean()
        if reason := self.address_refused(self.slug):
            raise ValidationError({"slug": reason})


class _OnlyEdited(PagePermissionTester):
    """May be edited and published like any page; no right goes further, an administrator's too."""

    def can_delete(self, ignore_bulk=False):
        return False

    def can_unpublish(self):
        return False

    def can_move(self):
        return False

    def can_move_to(self, destination):
        return False

    def can_copy(self):
        return False

    def can_set_view_restrictions(self):
        return False


class StayingPage(GuardedAddress):
    """A page that the site cannot do without: never deleted, unpublished, hidden, moved, copied."""

    max_count = 1

    def permissions_for_user(self, user):
        """What this user may do with the page."""
        return _OnlyEdited(user, self)

    def clean(self):
        """Refuses a day on which it would disappear."""
        super().clean()
        if self.expire_at:
            raise ValidationError({"expire_at": _("This page stays. Leave the expiry empty.")})
