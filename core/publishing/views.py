"""The page editor with its checklist, and with a refusal told where it can be mended."""

from collections import defaultdict
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView
from wagtail.blocks.stream_block import StreamBlockValidationError

from core.publishing.checklist import ChecklistSidePanel
from core.publishing.refusal import refusal_message
from core.publishing.rules import Finding, PublishRefused, findings

KEPT = "Nothing that you typed is lost: mend it below and publish again, or save it as a draft."


# A mixin of Wagtail's views, which have no common base that says what the mixin needs.
if TYPE_CHECKING:
    from wagtail.admin.views.pages.edit import EditView as View
else:
    View = object


class CheckedMixin(View):
    """Takes back whatever an action that was refused has stored, and shows the form again with all that was typed."""

    refused: PublishRefused | None = None

    def form_valid(self, form):
        if self.refused:
            return self._show_refusal(form, self.refused)
        try:
            with transaction.atomic():
                return self.act(form)
        except PublishRefused as refused:
            self.refused = refused
        # The database is as before, the objects of this view are not: start again with fresh ones.
        return self.dispatch(self.request, *self.args, **self.kwargs)

    def form_invalid(self, form):
        """Say what keeps the page from being published when Wagtail's form finds gaps before the rules are asked.

        Of such a form Wagtail only says that it has errors. Read as a draft it is complete enough for the rules, which
        name each gap, its place and the way to mend it.
        """
        if self.action_name == "publish":
            draft = type(form)(
                form.data,
                form.files,
                instance=self.page,
                subscription=self.subscription,
                parent_page=form.parent_page,
                for_user=self.request.user,
            )
            draft.defer_required_fields()
            if draft.is_valid():
                page = draft.save(commit=False)
                if stopping := [finding for finding in findings(page) if finding.blocks]:
                    self.form = draft
                    return self._show_refusal(draft, PublishRefused(page, stopping))
        return super().form_invalid(form)

    def act(self, form):
        """Do what the editor asked for."""
        return super().form_valid(form)

    def _show_refusal(self, form, refused: PublishRefused):
        form.restore_required_fields()
        add_errors(form, refused.findings)
        is_scheduled = refused.page.go_live_at and refused.page.go_live_at > timezone.now()
        message = refusal_message(refused, kept=KEPT, scheduled=bool(is_scheduled))
        messages.error(self.request, message)
        self.errors_debug = repr(form.errors)
        self.has_unsaved_changes = True
        return self.render_to_response(self.get_context_data())

    def get_side_panels(self):
        panels = list(super().get_side_panels())
        if ChecklistSidePanel.is_for(type(self.page)):
            panels.append(ChecklistSidePanel(self.page, self.request))
        return MediaContainer(sorted(panels, key=lambda panel: panel.order))


class CreatePage(CheckedMixin, CreateView):
    """Makes a page."""


class EditPage(CheckedMixin, EditView):
    """Changes a page."""

    def act(self, form):
        state = self.page.current_workflow_state if self.action_name == "publish" else None
        if state:
            # The editor has just been asked whether to end it, and said yes.
            task = state.current_task_state.task.name if state.current_task_state else state.workflow.name
            state.cancel(user=self.request.user)
        response = super().act(form)
        if state:
            messages.warning(self.request, f"The step “{task}” was under way. It has ended without a decision.")
        return response


class RevertPage(CheckedMixin, RevisionsRevertView):
    """Brings back an older version of a page."""


def add_errors(form, findings: list[Finding]) -> None:
    """Show each of ``findings`` at its field or block in ``form``; those without a place stand in the message alone."""
    in_blocks: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for finding in findings:
        place, text = finding.place, f"{finding.message} {finding.fix}"
        if place is None:
            continue
        if place.index is not None:
            in_blocks[place.field][place.index].append(text)
        elif place.field in form.formsets:
            form.formsets[place.field].non_form_errors().append(text)
        elif place.field in form.fields:
            form.add_error(place.field, text)
    for field, blocks in in_blocks.items():
        if field in form.fields:
            errors = {index: ValidationError(texts) for index, texts in blocks.items()}
            form.add_error(field, StreamBlockValidationError(block_errors=errors))
