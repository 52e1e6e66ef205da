"""A new site starts with its home page and its list of courses, not with Wagtail's welcome."""

from django.conf import settings
from django.db import migrations


def plant(apps, schema_editor):
    """Puts the home page in the place of Wagtail's welcome page, the list of courses below it."""
    content_type = apps.get_model("contenttypes", "ContentType").objects
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    locale, _ = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    Page.objects.filter(
        depth=2, slug="home", content_type=content_type.get_for_model(Page)
    ).delete()
    if Page.objects.filter(depth=2).exists():
        return
    home = apps.get_model("cms", "HomePage").objects.create(
        title="Rollcall",
        draft_title="Rollcall",
        slug="home",
        seo_title="Training",
        path="00010001",
        depth=2,
        numchild=1,
        url_path="/home/",
        locale=locale,
        content_type=content_type.get_for_model(apps.get_model("cms", "HomePage")),
    )
    apps.get_model("cms", "CourseIndexPage").objects.create(
        title="Courses",
        draft_title="Courses",
        slug="courses",
        path="000100010001",
        depth=3,
        numchild=0,
        url_path="/home/courses/",
        locale=locale,
        content_type=content_type.get_for_model(apps.get_model("cms", "CourseIndexPage")),
    )
    Site.objects.create(hostname="localhost", root_page_id=home.pk, is_default_site=True)


class Migration(migrations.Migration):
    dependencies = [("cms", "0001_initial"), ("contenttypes", "0002_remove_content_type_name")]

    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
