import re
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import format_html
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from blog.source_panels import CitingPagesPanel, StatusNotice
from core.folding import fold

DOI = re.compile(r"^10\.\d{4,9}/\S+$")
# What needs no escaping in a path (RFC 3986, 3.3).
DOI_SAFE = "/:;()@!$&'*+,=-._~"
DOI_WRAPPING = re.compile(r"^(https?://)?((dx\.|www\.)?doi\.org/|doi:?\s*)", re.I)
PMID_WRAPPING = re.compile(r"^((https?://)?pubmed\.ncbi\.nlm\.nih\.gov/|pmid:?\s*)|/$", re.I)
ET_AL = re.compile(r"[,;]?\s*\b(et al|and others)\b\.?$", re.I)
# How the title of a source begins of which so far only the DOI or the PubMed number is known.
STUB = "To be completed: "
GENERATIONS = {"Jr", "Sr", "2nd", "3rd", "4th", "5th"}


class Source(models.Model):
    """A study, guideline or page that articles cite. One record serves every article."""

    class Kind(models.TextChoices):
        STUDY = "study", "Study that observes people"
        TRIAL = "trial", "Trial"
        REVIEW = "review", "Review of studies"
        GUIDELINE = "guideline", "Guideline or consensus"
        LABORATORY = "laboratory", "Laboratory or animal study"
        BOOK = "book", "Book or report"
        WEB_PAGE = "web_page", "Web page"

    class Status(models.TextChoices):
        CURRENT = "current", "Current"
        CORRECTED = "corrected", "Corrected"
        SUPERSEDED = "superseded", "Superseded by a newer one"
        RETRACTED = "retracted", "Retracted"

    kind = models.CharField(max_length=20, choices=Kind, default=Kind.STUDY)
    title = models.CharField(max_length=500, help_text="As it is printed there. No full stop at the end.")
    authors = models.TextField(
        blank=True,
        help_text="One on each line, family name and initials: Sender R. An organisation is written out: World Health "
        "Organization. A line that says “et al.” stands for those left out.",
    )
    container = models.CharField(
        "published in", max_length=250, blank=True, help_text="The journal or website; for a book, its publisher."
    )
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    volume = models.CharField(max_length=40, blank=True, help_text="A number, like 14, sometimes 42 Suppl 2.")
    issue = models.CharField(max_length=40, blank=True, help_text="The number in brackets behind the volume.")
    pages = models.CharField(max_length=80, blank=True, help_text="284-287, or the number of the article: e1002533.")
    studied = models.CharField(
        "who was studied",
        max_length=120,
        blank=True,
        help_text="In two or three words, for readers: “People”, “People and mice”, “Review of trials”.",
    )
    doi = models.CharField(
        "DOI",
        max_length=200,
        blank=True,
        null=True,
        unique=True,
        help_text="Like 10.1371/journal.pbio.1002533. A link to doi.org may be pasted.",
    )
    # Longer than a number, so that a pasted address fits until it is tidied.
    pmid = models.CharField(
        "PubMed number", max_length=60, blank=True, null=True, unique=True, help_text="Only digits, like 27541692."
    )
    url = models.URLField(
        "web address",
        max_length=500,
        blank=True,
        help_text="Readers are led here when there is neither a DOI nor a PubMed number.",
    )
    accessed_on = models.DateField(
        "looked at on", null=True, blank=True, help_text="For a web page: the day you last read it there."
    )
    status = models.CharField(
        max_length=20,
        choices=Status,
        default=Status.CURRENT,
        help_text="Readers are warned at each place that cites a retracted source.",
    )
    status_on = models.DateField(
        "since", null=True, blank=True, help_text="The day the notice appeared. Needed when it is retracted."
    )
    status_url = models.URLField(
        "notice",
        max_length=500,
        blank=True,
        help_text="The address of the notice, or of the newer version. Needed when it is retracted.",
    )
    note = models.TextField(blank=True, help_text="For colleagues. Readers do not see it.")
    # What colleagues search, without capitals and accents: no database folds “Müller” by itself, and none like another.
    search_text = models.TextField(blank=True, editable=False)

    panels = [
        StatusNotice(),
        MultiFieldPanel([FieldPanel("kind"), FieldPanel("title"), FieldPanel("authors")], "What it is"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("container"), FieldPanel("year")]),
                FieldRowPanel([FieldPanel("volume"), FieldPanel("issue"), FieldPanel("pages")]),
            ],
            "Where it was published",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("doi"), FieldPanel("pmid")]),
                FieldRowPanel([FieldPanel("url"), FieldPanel("accessed_on")]),
            ],
            "Where readers find it",
        ),
        FieldPanel("studied"),
        MultiFieldPanel(
            [FieldPanel("status"), FieldRowPanel([FieldPanel("status_on"), FieldPanel("status_url")])], "Does it stand?"
        ),
        FieldPanel("note"),
        CitingPagesPanel(heading="Where it is cited"),
    ]

    class Meta:
        ordering = ["authors", "year", "title"]

    def __str__(self) -> str:
        return f"{self.short_name}: {self.title}"

    def save(self, *args, **kwargs):
        """Store the DOI in lower case: a DOI is the same in any case (DOI Handbook, 2.4), a unique column is not."""
        self.doi = self.doi.lower() if self.doi else None
        self.search_text = fold("\n".join([self.authors, self.title, self.container, self.doi or ""]))
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "doi", "search_text"}
        super().save(*args, **kwargs)

    def clean(self):
        """Tidy authors, DOI and PubMed number; refuse what cannot be one, and what another source already has.

        Raises:
            ValidationError: with a message for each field.
        """
        errors = self.tidy()
        for field in ("doi", "pmid"):
            if field not in errors and (other := self._other_with_same(field)):
                errors[field] = _already_there(other)
        if errors:
            raise ValidationError(errors)

    def tidy(self) -> dict[str, str]:
        """Tidy authors, DOI and PubMed number; return a message for each field that cannot be right. Asks no query."""
        self.title = " ".join((self.title or "").split())
        self.authors = "\n".join(author_lines(self.authors or ""))
        self.doi = tidy_doi(self.doi or "") or None
        self.pmid = tidy_pmid(self.pmid or "") or None
        errors: dict[str, str] = {}
        if self.doi and not DOI.match(self.doi):
            errors["doi"] = "A DOI looks like 10.1371/journal.pbio.1002533."
        if self.pmid and not (self.pmid.isascii() and self.pmid.isdigit() and len(self.pmid) <= 9):
            errors["pmid"] = "A PubMed number has only digits, like 27541692."
        if self.year is not None and not 1500 <= self.year <= 2100:
            errors["year"] = "The year has four digits, like 2016."
        if self.status == self.Status.RETRACTED:
            if not self.status_on:
                errors["status_on"] = "When was it retracted? The notice says the day."
            if not self.status_url:
                errors["status_url"] = "Link the notice of retraction, so that readers can see why."
        return errors

    def _other_with_same(self, field: str) -> "Source | None":
        value = getattr(self, field)
        return Source.objects.filter(**{field: value}).exclude(pk=self.pk).first() if value else None

    @property
    def author_list(self) -> list[str]:
        """The authors in order, each in Vancouver form."""
        return [line.strip() for line in self.authors.splitlines() if line.strip()]

    @property
    def is_retracted(self) -> bool:
        return self.status == self.Status.RETRACTED

    @property
    def is_stub(self) -> bool:
        """Whether so far only its number is known: someone has to look up the rest."""
        return self.title.startswith(STUB)

    @property
    def short_name(self) -> str:
        """How editors tell it from others: “Sender 2016”."""
        first = next(iter(self.author_list), "")
        name = (_family(first) if is_vancouver_name(first) else first) or self.container or "Source"
        return f"{name} {self.year}" if self.year else name

    @property
    def link(self) -> str:
        """Where a reader finds it: its DOI, else PubMed, else its web address, else nothing."""
        if self.doi:
            # A DOI may hold signs that mean something else in an address, such as < and # (DOI Handbook, 2.5.2.4).
            return f"https://doi.org/{quote(self.doi, safe=DOI_SAFE)}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return self.url

    @property
    def link_text(self) -> str:
        """The link as it is printed: without the scheme."""
        link = f"https://doi.org/{self.doi}" if self.doi else self.link
        return re.sub(r"^https?://(www\.)?", "", link).rstrip("/")


