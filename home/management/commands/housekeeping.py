import logging

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from core.mail import delete_old, send_waiting
from home.search.counting import delete_old_counts
from offers.requests.retention import delete_unconfirmed

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Do what is due: publish what is scheduled, send waiting mail, delete what was promised to be deleted."

    def handle(self, *args, **options):
        steps = {
            "Publish what is scheduled": lambda: call_command("publish_scheduled"),
            "Unconfirmed requests deleted": delete_unconfirmed,
            "Mails sent": send_waiting,
            "Old mails deleted": delete_old,
            "Old counts of searches deleted": delete_old_counts,
        }
        failed = []
        for name, step in steps.items():
            # A step that fails must not keep the others from being done: each promises something to somebody else.
            try:
                count = step()
            except Exception:
                logger.exception("Housekeeping: this step failed: %s", name)
                failed.append(name)
            else:
                self.stdout.write(f"{name}: {'done' if count is None else count}.")
        if failed:
            raise CommandError(f"These steps failed, the others are done: {', '.join(failed)}.")
