import re

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

DOI = re.compile(r"^10\.\d{4,9}/\S+$")


class Source(index.Indexed, models.Model):
    """A study, guideline or page that articles cite. One record serves every article."""

    class Kind(models.TextChoices):
        STUDY = "study", "Study that observes people"
        TRIAL = "trial", "Trial"
        REVIEW = "review", "Review of studies"
        GUIDELINE = "guideline", "Guideline or consensus"
        LABORATORY = "laboratory", "Laboratory or animal study"
        WEB_PAGE = "web_page", "Web page"

    kind = models.CharField(max_length=20, choices=Kind, default=Kind.STUDY)
    authors = models.CharField(
        max_length=500, blank=True, help_text="Family name and initials, with commas: Sender R, Fuchs S, Milo R"
    )
    title = models.CharField(max_length=500)
    container = models.CharField(
        "published in", max_length=250, blank=True, help_text="The journal, book or website it appeared in."
    )
    year = models.PositiveSmallIntegerField(null=True, blank=True)
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
        help_text="Starts with 10. – without https://doi.org/",
    )
    pmid = models.CharField("PubMed number", max_length=12, blank=True, null=True, unique=True)
    url = models.URLField("web address", max_length=500, blank=True, help_text="Only when there is no DOI.")
    note = models.TextField(blank=True, help_text="For colleagues. Readers do not see it.")

    panels = [
        FieldPanel("kind"),
        FieldPanel("title"),
        FieldPanel("authors"),
        FieldRowPanel([FieldPanel("container"), FieldPanel("year")]),
        FieldPanel("studied"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("doi"), FieldPanel("pmid")]), FieldPanel("url")], "Where readers find it"
        ),
        FieldPanel("note"),
    ]
    search_fields = [
        index.SearchField("title"),
        index.SearchField("authors"),
        index.SearchField("doi"),
        index.SearchField("pmid"),
        index.AutocompleteField("title"),
        index.AutocompleteField("authors"),
        index.AutocompleteField("short_name"),
        index.AutocompleteField("container"),
        index.AutocompleteField("doi"),
        index.AutocompleteField("pmid"),
        index.FilterField("kind"),
        index.FilterField("year"),
    ]

    class Meta:
        ordering = ["authors", "year", "title"]

    def __str__(self) -> str:
        return f"{self.short_name}: {self.title}"

    def clean(self):
        """Tidy DOI and PubMed number; refuse what cannot be one."""
        self.doi = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", (self.doi or "").strip(), flags=re.I) or None
        self.pmid = (self.pmid or "").strip() or None
        errors = {}
        if self.doi and not DOI.match(self.doi):
            errors["doi"] = "A DOI looks like 10.1371/journal.pbio.1002533."
        if self.pmid and not self.pmid.isdigit():
            errors["pmid"] = "A PubMed number has only digits, like 27541692."
        if self.year and not 1500 <= self.year <= 2100:
            errors["year"] = "The year has four digits, like 2016."
        if errors:
            raise ValidationError(errors)

    @property
    def short_name(self) -> str:
        """How editors tell it from others: “Sender 2016”."""
        first = self.authors.split(",")[0].split(" et al")[0].strip()
        name = re.sub(r"\s+[A-Z]{1,4}$", "", first) or self.container or "Source"
        return f"{name} {self.year}" if self.year else name

    @property
    def link(self) -> str:
        """Where a reader finds it: its DOI, else PubMed, else its web address, else nothing."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return self.url

    @property
    def link_text(self) -> str:
        """The link as it is printed: without the scheme."""
        return re.sub(r"^https?://(www\.)?", "", self.link).rstrip("/")
