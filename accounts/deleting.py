"""Deleting a record in the back office: refused in words while other records need it."""

from django.db.models import ProtectedError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.generic import DeleteView


class DeleteUnlessNeeded(DeleteView):
    """Deletes what nothing else points at; else says so and goes back to the record."""

    def form_valid(self, form) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ProtectedError:
            sentence = _("%(name)s is in use, so it cannot be deleted.")
            messages.error(self.request, sentence % {"name": self.object})
            return redirect(self.edit_url_name, self.object.pk)
