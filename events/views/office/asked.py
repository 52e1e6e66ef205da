"""The questions of a course or an event: listed, written, moved, retired, tried as a visitor."""

from collections.abc import Callable
from functools import wraps

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts import private_files
from accounts.lines import clean_line
from accounts.posting import posted
from courses.models import Course
from events import asking, questions
from events.models import Answer, Event, Question, QuestionVersion
from events.question_forms import AnswersForm
from events.views.office.access import for_coordinators

Kind = QuestionVersion.Kind
Owner = Course | Event


class LinesField(forms.CharField):
    """A list, one to a line."""

    widget = forms.Textarea(attrs={"rows": 5})

    def clean(self, value: str) -> list[str]:
        lines = [clean_line(line) for line in super().clean(value).splitlines()]
        return list(dict.fromkeys(line for line in lines if line))


class QuestionForm(forms.ModelForm):
    """The words of a question, and on which answer it depends."""

    choices = LinesField(
        label=gettext_lazy("Answers to choose from"),
        required=False,
        help_text=gettext_lazy("One to a line. For “one of a list” and “several of a list”."),
    )
    depends_on = forms.ModelChoiceField(
        Question.objects.none(),
        label=gettext_lazy("Asked only after another question"),
        required=False,
        empty_label=gettext_lazy("Always asked"),
    )
    depends_values = LinesField(
        label=gettext_lazy("... if it was answered with"),
        required=False,
        help_text=gettext_lazy("One answer to a line; any of them counts. For a tick write: yes"),
    )

    class Meta:
        model = QuestionVersion
        fields = [
            "label",
            "kind",
            "help_text",
            "choices",
            "required",
            "asked_of",
            "depends_on",
            "depends_values",
        ]

    def __init__(self, *args, earlier: list[QuestionVersion], **kwargs):
        super().__init__(*args, **kwargs)
        self.earlier = {row.question_id: row for row in questions.deciding(earlier)}
        field = self.fields["depends_on"]
        field.queryset = Question.objects.filter(pk__in=self.earlier)
        field.label_from_instance = lambda question: self.earlier[question.pk].label
        for name in ("choices", "depends_values"):
            self.initial[name] = "\n".join(self.initial.get(name) or [])

    def clean(self) -> dict:
        values = super().clean()
        kind, choices = values.get("kind"), values.get("choices") or []
        if kind in (Kind.CHOICE, Kind.SEVERAL) and len(choices) < 2:
            self.add_error("choices", _("Write at least two answers, one to a line."))
        if kind not in (Kind.CHOICE, Kind.SEVERAL):
            values["choices"] = []
        parent = self.earlier.get(getattr(values.get("depends_on"), "pk", None))
        given = values.get("depends_values") or []
        possible = parent.choices if parent and parent.kind != Kind.AGREEMENT else ["yes"]
        if parent and (not given or set(given) - set(possible)):
            named = ", ".join(possible)
            self.add_error("depends_values", _("Write one of: %(named)s") % {"named": named})
        if not parent:
            values["depends_values"] = []
        return values

    def words(self) -> dict:
        """What the verbs take."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


def with_owner(screen: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For who may run events, with the course or event of the address."""

    @for_coordinators
    @wraps(screen)
    def of_owner(request: HttpRequest, kind: str, pk: int, **kwargs) -> HttpResponse:
        model = Course if kind == "courses" else Event
        return screen(request, get_object_or_404(model, pk=pk), **kwargs)

    return of_owner


def _address(name: str, owner: Owner, *args) -> str:
    kind = "courses" if isinstance(owner, Course) else "events"
    return reverse(f"asked_{name}", args=[kind, owner.pk, *args])


def _frame(owner: Owner, title: str) -> dict:
    if isinstance(owner, Event):
        back = {"url": reverse("event_run", args=[owner.pk]), "label": str(owner)}
    else:
        back = {"url": reverse("course:edit", args=[owner.pk]), "label": str(owner)}
    return {
        "owner": owner,
        "kind": "courses" if isinstance(owner, Course) else "events",
        "header_title": title,
        "back": back,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            back,
            {"url": "", "label": title},
        ],
    }


