"""Fills the page tree with the sample site's home, course pages and texts; repeats are harmless."""

from django.core.management.base import BaseCommand

from cms.site import build_site


class Command(BaseCommand):
    help = "Builds the sample pages: home, list of courses, a page for each course, about."

    def handle(self, *args, **options):
        build_site()
        self.stdout.write("The pages stand.")
