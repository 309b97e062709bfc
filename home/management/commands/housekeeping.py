from django.core.management import call_command
from django.core.management.base import BaseCommand

from core.mail import send_waiting
from offers.retention import delete_unconfirmed


class Command(BaseCommand):
    help = "Do what is due: publish what is scheduled, send waiting mail, delete what was promised to be deleted."

    def handle(self, *args, **options):
        call_command("publish_scheduled")
        deleted = delete_unconfirmed()
        sent = send_waiting()
        self.stdout.write(f"Mails sent: {sent}. Unconfirmed requests deleted: {deleted}.")
