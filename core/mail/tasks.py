"""What the worker does for the mail."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from core.mail.sending import send_waiting

TASKS_KEPT_FOR = timedelta(days=1)


@task(backend="background")
def send_waiting_mail() -> int:
    """Send what waits. Queued with each mail; what this one misses, housekeeping finds."""
    return send_waiting()


def delete_old_tasks() -> int:
    """Delete what is known of tasks that were queued more than a day ago; return how many.

    Also those that a killed worker left half-way and those that no worker took: what they were to do, housekeeping
    has done.
    """
    from django_tasks_db.models import DBTaskResult

    return DBTaskResult.objects.filter(enqueued_at__lt=timezone.now() - TASKS_KEPT_FOR).delete()[0]
