from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Site"

    def ready(self):
        from anymail.signals import tracking
        from django.db.models.signals import post_migrate, pre_delete, pre_save
        from wagtail.models import Page, Revision
        from wagtail.signals import page_published

        from core.consent import keep_used
        from core.housekeeping import add_step, publish_scheduled
        from core.indexes import make_page_indexes
        from core.mail import delete_old, send_waiting
        from core.mail.tasks import delete_old_tasks
        from core.mail.tracking import note_event
        from core.models import BasePage, ConsentText
        from core.publishing import register
        from core.publishing.common import COMMON_RULES
        from core.publishing.gate import check_schedule
        from core.removal import forget_removed, remember_removed

        pre_delete.connect(remember_removed, sender=Page, dispatch_uid="remember_removed")
        pre_delete.connect(keep_used, sender=ConsentText, dispatch_uid="keep_used")
        page_published.connect(forget_removed, dispatch_uid="forget_removed")
        register(BasePage, *COMMON_RULES)
        pre_save.connect(check_schedule, sender=Revision, dispatch_uid="check_schedule")
        post_migrate.connect(make_page_indexes, sender=self, dispatch_uid="make_page_indexes")
        add_step("Publish what is scheduled", publish_scheduled)
        add_step("Mails sent", send_waiting)
        add_step("Old mails deleted", delete_old)
        add_step("Old tasks deleted", delete_old_tasks)
        tracking.connect(note_event, dispatch_uid="note_event")
