"""The group of people who write the pages.

Wagtail makes "Editors" (who may write drafts) and "Moderators" (who may publish). Here editors
publish themselves, and keep the settings of the site up to date. What an administrator adds to a
group, or takes from it later, stays.
"""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions

EDITORS = "Editors"
_ON_PAGES = ("add", "change", "publish")


def ensure_editors(apps=installed) -> None:
    """Gives the group the rights that it lacks; safe to run twice.

    `apps` is the registry of a migration, or the installed one. Django makes the rows of rights
    only after all migrations, so they are made here where they are missing.
    """
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    Page = apps.get_model("wagtailcore", "Page")
    OnPage = apps.get_model("wagtailcore", "GroupPagePermission")
    for label in ("cms", "wagtailcore"):
        create_permissions(installed.get_app_config(label), verbosity=0, apps=apps)
    group, _made = Group.objects.get_or_create(name=EDITORS)
    group.permissions.add(
        Permission.objects.get(content_type__app_label="cms", codename="change_sitesettings"),
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
    )
    root = Page.objects.filter(depth=1).first()
    for action in _ON_PAGES if root else ():
        right = Permission.objects.get(
            content_type__app_label="wagtailcore", codename=f"{action}_page"
        )
        OnPage.objects.get_or_create(group=group, page=root, permission=right)
