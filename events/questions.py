"""What staff do with the questions of a course or an event: written, moved, retired, copied."""

from collections.abc import Sequence

from django.utils import timezone

from accounts.models import User
from courses.models import Course
from events import asking
from events.locking import one_transaction
from events.models import Event, Question, QuestionVersion

WORDS = (
    "kind",
    "label",
    "help_text",
    "required",
    "choices",
    "asked_of",
    "depends_on",
    "depends_values",
)


def of(owner: Course | Event) -> list[QuestionVersion]:
    """The questions of `owner` alone, asked and retired, in order; one statement."""
    mine = {"question__course" if isinstance(owner, Course) else "question__event": owner}
    rows = QuestionVersion.objects.filter(is_current=True, **mine)
    return list(rows.select_related("question").order_by("question__position", "question"))


@one_transaction
def add(owner: Course | Event, *, by: User | None, **words) -> QuestionVersion:
    """A new question at the end."""
    mine = {"course": owner} if isinstance(owner, Course) else {"event": owner}
    last = owner.questions.order_by("-position").first()
    question = Question.objects.create(**mine, position=(last.position + 1) if last else 1)
    return asking.write(question, by=by, **words)


@one_transaction
def change(question: Question, *, by: User | None, **words) -> QuestionVersion:
    """New words; the same words make no new version."""
    question = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    current = question.versions.get(is_current=True)
    if all(getattr(current, name) == words.get(name, getattr(current, name)) for name in WORDS):
        return current
    return asking.write(question, by=by, **{name: getattr(current, name) for name in WORDS} | words)


@one_transaction
def retire(question: Question) -> Question:
    """Asks it no more; its answers stay. Retired again, it stays retired."""
    Question.objects.filter(pk=question.pk, retired_at=None).update(retired_at=timezone.now())
    question.refresh_from_db()
    return question


@one_transaction
def ask_again(question: Question) -> Question:
    """Asks a retired one anew."""
    Question.objects.filter(pk=question.pk).update(retired_at=None)
    question.refresh_from_db()
    return question


@one_transaction
def move(question: Question, *, up: bool) -> None:
    """Before the one above it, or behind the one below."""
    mine = {"course": question.course_id, "event": question.event_id}
    rows = list(Question.objects.select_for_update(of=("self",)).filter(**mine))
    at = rows.index(question)
    other = at - 1 if up else at + 1
    if 0 <= other < len(rows):
        rows[at], rows[other] = rows[other], rows[at]
    for number, row in enumerate(rows, start=1):
        row.position = number
    Question.objects.bulk_update(rows, ["position"])


def deciding(versions: Sequence[QuestionVersion]) -> list[QuestionVersion]:
    """Those that a later question may depend on."""
    return [row for row in versions if row.kind in QuestionVersion.DECIDING]


def copy(source: Event, target: Event, *, by: User | None) -> None:
    """The event's own questions, for a copy of it; the course's are asked there anyway."""
    made: dict[int, Question] = {}
    for version in of(source):
        if version.question.retired_at:
            continue
        words = {name: getattr(version, name) for name in WORDS}
        words["depends_on"] = made.get(version.depends_on_id, version.depends_on)
        made[version.question_id] = add(target, by=by, **words).question
