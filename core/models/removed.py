from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel

# A longer one is not kept: nobody types it, and few servers take it.
LONGEST_PATH = 500


class RemovedAddress(models.Model):
    """The address of a page that was removed on purpose: readers and search engines are told so, not “not found”."""

    path = models.CharField(
        "address",
        max_length=LONGEST_PATH,
        unique=True,
        help_text="As it stood in the browser, from the first slash on: /articles/an-old-article/",
    )
    title = models.CharField(max_length=255, blank=True, help_text="What the page was called. Readers see it.")
    note = models.TextField(
        "note for readers",
        blank=True,
        max_length=600,
        help_text="Why it is gone, and where to look instead: “The study it rested on was retracted.”",
    )
    removed_on = models.DateField("removed on", default=timezone.localdate)

    panels = [FieldPanel(name) for name in ("path", "title", "note", "removed_on")]

    class Meta:
        verbose_name = "removed page"
        ordering = ["-removed_on", "path"]

    def __str__(self) -> str:
        return self.title or self.path

    def clean(self):
        """Bring the address into the form in which it is looked up; refuse what is none, and the front page."""
        self.path = normal_path(self.path)
        if not self.path:
            raise ValidationError(
                {"path": "Give the part of the address after the name of the site: /articles/an-old-article/"}
            )


def normal_path(path: str) -> str:
    """Return ``path`` with one slash at each end; an empty string for the front page and for what is no path.

    Letters stand for themselves (``/über/``), as in the path of a request; browsers copy them as ``%C3%BC``.
    """
    path = unquote(path).strip()
    if "\0" in path or "://" in path or path.startswith("//"):
        return ""
    inner = path.strip("/")
    return f"/{inner}/" if inner else ""
