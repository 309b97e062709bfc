from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Site

from home.demo.accounts import demo_accounts
from home.roles import set_up_roles


class Command(BaseCommand):
    help = "Get the site ready for development: database, roles, demo content, demo accounts. Safe to run again."

    def handle(self, *args, **options):
        if not settings.DEBUG:
            raise CommandError("This is for development: it makes demo accounts. See docs/deploying.md for a server.")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_demo", stdout=self.stdout)
        set_up_roles()
        base = settings.WAGTAILADMIN_BASE_URL
        self._follow(base)
        self.stdout.write(f"\n  The site    {base}/\n  The admin   {base}/admin/\n")
        self.stdout.write("  Accounts for trying it out, on this machine only:\n")
        for role, username, password in demo_accounts():
            self.stdout.write(f"    {role:<18}{username:<12}{password}")
        self.stdout.write("\n  Mail is not sent here: read it in the admin under Outbox.\n  Stop with Ctrl+C.\n")

    @staticmethod
    def _follow(base: str) -> None:
        """Let the default site have the port that this start uses, unless it was given a name of its own."""
        port = urlsplit(base).port or 80
        for site in Site.objects.filter(is_default_site=True, hostname="127.0.0.1").exclude(port=port):
            site.port = port
            site.save()
