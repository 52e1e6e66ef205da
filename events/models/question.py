"""What a course or an event asks of whoever registers, in versions, and what was answered."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.prepared import Given, Prepared
from courses.models import Course
from events.models.event import Event
from events.models.registration import Registration


class Question(models.Model):
    """One question of a course, for all its events, or of one event. Its words are in versions.

    A retired one is asked no more; what it was answered stays.
    """

    course = models.ForeignKey(
        Course, models.CASCADE, null=True, blank=True, related_name="questions"
    )
    event = models.ForeignKey(
        Event, models.CASCADE, null=True, blank=True, related_name="questions"
    )
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(course=None, event__isnull=False)
                | models.Q(course__isnull=False, event=None),
                name="question_of_a_course_or_an_event",
            )
        ]

    def __str__(self) -> str:
        current = self.versions.filter(is_current=True).first()
        return current.label if current else f"{self.pk}"


class QuestionVersion(models.Model):
    """The words of a question as they were at one time. Never changed: a change is a new one."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        CHOICE = "choice", _("One of a list")
        SEVERAL = "several", _("Several of a list")
        NUMBER = "number", _("Number")
        DATE = "date", _("Date")
        AGREEMENT = "agreement", _("Agreement: a box to tick")
        FILE = "file", _("File, for staff alone: PDF, JPEG or PNG")

    class Asked(models.TextChoices):
        ALL = "", _("Everybody")
        RESPONDERS = "responders", _("First responders")
        CITIZENS = "citizens", _("Citizens")

    # Whose answers another question may depend on.
    DECIDING = (Kind.CHOICE, Kind.SEVERAL, Kind.AGREEMENT)

    question = models.ForeignKey(Question, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    label = models.CharField(_("question"), max_length=200)
    help_text = models.CharField(_("help"), max_length=300, blank=True)
    required = models.BooleanField(_("must be answered"), default=False)
    choices = models.JSONField(default=list, blank=True)  # their words, in order
    asked_of = models.CharField(_("asked of"), max_length=20, choices=Asked.choices, blank=True)
    depends_on = models.ForeignKey(
        Question, models.SET_NULL, null=True, blank=True, related_name="dependents"
    )
    depends_values = models.JSONField(default=list, blank=True)  # any of these shows it
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("version of a question")
        verbose_name_plural = _("versions of questions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="question_version_once"),
            models.UniqueConstraint(
                fields=["question"],
                condition=models.Q(is_current=True),
                name="question_one_current_version",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def save(self, *args, **kwargs):
        """New words are a new version: what was answered keeps the question it answered."""
        if not self._state.adding:
            raise TypeError("A version of a question is never changed.")
        super().save(*args, **kwargs)


ASKED = Prepared(
    lambda: (
        QuestionVersion.objects.select_related("question")
        .filter(is_current=True, question__retired_at=None)
        .filter(
            models.Q(question__course=Given("course", models.BigAutoField()))
            | models.Q(question__event=Given("event", models.BigAutoField()))
        )
        # Those of the course first.
        .order_by(
            models.F("question__course").asc(nulls_last=True),
            "question__position",
            "question",
        )
    )
)


class Answer(models.Model):
    """What someone answered, to the question as it was asked. `value` is text, a list or yes."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="answers")
    value = models.JSONField()
    file = models.CharField(max_length=100, blank=True)  # in the private storage
    file_kind = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "question"], name="answer_one_each_question"
            )
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """The answer as people read it."""
        if self.value is True:
            return str(_("Yes"))
        return "; ".join(self.value) if isinstance(self.value, list) else str(self.value)
