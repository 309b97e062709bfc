from django.core.management import call_command
from django.core.management.base import BaseCommand

from home.demo.accounts import demo_accounts
from home.roles import set_up_roles


class Command(BaseCommand):
    help = "Get the site ready for development: database, roles, demo content, demo accounts. Safe to run again."

    def add_arguments(self, parser):
        parser.add_argument("--port", default="8000", help="The port that the site will be served on.")

    def handle(self, *args, **options):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_demo", stdout=self.stdout)
        set_up_roles()
        base = f"http://127.0.0.1:{options['port']}"
        self.stdout.write(f"\n  The site    {base}/\n  The admin   {base}/admin/\n")
        self.stdout.write("  Accounts for trying it out, on this machine only:\n")
        for role, username, password in demo_accounts():
            self.stdout.write(f"    {role:<18}{username:<12}{password}")
        self.stdout.write("\n  Mail is not sent here: read it in the admin under Outbox.\n  Stop with Ctrl+C.\n")
