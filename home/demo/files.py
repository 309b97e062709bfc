"""Reads the demo's files and turns their Markdown into Wagtail's rich text."""

import re
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt

FOLDER = Path(__file__).resolve().parent / "content"

CITATION = re.compile(r"\[\^([\w-]+)\]")
PAGE_LINK = re.compile(r'<a href="page:([\w-]+)">')
TERM = re.compile(r'<a href="term:([\w-]+)">')
MARKDOWN = MarkdownIt("zero").enable(["emphasis", "link", "list", "newline", "paragraph", "escape", "entity"])
TAGS = {"strong": "b", "em": "i"}


class ContentLoader(yaml.SafeLoader):
    """YAML in which ``on`` and ``no`` are words, not booleans."""


ContentLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
ContentLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(true|false)$"), list("tf"))


class ContentError(Exception):
    """A demo file names something that does not exist."""


def read(name: str) -> Any:
    """Return what the file ``name`` of the demo's content folder holds."""
    return yaml.load((FOLDER / name).read_text(encoding="utf-8"), Loader=ContentLoader)  # noqa: S506 - a safe loader


def read_folder(name: str) -> list[dict]:
    """Return what the files of a folder hold, in the order of their names."""
    return [read(f"{name}/{path.name}") for path in sorted((FOLDER / name).glob("*.yaml"))]


class RichTextWriter:
    """Writes rich text that points at records in the database.

    ``page_ids`` maps slugs, ``sources`` and ``terms`` map the keys of sources and glossary terms to their records.
    """

    def __init__(self, page_ids: MutableMapping[str, int], sources: Mapping[str, Any], terms: Mapping[str, Any]):
        self.page_ids = page_ids
        self.sources = sources
        self.terms = terms

    def blocks(self, markdown: str | None) -> str:
        """Return paragraphs and lists."""
        return self._linked(MARKDOWN.render(markdown or "").strip())

    def line(self, markdown: str | None) -> str:
        """Return one paragraph: for captions, cells and lines."""
        return f"<p>{self._linked(MARKDOWN.renderInline((markdown or '').strip()))}</p>" if markdown else ""

    def _linked(self, html: str) -> str:
        for markup, stored in TAGS.items():
            html = html.replace(f"<{markup}>", f"<{stored}>").replace(f"</{markup}>", f"</{stored}>")
        html = PAGE_LINK.sub(self._page_link, html)
        html = TERM.sub(self._term, html)
        return CITATION.sub(self._citation, html)

    def _page_link(self, match: re.Match) -> str:
        return f'<a linktype="page" id="{self._known(self.page_ids, match[1], "page")}">'

    def _term(self, match: re.Match) -> str:
        return f'<a linktype="glossary" id="{self._known(self.terms, match[1], "glossary term").pk}">'

    def _citation(self, match: re.Match) -> str:
        source = self._known(self.sources, match[1], "source")
        return f'<a linktype="citation" id="{source.pk}">{source.short_name}</a>'

    @staticmethod
    def _known(records: Mapping[str, Any], key: str, what: str) -> Any:
        if key not in records:
            raise ContentError(f"There is no {what} “{key}”.")
        return records[key]
