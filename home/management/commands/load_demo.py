from django.core.management.base import BaseCommand, CommandError

from home.demo.files import ContentError
from home.demo.load import load_demo


class Command(BaseCommand):
    help = "Load the demo content into an empty site. Does nothing when the site has a home page."

    def handle(self, *args, **options):
        try:
            loaded = load_demo()
        except ContentError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The demo content is there." if loaded else "The site has content: nothing was changed.")
