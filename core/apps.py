from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Site"

    def ready(self):
        from anymail.signals import tracking
        from django.db.backends.signals import connection_created
        from django.db.models.signals import post_migrate, pre_delete, pre_save
        from wagtail.models import Page, Revision
        from wagtail.signals import page_published

        from core import limits
        from core.consent import keep_used
        from core.folding import teach_sqlite
        from core.housekeeping import add_step, publish_scheduled
        from core.indexes import make_page_indexes
        from core.mail import catalogue, delete_early, delete_old, send_waiting
        from core.mail.tasks import TASKS_KEPT_FOR, delete_old_tasks
        from core.mail.tracking import note_event
        from core.models import BasePage, ConsentText
        from core.page_cache import changes, declared
        from core.privacy import expiry, links, registry
        from core.privacy.holdings import HOLDINGS
        from core.privacy.mails import MAILS
        from core.publishing import register
        from core.publishing.common import COMMON_RULES
        from core.publishing.gate import check_schedule
        from core.removal import forget_removed, remember_removed

        connection_created.connect(teach_sqlite, dispatch_uid="teach_sqlite")
        pre_delete.connect(remember_removed, sender=Page, dispatch_uid="remember_removed")
        pre_delete.connect(keep_used, sender=ConsentText, dispatch_uid="keep_used")
        page_published.connect(forget_removed, dispatch_uid="forget_removed")
        declared.declare()
        changes.watch_pages()
        register(BasePage, *COMMON_RULES)
        pre_save.connect(check_schedule, sender=Revision, dispatch_uid="check_schedule")
        post_migrate.connect(make_page_indexes, sender=self, dispatch_uid="make_page_indexes")
        add_step("Publish what is scheduled", publish_scheduled)
        add_step("Mails sent", send_waiting)
        add_step(expiry.MAILS, delete_old, deletes=True)
        add_step(expiry.EARLY_MAILS, delete_early, deletes=True)
        add_step("Old tasks deleted", delete_old_tasks, deletes=True)
        add_step(expiry.LINKS, expiry.delete_links, deletes=True)
        add_step(expiry.CONSENTS, expiry.delete_consents, deletes=True)
        add_step(expiry.RECEIPTS, expiry.delete_receipts, deletes=True)
        add_step(expiry.AUDIT, expiry.delete_audit_entries, deletes=True)
        add_step(expiry.REPORTS, expiry.delete_reports, deletes=True)
        limits.count_by_email(links.MY_DATA)
        registry.register(*HOLDINGS)
        registry.register_period(
            "Work in the background",
            registry.Period("Tasks that were queued", "they were queued", TASKS_KEPT_FOR, "Old tasks deleted"),
        )
        registry.register_period(
            "What housekeeping deleted",
            registry.Period("Dates and numbers", "the deletion", expiry.REPORTS_FOR, expiry.REPORTS),
        )
        catalogue.register(*MAILS)
        tracking.connect(note_event, dispatch_uid="note_event")
