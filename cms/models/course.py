"""Pages about courses. What is taught is the record's; the page adds words around it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page

from cms import brochure
from cms.blocks import BodyBlock
from cms.models.guards import StayingPage
from courses.models import Course


class CourseIndexPage(StayingPage, Page):
    """The list of courses, at /courses/."""

    SLUG = "courses"

    sentence = models.CharField(_("sentence"), max_length=240, blank=True)

    content_panels = [*Page.content_panels, "sentence"]
    template = "cms/course_index_page.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.CoursePage"]

    class Meta:
        verbose_name = _("list of courses")
        verbose_name_plural = _("lists of courses")

    def get_context(self, request, *args, **kwargs):
        """Adds the course pages that everyone may see, in the order of the tree."""
        pages = CoursePage.objects.child_of(self).live().public().order_by("path")
        context = super().get_context(request, *args, **kwargs)
        context["course_pages"] = pages.select_related("course").prefetch_related("course__agenda")
        context["dates"] = brochure.dates(request)
        return context


class CoursePage(Page):
    """A page about one course. The course cannot be deleted under it."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="+", verbose_name=_("course"))
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))

    content_panels = [*Page.content_panels, "course", "body"]
    template = "cms/course_page.html"
    parent_page_types = ["cms.CourseIndexPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("course page")
        verbose_name_plural = _("course pages")

    def get_context(self, request, *args, **kwargs):
        """Adds the course, and all that is known of it: dates, day, credit, people."""
        context = super().get_context(request, *args, **kwargs)
        courses = Course.objects.select_related("provider").prefetch_related("agenda")
        context["course"] = course = courses.get(pk=self.course_id)
        context["facts"] = brochure.facts(course)
        return context