def tidy_doi(text: str) -> str:
    """Return a DOI without ``https://doi.org/`` or ``doi:`` around it, in lower case."""
    return DOI_WRAPPING.sub("", text.strip()).strip().lower()


def tidy_pmid(text: str) -> str:
    """Return a PubMed number without ``PMID:`` or PubMed's address around it, and without leading zeros."""
    return PMID_WRAPPING.sub("", text.strip()).strip().rstrip("/").lstrip("0")


def author_lines(text: str) -> list[str]:
    """Return one author for each line of ``text``; a line of Vancouver names with commas becomes several.

    “Sender R, Fuchs S, et al.” gives three. “Institute of Medicine, Washington” is one body and stays whole.
    """
    lines = []
    for line in text.replace(";", "\n").splitlines():
        line = " ".join(line.split()).strip(" ,")
        others = ET_AL.search(line)
        line = ET_AL.sub("", line).strip(" ,")
        names = [_without_stop(name.strip()) for name in line.split(",") if name.strip()]
        lines += names if all(is_vancouver_name(name) for name in names) else [line]
        lines += ["et al."] if others else []
    return lines


def is_vancouver_name(name: str) -> bool:
    """Return whether ``name`` reads like a family name and initials: “van der Berg JP”, “King ML 3rd”."""
    words = name.split()
    if words and words[-1] in GENERATIONS:
        words.pop()
    return len(words) > 1 and words[-1].isalpha() and words[-1].isupper() and len(words[-1]) <= 4


def _without_stop(name: str) -> str:
    """Return “Milo R.”, the end of a pasted line of authors, without its full stop."""
    return name[:-1] if name.endswith(".") and is_vancouver_name(name[:-1]) else name


def _family(name: str) -> str:
    words = [word for word in name.split() if word not in GENERATIONS]
    return " ".join(words[:-1])


def _already_there(other: Source) -> str:
    address = AdminURLFinder().get_edit_url(other)
    if not address:
        return f"“{other}” has it already. Use that source."
    return format_html('<a href="{}">“{}”</a> has it already. Use that source.', address, str(other))
