"""What the site says of itself, and the one place where the hotline's numbers are kept."""

from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import NoFutureDateValidator, StreamField

from accounts.kept import OLDEST_SECONDS, Kept
from accounts.models.person import today
from cms.blocks import LinkBlock
from cms.panels import OverdueCheckPanel
from cms.phones import e164, validate_call, validate_text
from cms.shipped import SHIPPED

CHECK_EVERY = timedelta(days=365)
NUMBERS = ("hotline_call", "hotline_sms", "hotline_chat", "child_hotline_call")


@register_setting(icon="mobile-alt", order=10)
class SiteSettings(BaseGenericSetting):
    """One row, made as the form is opened for the first time; until then what is shipped counts."""

    name = models.CharField(
        _("name of the organization"),
        max_length=60,
        help_text=_("Stands at the top of every page and in its title."),
    )
    sentence = models.CharField(
        _("in one sentence"),
        max_length=160,
        help_text=_(
            "What you do, and for whom. Search engines show it where a page has no text of its own."
        ),
    )
    mail_name = models.CharField(
        _("name in mail"),
        max_length=60,
        blank=True,
        help_text=_(
            "Who mail and calendar entries come from. People may open them beside someone else: "
            "choose a plain name, like “Training office”. Left empty, the one of the server counts."
        ),
    )
    contact_address = models.EmailField(
        _("e-mail address for questions"),
        blank=True,
        help_text=_("Shown at the foot of every page. Left empty: the address that mail is from."),
    )

    hotline_name = models.CharField(_("name"), max_length=80)
    hotline_call = models.CharField(
        _("number to call"),
        max_length=24,
        validators=[validate_call],
        help_text=_("As people read it, like 816-555-0100. Phones dial the same digits."),
    )
    hotline_sms = models.CharField(_("number to text"), max_length=24, validators=[validate_text])
    hotline_chat = models.URLField(
        _("address of the chat"), validators=[URLValidator(schemes=["https"])]
    )
    hotline_tty = models.CharField(_("for those who are deaf or hard of hearing"), max_length=120)
    hotline_languages = models.CharField(
        _("languages"), max_length=60, help_text=_("As after “in”: “English or Spanish”.")
    )
    child_hotline_name = models.CharField(_("name"), max_length=80)
    child_hotline_call = models.CharField(
        _("number to call"), max_length=24, validators=[validate_call]
    )
    verified_on = models.DateField(
        _("numbers checked on"),
        validators=[NoFutureDateValidator(_("This day has not come yet."))],
        help_text=_("The day on which someone last tried every number. The help page shows it."),
    )

    footer_text = models.CharField(_("text"), max_length=240, blank=True)
    footer_links = StreamField(
        [("link", LinkBlock())], blank=True, max_num=6, verbose_name=_("links")
    )

    panels = [
        OverdueCheckPanel(),
        MultiFieldPanel(
            ["name", "sentence", "mail_name", "contact_address"], heading=_("Organization")
        ),
        MultiFieldPanel(
            [
                "hotline_name",
                FieldPanel(
                    "hotline_call",
                    help_text=_(
                        "As people read it, like 816-555-0100. Phones dial the same digits. "
                        "With a new number, “Numbers checked on” below takes a new day too."
                    ),
                ),
                "hotline_sms",
                "hotline_chat",
                "hotline_tty",
                "hotline_languages",
            ],
            heading=_("Hotline"),
        ),
        MultiFieldPanel(
            ["child_hotline_name", "child_hotline_call"], heading=_("Hotline for children")
        ),
        "verified_on",
        MultiFieldPanel(["footer_text", "footer_links"], heading=_("Foot of every page")),
    ]

    class Meta:
        verbose_name = _("organization and hotline")
        verbose_name_plural = verbose_name

    @classmethod
    def stored(cls) -> "SiteSettings":
        """The row, else what is shipped; one question, and nothing is written."""
        return cls.objects.first() or cls(**SHIPPED)

    @classmethod
    def _get_or_create(cls) -> "SiteSettings":
        """Wagtail's form finds the shipped texts in its fields, never empty ones."""
        found = cls.stored()
        if found.pk is None:
            found.save()
        return found

    def save(self, *args, **kwargs):
        """Counts at once in this process: inside the transaction, and anew when it is over."""
        super().save(*args, **kwargs)
        known.forget()
        transaction.on_commit(known.forget)

    def clean(self):
        """A number that changed was not tried on the day of the old one."""
        super().clean()
        before = type(self).objects.filter(pk=self.pk).first()
        if before is None or before.verified_on != self.verified_on:
            return
        if any(getattr(self, name) != getattr(before, name) for name in NUMBERS):
            raise ValidationError(
                {"verified_on": _("A number has changed: on which day did someone try it?")}
            )

    @property
    def is_check_overdue(self) -> bool:
        """Whether nobody has tried the numbers for a year."""
        return today() > self.verified_on + CHECK_EVERY

    def facts(self) -> dict:
        """What every page may name, in plain values."""
        return {
            "site_name": self.name,
            "site_sentence": self.sentence,
            "mail_name": self.mail_name,
            "contact_address": self.contact_address or parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
            "hotline": {
                "name": self.hotline_name,
                "call": self.hotline_call,
                "tel": e164(self.hotline_call),
                "sms": self.hotline_sms,
                "chat": self.hotline_chat,
                "tty": self.hotline_tty,
                "languages": self.hotline_languages,
                "verified_on": self.verified_on,
            },
            "child_hotline": {
                "name": self.child_hotline_name,
                "call": self.child_hotline_call,
                "tel": e164(self.child_hotline_call),
            },
            "footer_text": self.footer_text,
            "footer_links": [link.value.resolved() for link in self.footer_links],
        }


known: Kept[dict] = Kept(
    read=lambda: SiteSettings.stored().facts(),
    shipped=lambda: SiteSettings(**SHIPPED).facts(),
    seconds=OLDEST_SECONDS,
)
