"""Which questions an event asks, which of them the answers so far bring up, and what is kept.

The rules are the server's: a page may show too much, but what was not asked is never kept.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import Person
from accounts.private_files import PrivateFiles
from courses.models import Audience
from events.models import Answer, Event, Question, QuestionVersion, Registration
from events.models.question import ASKED

Kind = QuestionVersion.Kind
Answers = Mapping[int, Any]  # by question


def asked(event: Event) -> list[QuestionVersion]:
    """The questions of the course and then of the event, for its audience, in order."""
    audience = "responders" if event.audience == Audience.RESPONDERS else "citizens"
    rows = ASKED.all(course=event.course_id, event=event.pk)
    return [row for row in rows if row.asked_of in ("", audience)]


def brought_up(versions: Sequence[QuestionVersion], answers: Answers) -> list[QuestionVersion]:
    """Those that these answers leave to be asked; a condition counts only if its own holds.

    A question that depends on one not asked here, or on a later one, is not asked.
    """
    shown: set[int] = set()
    found = []
    for version in versions:
        if _is_brought_up(version, answers, shown):
            shown.add(version.question_id)
            found.append(version)
    return found


def _is_brought_up(version: QuestionVersion, answers: Answers, shown: set[int]) -> bool:
    if version.depends_on_id is None:
        # What depended on a question that is gone has nothing left to wait for.
        return not version.depends_values
    if version.depends_on_id not in shown:
        return False
    given = words_of(answers.get(version.depends_on_id))
    return any(value in version.depends_values for value in given)


def words_of(value: Any) -> list[str]:
    """An answer as the words that a condition compares: a tick is "yes"."""
    if value in (None, "", False):
        return []
    if value is True:
        return ["yes"]
    return [str(one) for one in value] if isinstance(value, (list, tuple)) else [str(value)]


def is_empty(value: Any) -> bool:
    """Whether nothing was answered."""
    return value in (None, "", False) or value == []


def keep(registration: Registration, answers: Answers) -> None:
    """Keeps the answers of a new place: those that were brought up, each with its version."""
    versions = asked(registration.event)
    rows = [
        Answer(
            registration=registration,
            question_id=version.question_id,
            version=version,
            **_columns(answers[version.question_id]),
        )
        for version in brought_up(versions, answers)
        if not is_empty(answers.get(version.question_id))
    ]
    Answer.objects.bulk_create(rows)


def _columns(value: Any) -> dict[str, Any]:
    """A file is (its name in the private storage, its media type)."""
    if isinstance(value, tuple):
        return {"value": "file", "file": value[0], "file_kind": value[1]}
    return {"value": value}


def last_time(person: Person, versions: Iterable[QuestionVersion]) -> dict[int, Any]:
    """What the person answered to the same questions before, to be offered again.

    Never a file or an agreement: those are given anew. One statement.
    """
    again = [row.question_id for row in versions if row.kind not in (Kind.FILE, Kind.AGREEMENT)]
    if not again:
        return {}
    own = Answer.objects.filter(registration__person=person, question__in=again, file="")
    return dict(own.order_by("pk").values_list("question", "value"))


def unanswered(registration: Registration) -> list[QuestionVersion]:
    """What this place still has to be asked: for who was registered by somebody else."""
    versions = asked(registration.event)
    given = dict(registration.answers.values_list("question", "value")) if versions else {}
    missing = [row for row in brought_up(versions, given) if row.question_id not in given]
    return [row for row in missing if row.required]


def answer(registration: Registration, answers: Answers) -> None:
    """Keeps answers given later, in the place of earlier ones; a file not sent anew stays."""
    versions = brought_up(asked(registration.event), answers)
    files = [row.question_id for row in versions if row.kind == Kind.FILE]
    kept = [pk for pk in files if is_empty(answers.get(pk))]
    replaced = registration.answers.exclude(question__in=kept)
    names = list(replaced.exclude(file="").values_list("file", flat=True))
    replaced.delete()
    transaction.on_commit(lambda: [PrivateFiles().delete(name) for name in names])
    keep(registration, answers)


def answered(registration: Registration) -> list[Answer]:
    """The answers of a place, each with the question as it was asked."""
    return list(registration.answers.select_related("version").order_by("pk"))


# --- what staff do with questions --------------------------------------------------------------


def write(question: Question, *, by, **words) -> QuestionVersion:
    """Gives `question` new words; what was answered keeps the old ones."""
    last = question.versions.aggregate(last=Max("number"))["last"] or 0
    question.versions.filter(is_current=True).update(is_current=False)
    return QuestionVersion.objects.create(question=question, number=last + 1, made_by=by, **words)
