from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    """Logins, people, agencies."""

    default = True
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self):
        # Models exist only now.
        from accounts import lapsing, second_factor  # noqa: PLC0415

        second_factor.connect()
        lapsing.connect()


class StaffUsersConfig(WagtailUsersAppConfig):
    """Wagtail's user screens with the forms of our user, who has an address and no user name."""

    user_viewset = "accounts.staff_users.UserViewSet"
