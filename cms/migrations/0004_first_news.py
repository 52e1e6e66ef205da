"""Every site gets its list of news; editors may publish."""

from django.db import migrations
from treebeard.mp_tree import MP_Node

from cms.roles import ensure_editors


def plant(apps, schema_editor):
    """Puts the list of news below the home page, after what stands there."""
    content_type = apps.get_model("contenttypes", "ContentType").objects
    Page = apps.get_model("wagtailcore", "Page")
    home = apps.get_model("cms", "HomePage").objects.first()
    below = Page.objects.filter(path__startswith=home.path, depth=home.depth + 1) if home else None
    if home is None or below.filter(slug="news").exists():
        return  # `build_pages` makes what a site without pages lacks
    last = below.order_by("path").last()
    step = MP_Node._str2int(last.path[-MP_Node.steplen :]) + 1 if last else 1
    Index = apps.get_model("cms", "NewsIndexPage")
    Index.objects.create(
        title="News",
        draft_title="News",
        slug="news",
        path=MP_Node._get_path(home.path, home.depth + 1, step),
        depth=home.depth + 1,
        numchild=0,
        url_path=f"{home.url_path}news/",
        locale=home.locale,
        content_type=content_type.get_for_model(Index),
    )
    Page.objects.filter(pk=home.pk).update(numchild=home.numchild + 1)


def allow(apps, schema_editor):
    ensure_editors(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0003_news_and_settings"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.RunPython(plant, migrations.RunPython.noop),
        migrations.RunPython(allow, migrations.RunPython.noop),
    ]
