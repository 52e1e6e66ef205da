"""Wagtail's screens of users: an address, a person's names, roles; never a password."""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import AccountView, NameEmailSettingsPanel
from wagtail.users import forms as wagtail_forms
from wagtail.users.views import users as wagtail_users

from accounts import lapsing
from accounts.addresses import clean_address
from accounts.lines import LineField
from accounts.models import Person, User


class _PersonNames(forms.ModelForm):
    """The names live on the person; the two fields carry the names that Wagtail's page draws."""

    first_name = LineField(label=_("Given name"), max_length=80)
    last_name = LineField(label=_("Family name"), max_length=80)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.validators.append(clean_address)
        # One's own address changes on one's own page, which asks for a fresh proof first.
        email.disabled = "is_active" not in self.fields and self.instance.pk is not None
        if self.instance.pk:
            person = Person.objects.get(user=self.instance)
            self.initial["first_name"] = person.given_name
            self.initial["last_name"] = person.family_name

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        others = User.objects.exclude(pk=self.instance.pk)
        if others.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("Another user signs in with this address."))
        return email

    def save(self, commit: bool = True) -> User:
        """Saves the user, the person's names and, where it changed, the address to sign in with."""
        with transaction.atomic():
            if not self.instance.pk:
                self.instance.set_unusable_password()
            user = super().save(commit=commit)
            names = {"given_name": "first_name", "family_name": "last_name"}
            Person.objects.filter(user=user).update(
                **{ours: self.cleaned_data[theirs] for ours, theirs in names.items()}
            )
            self._mark_staff(user)
            if "email" in self.changed_data:
                _replace_address(user, old=self.initial.get("email", ""))
        return user

    def _mark_staff(self, user: User) -> None:
        """Whoever has a role is staff, and so needs a second factor."""
        if not user.is_staff and (user.is_superuser or user.groups.exists()):
            user.is_staff = True
            user.save(update_fields=["is_staff"])


class UserCreationForm(_PersonNames, wagtail_forms.UserCreationForm):
    """A new user signs in with a code, which also confirms the address."""


class UserEditForm(_PersonNames, wagtail_forms.UserEditForm):
    """A new address has to be confirmed anew: by the next sign-in with a code."""


class CreateView(wagtail_users.CreateView):
    """Only an administrator makes an administrator."""

    def get_form(self, *args, **kwargs):
        return _without_rank(super().get_form(*args, **kwargs), self.request.user)


class EditView(wagtail_users.EditView):
    """Only an administrator edits one: a new address is a way into the account."""

    def dispatch(self, request, *args, **kwargs):
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form(self, *args, **kwargs):
        return _without_rank(super().get_form(*args, **kwargs), self.request.user)


class UserViewSet(wagtail_users.UserViewSet):
    """Settings, Users."""

    add_view_class = CreateView
    edit_view_class = EditView

    def get_form_class(self, for_update: bool = False):
        return UserEditForm if for_update else UserCreationForm


def _without_rank(form: forms.ModelForm, user: User) -> forms.ModelForm:
    if not user.is_superuser:
        form.fields.pop("is_superuser", None)
    return form


class OwnSettingsView(AccountView):
    """Wagtail's page of the user without its name form: the names are the person's."""

    def get_panels(self) -> list:
        panels = super().get_panels()
        return [panel for panel in panels if not isinstance(panel, NameEmailSettingsPanel)]


own_settings = require_admin_access(OwnSettingsView.as_view())


def _replace_address(user: User, *, old: str) -> None:
    """The old address no longer signs in, and is told so; what it had proven ends with it."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True})
    lapsing.end_with_address(user)
    if old:
        get_adapter().send_notification_mail(
            "account/email/email_changed",
            user,
            context={"from_email": old, "to_email": user.email},
            email=old,
        )
