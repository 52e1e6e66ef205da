"""A login: one e-mail address that nobody else signs in with."""

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models.person import Person

# Whoever acted stays named, and registrations hang on people. A user is switched off instead.
NEVER_DELETED = {"accounts.delete_user", "accounts.delete_person"}


class UserManager(BaseUserManager):
    """Makes users whose address is stored in lower case."""

    def create_user(self, email: str, password: str | None = None, **extra) -> "User":
        """A user with `email`; without a password they sign in by code or passkey."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **extra)
        user.set_password(password) if password else user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra) -> "User":
        """A user with every right."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """Who acts. Who learns is a Person."""

    email = models.EmailField(_("e-mail address"), max_length=254)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(
        _("staff"), default=False, help_text=_("Needs a second factor at sign-in.")
    )
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def __str__(self) -> str:
        return self.get_full_name()

    def save(self, *args, **kwargs):
        """Every login has its person and its address; where to write follows the login."""
        self.email = self.email.strip().lower()
        is_new, fields = self._state.adding, kwargs.get("update_fields")
        with transaction.atomic():
            super().save(*args, **kwargs)
            if is_new:
                Person.objects.create(user=self, contact_email=self.email)
                EmailAddress.objects.create(user=self, email=self.email, primary=True)
            elif fields is None or "email" in fields:
                theirs = Person.objects.filter(user=self)
                theirs.exclude(contact_email=self.email).update(contact_email=self.email)

    def has_perm(self, perm: str, obj=None) -> bool:
        """As Django does, save that no screen deletes users or people, for administrators too."""
        return perm not in NEVER_DELETED and super().has_perm(perm, obj)

    @cached_property
    def runs_an_agency(self) -> bool:
        """Whether the menu shows the desk of a training coordinator; sessions have read it."""
        if "is_coordinator" in self.__dict__:
            return self.is_coordinator
        return self.coordinates.filter(agency__status="active").exists()

    def get_full_name(self) -> str:
        """The person's name where there is one, else the address."""
        person = getattr(self, "person", None)
        return (person.name if person else "") or self.email

    def get_short_name(self) -> str:
        """How a page greets: the given name, else the address."""
        person = getattr(self, "person", None)
        return (person.given_name if person else "") or self.email
