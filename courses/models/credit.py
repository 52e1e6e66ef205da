"""Credit: the boards that count it, and what they have approved for a course.

A day is not its length in credits. Boards count instructional minutes alone, without check-in,
breaks and meals, and an hour of credit is 50 minutes with some and 60 with others: Missouri's
rule for 911 telecommunicators says 50 (11 CSR 30-13.060), and so does the Missouri Bar, which
leaves out breaks and introductions and counts tenths of an hour. The 380 instructional minutes
of an eight-hour day are 7.6 hours with such a board, and 6.3 with one that counts full hours.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from courses.models.course import Course
from courses.models.organization import Organization


def credit_hours(minutes: int, *, minutes_per_hour: int, step: Decimal) -> Decimal:
    """The hours a board gives for `minutes` of instruction, in steps of `step` hours.

    Rounded down: nobody is promised more than was taught.
    """
    steps = (Decimal(minutes) / minutes_per_hour / step).to_integral_value(ROUND_DOWN)
    return Decimal(f"{(steps * step).normalize():f}")  # 8, not 8.0


class Board(models.Model):
    """Who counts credit, and by which clock."""

    class Step(models.TextChoices):
        TENTH = "0.1", _("a tenth of an hour")
        QUARTER = "0.25", _("a quarter of an hour")
        HALF = "0.5", _("half an hour")
        WHOLE = "1", _("a whole hour")

    name = models.CharField(_("name"), max_length=160)
    region = models.CharField(_("region"), max_length=80, help_text=_("Such as Missouri."))
    minutes_per_hour = models.PositiveSmallIntegerField(
        _("minutes of a credit hour"),
        default=60,
        validators=[MinValueValidator(30), MaxValueValidator(60)],
        help_text=_("50 with some boards, 60 with others; its rules say which."),
    )
    step = models.CharField(
        _("counted in steps of"),
        max_length=4,
        choices=Step.choices,
        default=Step.TENTH,
        help_text=_("What is left over is rounded down."),
    )

    class Meta:
        verbose_name = _("board")
        verbose_name_plural = _("boards")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["name", "region"], name="board_unique_in_region"),
            models.CheckConstraint(
                condition=models.Q(minutes_per_hour__gte=30, minutes_per_hour__lte=60),
                name="board_hour_is_30_to_60_minutes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.region}"

    def hours(self, minutes: int) -> Decimal:
        """The credit of `minutes` of instruction, in hours."""
        return credit_hours(
            minutes, minutes_per_hour=self.minutes_per_hour, step=Decimal(self.step)
        )


class CreditApproval(ClusterableModel):
    """What a board has approved for a course, for classes held between two days."""

    course = models.ForeignKey(
        Course, models.CASCADE, related_name="approvals", verbose_name=_("course")
    )
    board = models.ForeignKey(
        Board, models.PROTECT, related_name="approvals", verbose_name=_("board")
    )
    underwriter = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="underwritten_approvals",
        verbose_name=_("underwriter"),
        help_text=_("Who holds the approval, where it is not the provider of the course."),
    )
    number = models.CharField(_("number"), max_length=80, help_text=_("As the board wrote it."))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), help_text=_("The last day it covers."))

    class Meta:
        verbose_name = _("credit approval")
        verbose_name_plural = _("credit approvals")
        ordering = ["board__name", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "number"],
                name="approval_number_unique_with_board",
                violation_error_message=_("The board's approval of this number is here already."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("valid_from")),
                name="approval_ends_after_it_begins",
                violation_error_message=_("The last day must not come before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.board}: {self.number}"

    def covers(self, day: date) -> bool:
        """Whether a class on `day` counts."""
        return self.valid_from <= day <= self.valid_until

    @property
    def minutes(self) -> int:
        """The instructional minutes approved, over all categories."""
        return sum(share.minutes for share in self.shares.all())


class CreditShare(models.Model):
    """The approved minutes of one category, such as Legal or Interpersonal."""

    approval = ParentalKey(CreditApproval, on_delete=models.CASCADE, related_name="shares")
    category = models.CharField(
        _("category"), max_length=80, help_text=_("As the board calls it; General if it has none.")
    )
    minutes = models.PositiveIntegerField(_("minutes"), validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("minutes of a category")
        verbose_name_plural = _("minutes by category")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["approval", "category"],
                name="share_one_per_category",
                violation_error_message=_("This category is here already."),
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__gt=0), name="share_is_more_than_nothing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category}: {self.minutes}"


@dataclass(frozen=True)
class CreditLine:
    """A category with its minutes and hours."""

    category: str
    minutes: int
    hours: Decimal


@dataclass(frozen=True)
class Credit:
    """What an approval gives for its course as it is taught now.

    `lines` are empty where less is taught than was approved: how the rest divides, the board says.
    """

    approval: CreditApproval
    minutes: int
    hours: Decimal
    lines: list[CreditLine]

    @property
    def is_short(self) -> bool:
        """Whether the agenda teaches less than the approval was given for."""
        return self.minutes < self.approval.minutes


def credit(approval: CreditApproval, instructional_minutes: int) -> Credit:
    """The credit of a class that teaches `instructional_minutes`: never more than is approved."""
    board, minutes = approval.board, min(approval.minutes, instructional_minutes)
    lines = [
        CreditLine(share.category, share.minutes, board.hours(share.minutes))
        for share in approval.shares.all()
    ]
    whole = minutes == approval.minutes
    return Credit(approval, minutes, board.hours(minutes), lines if whole else [])


def approvals_of(course: Course) -> list[CreditApproval]:
    """What boards have approved for `course` at any time, with all that a credit is made of."""
    around = course.approvals.select_related("board", "underwriter")
    return list(around.prefetch_related("shares"))


def credits_of(
    course: Course, day: date, approvals: Iterable[CreditApproval] | None = None
) -> list[Credit]:
    """What boards give for `course` on `day` or on a later one; what has ended is not in it.

    `approvals` are those of the course, where they are known.
    """
    known = approvals_of(course) if approvals is None else approvals
    lasting = [approval for approval in known if approval.valid_until >= day]
    if not lasting:
        return []
    minutes = course.instructional_minutes
    found = [credit(approval, minutes) for approval in lasting]
    return [one for one in found if one.hours]
