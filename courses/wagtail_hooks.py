"""Staff screens of courses, trainers, organizations and credit."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, TitleFieldPanel
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.admin.widgets.slug import SlugInput

from accounts.record_screens import RecordViewSet
from courses.models import Board, Course, CreditApproval, Organization, Trainer


class CourseIndexView(IndexView):
    """Courses with who provides them."""

    def get_base_queryset(self) -> QuerySet[Course]:
        return super().get_base_queryset().select_related("provider")


class CourseViewSet(RecordViewSet):
    """What is taught, with the agenda of its day."""

    model = Course
    icon = "openquote"
    menu_label = _("Courses")
    index_view_class = CourseIndexView
    list_display = [
        "title",
        "audience",
        "provider",
        "is_public",
        TitleColumn(
            "questions",
            label=_("Questions"),
            accessor=lambda course: _("What is asked"),
            get_url=lambda course: reverse("asked_list", args=["courses", course.pk]),
        ),
    ]
    list_filter = ["audience", "provider", "is_public"]
    search_fields = ["title", "summary", "slug"]
    panels = [
        MultiFieldPanel(
            [
                TitleFieldPanel("title", placeholder=False, classname=""),
                FieldPanel("slug", widget=SlugInput),
                FieldPanel("summary"),
            ],
            heading=_("Course"),
        ),
        MultiFieldPanel(
            [FieldPanel("audience"), FieldPanel("audience_text")], heading=_("Who it is for")
        ),
        FieldPanel("objectives"),
        FieldPanel("receives"),
        FieldPanel("content_information"),
        FieldPanel("provider"),
        FieldPanel("is_public"),
        InlinePanel("agenda", heading=_("Agenda"), label=_("Agenda item")),
    ]


class TrainerViewSet(RecordViewSet):
    """Who teaches, under the name that the public sees."""

    model = Trainer
    icon = "user"
    menu_label = _("Trainers")
    list_display = ["display_name", "biography"]
    form_fields = ["display_name", "biography"]
    search_fields = ["display_name", "biography"]


class OrganizationViewSet(RecordViewSet):
    """Hosts, providers, sponsors, partners."""

    model = Organization
    icon = "home"
    menu_label = _("Organizations")
    list_display = ["name", "website"]
    form_fields = ["name", "statement", "website"]
    search_fields = ["name", "statement"]


class BoardViewSet(RecordViewSet):
    """Who counts credit, and by which clock."""

    model = Board
    icon = "clipboard-list"
    menu_label = _("Boards")
    list_display = ["name", "region", "minutes_per_hour", "step"]
    form_fields = ["name", "region", "minutes_per_hour", "step"]
    search_fields = ["name", "region"]


class ApprovalIndexView(IndexView):
    """Approvals with their course and board."""

    def get_base_queryset(self) -> QuerySet[CreditApproval]:
        return super().get_base_queryset().select_related("course", "board")


class CreditApprovalViewSet(RecordViewSet):
    """What boards have approved, with the minutes of each category."""

    model = CreditApproval
    icon = "doc-full"
    menu_label = _("Credit approvals")
    index_view_class = ApprovalIndexView
    list_display = ["number", "board", "course", "valid_from", "valid_until"]
    list_filter = ["board", "course"]
    search_fields = ["number", "board__name", "course__title"]
    panels = [
        FieldPanel("course"),
        MultiFieldPanel(
            [FieldPanel("board"), FieldPanel("number"), FieldPanel("underwriter")],
            heading=_("Approval"),
        ),
        MultiFieldPanel(
            [FieldPanel("valid_from"), FieldPanel("valid_until")], heading=_("Classes held")
        ),
        InlinePanel("shares", heading=_("Minutes by category"), label=_("Category"), min_num=1),
    ]


class CoursesGroup(ModelViewSetGroup):
    menu_label = _("Courses")
    menu_icon = "openquote"
    menu_order = 120
    items = (
        CourseViewSet,
        TrainerViewSet,
        OrganizationViewSet,
        CreditApprovalViewSet,
        BoardViewSet,
    )


@hooks.register("register_admin_viewset")
def course_screens() -> CoursesGroup:
    """Courses, who teaches and provides them, and their credit, in the menu "Courses"."""
    return CoursesGroup()
