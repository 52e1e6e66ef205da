"""Makes sure that home page and list of courses stand; with --sample, fills them with texts."""

from django.core.management.base import BaseCommand

from cms.site import build_site


class Command(BaseCommand):
    """Repeats are harmless: what someone has edited since stays as it is."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--sample", action="store_true", help="with the sample site's texts")

    def handle(self, *args, sample: bool, **options):
        build_site(sample=sample)
        self.stdout.write("The pages stand.")
