from django_tasks_db.management.commands import db_worker


class Command(db_worker.Command):
    """django-tasks-db's worker, for the tasks that wait in the database: ours (TASKS in the settings)."""

    help = "Do what waits in the background: send mail that was just written. Runs until it is stopped."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(backend_name="background")
