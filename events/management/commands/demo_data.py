"""Loads the sample site: two classes in Kansas City, their people, and what can go wrong."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from courses.models import Course
from events.sample import occasions, people, records

CROWD = 300


class Command(BaseCommand):
    """Refuses where DEBUG is off or real data exists; with --once a loaded site is left alone."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do nothing if it is loaded")

    def handle(self, *args, once: bool, **options):
        if not settings.DEBUG:
            raise CommandError("The sample site is for trying out: it needs DEBUG on.")
        if once and User.objects.filter(email=people.ACCOUNTS[0][0]).exists():
            self.stdout.write("The sample site is loaded already.")
            return
        if User.objects.exists() or Course.objects.exists():
            raise CommandError("This database holds people or courses. Nothing was changed.")
        with transaction.atomic():
            made = records.load()
            users = people.load_accounts()
            occasions.load(made, users, people.load_crowd(CROWD))
            call_command("build_pages", sample=True)
        self.stdout.write("The sample site is loaded.")
