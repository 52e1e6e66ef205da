"""Who a session belongs to, loaded with the person behind the login in one statement."""

from allauth.account import auth_backends
from django.db.models import BigAutoField, Exists, OuterRef

from accounts.models import AgencyCoordinator, User
from accounts.nobody import login_of
from accounts.prepared import Given, Prepared

COORDINATED = AgencyCoordinator.objects.filter(user=OuterRef("pk"), agency__status="active")
LOGIN = Prepared(
    lambda: (
        User.objects.select_related("person")
        .annotate(is_coordinator=Exists(COORDINATED))
        .filter(pk=Given("pk", BigAutoField()))
    )
)


class AuthenticationBackend(auth_backends.AuthenticationBackend):
    """allauth's, but nearly every page names the person, so it is not asked for apart."""

    def get_user(self, user_id: int) -> User | None:
        """The active login with its person; None for one that was switched off."""
        user = LOGIN.first(pk=user_id)
        return user if user and self.user_can_authenticate(user) else None

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        """allauth asks once for an address that it knows and twice for one that it does not."""
        return self._check_password(login_of(email), password)
