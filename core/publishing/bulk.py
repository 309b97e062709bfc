"""Publishing many pages at once: those that break a rule stay drafts, the others go live."""

from django.db import transaction
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction

from core.publishing.gate import edit_url
from core.publishing.refusal import refusal_message
from core.publishing.rules import PublishRefused


class CheckedPublishBulkAction(PublishBulkAction):
    """Wagtail's action, page by page."""

    def execute_action(self, objects, include_descendants=False, user=None, **kwargs):
        """Publish each page by itself; return how many of those chosen and how many below them went live."""
        chosen = sum(self._publish(page, user) for page in objects)
        below = 0
        for page in objects if include_descendants else ():
            drafts = page.get_descendants().not_live().defer_streamfields().specific()
            allowed = [draft for draft in drafts if draft.permissions_for_user(user).can_publish()]
            below += sum(self._publish(draft, user) for draft in allowed)
        return chosen, below

    def _publish(self, page, user) -> bool:
        try:
            with transaction.atomic():
                super().execute_action([page], user=user)
        except PublishRefused as refused:
            buttons = [messages.button(edit_url(page), "Edit")]
            messages.error(self.request, refusal_message(refused, "It is as it was before."), buttons=buttons)
            return False
        return True

    def get_success_message(self, num_parent_objects, num_child_objects):
        return super().get_success_message(num_parent_objects, num_child_objects) if num_parent_objects else None
