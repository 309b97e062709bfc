import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from home.generated.articles import NothingToBuildFrom, make_articles, remove_articles

MOST = 1_000_000


class Command(BaseCommand):
    help = (
        "Make N articles of made-up text, to try the site out with many of them, or take all of these away again. "
        "They are live pages without revisions: the editor makes the first one. Topics, people, sources and pictures "
        "are those of the site. The index of references leaves them out until you run rebuild_references_index."
    )

    def add_arguments(self, parser):
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("number", nargs="?", type=int, metavar="N", help="how many to add")
        what.add_argument("--remove", action="store_true", help="delete all articles that this command has made")
        parser.add_argument(
            "--on-a-server", action="store_true", help="do it although this is no development site: readers will see it"
        )

    def handle(self, *args, number, remove, on_a_server, **options):
        if not (settings.DEBUG or on_a_server):
            raise CommandError("This is not a development site. Readers would see it: say --on-a-server if they may.")
        if not remove and not 1 <= number <= MOST:
            raise CommandError(f"Say how many articles: 1 to {MOST}.")
        started = time.monotonic()
        try:
            count = remove_articles(self._progress) if remove else make_articles(number, self._progress)
        except NothingToBuildFrom as error:
            raise CommandError(str(error)) from error
        seconds = time.monotonic() - started
        self.stdout.write(f"{count} articles {'removed' if remove else 'made'} in {seconds:.0f} s.")

    def _progress(self, count: int) -> None:
        self.stdout.write(f"  {count} …")
