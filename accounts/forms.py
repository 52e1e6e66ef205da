"""The forms of signing up, signing in, and one's own page. Shape only."""

from zoneinfo import available_timezones

from allauth.account import app_settings
from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
)
from allauth.account.internal.flows.password_reset_by_code import (
    PASSWORD_RESET_VERIFICATION_SESSION_KEY,
)
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY, get_pending_stage
from allauth.core import context, ratelimit
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.addresses import LONGEST, AddressField
from accounts.lines import LineField
from accounts.models import Person
from accounts.nobody import active_login_of, nobody
from accounts.reauthentication import CODE_KEY
from accounts.signup import free_address

EMAIL = {"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}
# The zones that most people here live in; the list of all others follows.
NEAR = (
    ("America/New_York", _("Eastern time")),
    ("America/Chicago", _("Central time")),
    ("America/Denver", _("Mountain time")),
    ("America/Phoenix", _("Mountain time, Arizona")),
    ("America/Los_Angeles", _("Pacific time")),
    ("America/Anchorage", _("Alaska time")),
    ("Pacific/Honolulu", _("Hawaii time")),
)


def time_zone_choices() -> list[tuple]:
    """Every IANA zone, those of the United States first."""
    near = [name for name, _label in NEAR]
    others = sorted({z for z in available_timezones() if "/" in z or z == "UTC"}.difference(near))
    return [
        (_("United States"), NEAR),
        (_("All others"), [(zone, zone.replace("_", " ")) for zone in others]),
    ]


class SignupForm(forms.Form):
    """Who are you, and where can we send the code?"""

    given_name = LineField(
        label=_("Given name"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "given-name"}),
    )
    family_name = LineField(
        label=_("Family name"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "family-name"}),
    )
    email = AddressField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(EMAIL),
    )


class LoginForm(allauth_forms.LoginForm):
    """The address alone: the code does the rest."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["login"].widget = forms.EmailInput(EMAIL)
        self.fields["login"].validators.append(MaxLengthValidator(LONGEST))

    def _clean_without_password(self, email: str, phone: None) -> dict:
        """As allauth does, save that an address without a login goes all the same ways."""
        if ratelimit.consume(context.request, action="request_login_code", key=email.lower()):
            self.user = active_login_of(email) or nobody(email)
        else:
            self.add_error("login", get_adapter().validation_error("too_many_login_attempts"))
        return self.cleaned_data


class PasswordLoginForm(LoginForm):
    """For those who have set a password."""

    def _setup_password_field(self) -> None:
        """Keeps the field that allauth drops where signing up asks for no password."""
        self.fields["password"].widget.attrs.pop("placeholder", None)


class CodeForm(allauth_forms.BaseConfirmCodeForm):
    """A code from a mail: at most 3 tries, also where they arrive at the same moment.

    The count in the session is read, raised and written back, so that parallel guesses pass it
    by. This one is counted under a lock. It starts anew with each process, known address or not.
    """

    process, started = "", "at"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget = forms.TextInput(
            {
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        )

    def clean_code(self) -> str:
        self.count_try()
        return super().clean_code()

    def count_try(self) -> None:
        """ValidationError from the fourth try on."""
        request = context.request
        begun = request.session.get(self.process, {}).get(self.started)
        key = f"{request.session.session_key}/{self.process}/{begun}"
        if not ratelimit.consume(request, action="confirm_code", key=key):
            raise get_adapter().validation_error("too_many_login_attempts")


class LoginCodeForm(CodeForm):
    process, started = LOGIN_SESSION_KEY, "initiated_at"

    def clean_code(self) -> str:
        """Whoever mistypes reads how often they may still try."""
        try:
            return super().clean_code()
        except forms.ValidationError as wrong:
            left = self.tries_left()
            if wrong.code != "incorrect_code" or left < 1:
                raise
            words = ngettext("You can try %(n)d more time.", "You can try %(n)d more times.", left)
            raise forms.ValidationError(f"{wrong.message} {words % {'n': left}}") from wrong

    def tries_left(self) -> int:
        """After the one that was just wrong, by the count in the session."""
        failed = get_pending_stage(context.request).state["failed_attempts"]
        return app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS - failed - 1


class PasswordResetCodeForm(CodeForm):
    process = PASSWORD_RESET_VERIFICATION_SESSION_KEY


class ReauthenticationCodeForm(CodeForm):
    process = CODE_KEY


class EmailCodeForm(CodeForm, allauth_forms.ConfirmEmailVerificationCodeForm):
    process = EMAIL_VERIFICATION_CODE_SESSION_KEY

    def clean_code(self) -> str:
        """Who proves an address may have it, though someone else began to sign up with it."""
        self.count_try()
        given = self.cleaned_data["code"]
        if self.user and compare_user_code(actual=given, expected=self.expected_code):
            free_address(self.email, keep=self.user)
        return super(CodeForm, self).clean_code()


class AddPasskeyForm(AddWebAuthnForm):
    """A key that is added can sign in by itself unless one says otherwise."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].label = _("Sign in with it alone")
        self.fields["passwordless"].help_text = _(
            "Without a code by mail. It asks for your PIN, face or finger."
        )
        self.fields["name"].label = _("Name, to tell it from others")
        self.fields["name"].widget.attrs["autocomplete"] = "off"


class ProfileForm(forms.ModelForm):
    """What a person may change about themselves."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zone_choices)

    class Meta:
        model = Person
        fields = ["given_name", "family_name", "roster_name", "is_unlisted", "time_zone"]
        field_classes = dict.fromkeys(["given_name", "family_name", "roster_name"], LineField)
        widgets = {
            "given_name": forms.TextInput({"autocomplete": "given-name"}),
            "family_name": forms.TextInput({"autocomplete": "family-name"}),
            "roster_name": forms.TextInput({"autocomplete": "name"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["given_name"].required = self.fields["family_name"].required = True