@with_owner
@require_safe
def listed(request: HttpRequest, owner: Owner) -> HttpResponse:
    """Each question with what can be done; for an event those of its course too, to look at."""
    course = owner.course if isinstance(owner, Event) else None
    rows = questions.of(owner)
    context = _frame(owner, _("Questions")) | {
        "asked": [row for row in rows if not row.question.retired_at],
        "retired": [row for row in rows if row.question.retired_at],
        "course": course,
        "of_course": [row for row in questions.of(course) if not row.question.retired_at]
        if course
        else [],
    }
    return render(request, "events/office/asked.html", context)


def _earlier(owner: Owner, before: Question | None = None) -> list[QuestionVersion]:
    """The questions that come before one of `owner`: those of the course, then its own."""
    rows = questions.of(owner.course) if isinstance(owner, Event) else []
    for row in questions.of(owner):
        if before and row.question_id == before.pk:
            break
        rows.append(row)
    return [row for row in rows if not row.question.retired_at]


@with_owner
def add(request: HttpRequest, owner: Owner) -> HttpResponse:
    """A new question, at the end."""
    form = QuestionForm(posted(request), earlier=_earlier(owner))
    if request.method == "POST" and form.is_valid():
        questions.add(owner, by=request.user, **form.words())
        messages.success(request, _("The question is asked from now on."))
        return redirect(_address("list", owner))
    context = _frame(owner, _("Add a question")) | {"form": form, "button": _("Ask it")}
    return render(request, "events/office/asked_form.html", context)


def _own(owner: Owner, question: int) -> Question:
    return get_object_or_404(owner.questions, pk=question)


@with_owner
def edit(request: HttpRequest, owner: Owner, question: int) -> HttpResponse:
    """New words; what was answered keeps the question as it was."""
    known = _own(owner, question)
    current = known.versions.get(is_current=True)
    form = QuestionForm(posted(request), instance=current, earlier=_earlier(owner, known))
    if request.method == "POST" and form.is_valid():
        questions.change(known, by=request.user, **form.words())
        messages.success(request, _("Saved. Answers given before keep the question as it was."))
        return redirect(_address("list", owner))
    notes = {"answers": known.answers.count(), "form": form, "button": _("Save")}
    return render(
        request, "events/office/asked_form.html", _frame(owner, _("Edit the question")) | notes
    )


@with_owner
@require_POST
def retire(request: HttpRequest, owner: Owner, question: int) -> HttpResponse:
    """Asked no more; the answers stay, and it can be asked again."""
    questions.retire(_own(owner, question))
    messages.success(request, _("Not asked any more. Its answers stay."))
    return redirect(_address("list", owner))


@with_owner
@require_POST
def again(request: HttpRequest, owner: Owner, question: int) -> HttpResponse:
    """A retired one is asked anew."""
    questions.ask_again(_own(owner, question))
    messages.success(request, _("Asked again."))
    return redirect(_address("list", owner))


@with_owner
@require_POST
def move(request: HttpRequest, owner: Owner, question: int, way: str) -> HttpResponse:
    """One up or one down."""
    questions.move(_own(owner, question), up=way == "up")
    return redirect(_address("list", owner))


@with_owner
def preview(request: HttpRequest, owner: Owner) -> HttpResponse:
    """The questions as a visitor sees and answers them; nothing is kept."""
    if isinstance(owner, Event):
        versions = asking.asked(owner)
    else:
        versions = [row for row in questions.of(owner) if not row.question.retired_at]
    form = AnswersForm(posted(request), versions=versions, before={})
    counted = None
    if request.method == "POST" and form.is_valid():
        given = {one.question_id: form.cleaned_data.get(f"q{one.question_id}") for one in versions}
        shown = asking.brought_up(versions, given)
        counted = [one.label for one in shown if not asking.is_empty(given[one.question_id])]
    context = _frame(owner, _("Try the form")) | {"form": form, "counted": counted}
    return render(request, "events/office/asked_preview.html", context)


@for_coordinators
@require_safe
def answer_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A file that someone sent as an answer."""
    answer = get_object_or_404(Answer.objects.exclude(file=""), pk=pk)
    return private_files.serve(answer.file, answer.file_kind, called="answer")
