from django.core.management.base import BaseCommand

from home.roles import ROLES, set_up_roles


class Command(BaseCommand):
    help = "Make the groups of people who work on the site, with their rights. Safe to run again after each deployment."

    def handle(self, *args, **options):
        set_up_roles()
        for role in ROLES:
            self.stdout.write(f"{role.name}: {role.purpose}")
