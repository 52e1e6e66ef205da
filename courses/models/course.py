"""What is taught. A course is never registered for; its events are."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from courses.models.organization import Organization


class Audience(models.TextChoices):
    """Whom a course or an event is for."""

    RESPONDERS = "responders", _("First responders")
    CITIZENS = "citizens", _("Citizens")
    EVERYONE = "everyone", _("Everyone")


class Course(ClusterableModel):
    """Objectives, audience, agenda and what the content touches."""

    title = models.CharField(_("title"), max_length=160)
    slug = models.SlugField(
        _("name in addresses"),
        max_length=80,
        unique=True,
        help_text=_("Small letters, digits and hyphens. Events of the course carry it."),
    )
    summary = models.TextField(_("summary"), help_text=_("Two sentences: the promise."))
    objectives = models.TextField(_("objectives"), help_text=_("One objective a line."))
    audience = models.CharField(_("audience"), max_length=20, choices=Audience.choices)
    audience_text = models.TextField(_("who it is for"), blank=True)
    content_information = models.TextField(
        _("content information"),
        blank=True,
        help_text=_("Topics and formats that may be hard, and the ways to step out."),
    )
    receives = models.TextField(
        _("what participants receive"),
        blank=True,
        help_text=_("Handed out in class or sent after it. Empty: the page promises nothing."),
    )
    provider = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="courses",
        verbose_name=_("provider"),
    )
    is_public = models.BooleanField(
        _("shown to the public"),
        default=True,
        help_text=_("Its own page is made under Pages, below Courses."),
    )

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    @property
    def instructional_minutes(self) -> int:
        """The minutes that count as teaching: agenda items so marked, not end minus start."""
        return sum(item.minutes for item in self.agenda.all() if item.instructional)

    @property
    def objective_list(self) -> list[str]:
        """The objectives, one string each."""
        return [line.strip() for line in self.objectives.splitlines() if line.strip()]


class AgendaItem(models.Model):
    """A stretch of the day."""

    course = ParentalKey(Course, on_delete=models.CASCADE, related_name="agenda")
    sort_order = models.PositiveIntegerField(default=0, editable=False)
    title = models.CharField(_("title"), max_length=160)
    minutes = models.PositiveIntegerField(_("minutes"))
    instructional = models.BooleanField(
        _("instructional"),
        default=True,
        help_text=_("Check-in, breaks and lunch are not."),
    )
    sort_order_field = "sort_order"  # lets staff move items up and down in the form

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda")
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.title
