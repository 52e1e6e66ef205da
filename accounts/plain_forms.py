"""allauth's other forms in our words: the same terms everywhere, and no hint inside a field."""

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.addresses import clean_address
from accounts.nobody import active_login_of, nobody

APP_CODE = _("Code from the app")
APP_OR_SAVED_CODE = _("Code from the app, or a recovery code")
NEW_PASSWORD, AGAIN = _("New password"), _("New password once more")


def _say(form: forms.Form, **labels: str | Promise) -> None:
    """Labels the fields; a placeholder would repeat the label in gray, and looks like an answer."""
    for name, label in labels.items():
        form.fields[name].label = label
        form.fields[name].widget.attrs.pop("placeholder", None)


class NewAddressForm(account_forms.AddEmailForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _say(self, email=_("New e-mail address"))
        self.fields["email"].widget.attrs["autocomplete"] = "email"


class ForgottenPasswordForm(account_forms.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _say(self, email=_("E-mail address"))
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    def clean_email(self) -> str:
        """As allauth does, save that an address without a login goes all the same ways."""
        email = clean_address(self.cleaned_data["email"].lower())
        self.users = [active_login_of(email) or nobody(email)]
        return self.cleaned_data["email"]


class ChangePasswordForm(account_forms.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _say(self, oldpassword=_("Password until now"), password1=NEW_PASSWORD, password2=AGAIN)


class SetPasswordForm(account_forms.SetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _say(self, password1=NEW_PASSWORD, password2=AGAIN)


class ResetPasswordForm(account_forms.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _say(self, password1=NEW_PASSWORD, password2=AGAIN)


class ProvePasswordForm(account_forms.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _say(self, password=_("Password"))


class SecondFactorForm(mfa_forms.AuthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _say(self, code=APP_OR_SAVED_CODE)


class ProveSecondFactorForm(mfa_forms.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _say(self, code=APP_OR_SAVED_CODE)


class AddAppForm(ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _say(self, code=APP_CODE)
