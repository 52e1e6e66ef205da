"""Checks every promise about seats, history, calendars and mail in the database."""

from django.core.management.base import BaseCommand, CommandError

from events.invariants import breaches


class Command(BaseCommand):
    """Prints each breach; exit 1 if there is any."""

    help = __doc__

    def handle(self, *args, **options):
        found = list(breaches())
        for breach in found:
            self.stdout.write(breach)
        if found:
            raise CommandError(f"{len(found)} breaches")
        self.stdout.write("Every promise holds.")
