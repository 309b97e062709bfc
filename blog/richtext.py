"""The citation and the glossary term as features of the rich text editor."""

from collections.abc import Callable

from django.db.models import Model
from django.urls import reverse_lazy
from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.html_to_contentstate import InlineEntityElementHandler
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.rich_text import LinkHandler

from blog.citations import placeholder
from blog.glossary import opening_tag
from blog.models import GlossaryTerm, Source
from core.richtext import IDENTIFIER


class RecordHandler(LinkHandler):
    """Renders a stored link to a record as a placeholder that the page's finishers replace."""

    identifier: str
    model: type[Model]
    open: Callable[[str], str]

    @classmethod
    def get_model(cls):
        return cls.model

    @classmethod
    def expand_db_attributes(cls, attrs: dict) -> str:
        identifier = str(attrs.get("id", ""))
        return cls.open(identifier) if IDENTIFIER.match(identifier) else "<a>"

    @classmethod
    def extract_references(cls, attrs):
        """Tell the reference index which record is used, so that it knows its pages."""
        if IDENTIFIER.match(str(attrs.get("id", ""))):
            yield cls.get_model(), str(attrs["id"]), "", ""


class CitationHandler(RecordHandler):
    """A citation; `blog.citations` numbers it."""

    identifier = "citation"
    model = Source

    @staticmethod
    def open(identifier: str) -> str:
        return placeholder(identifier).removesuffix("…</a>")


class GlossaryHandler(RecordHandler):
    """Words with a glossary term; `blog.glossary` explains them."""

    identifier = "glossary"
    model = GlossaryTerm
    open = staticmethod(opening_tag)


class RecordElementHandler(InlineEntityElementHandler):
    """From the database into the editor."""

    def __init__(self, entity_type: str, mutability: str):
        super().__init__(entity_type)
        self.mutability = mutability

    def get_attribute_data(self, attrs):
        return {"id": attrs.get("id")}


def _register(features, handler: type[RecordHandler], entity: str, mutability: str, config: dict) -> None:
    """Add a feature that is stored as ``<a linktype="…" id="7">words</a>``."""
    feature = handler.identifier

    def stored(props):
        return DOM.create_element("a", {"linktype": feature, "id": props.get("id")}, props["children"])

    features.register_link_type(handler)
    features.register_editor_plugin(
        "draftail",
        feature,
        EntityFeature(
            {"type": entity, "attributes": ["id"], **config},
            js=["wagtailadmin/js/chooser-modal.js", f"js/admin-{feature}.js"],
        ),
    )
    features.register_converter_rule(
        "contentstate",
        feature,
        {
            "from_database_format": {f'a[linktype="{feature}"]': RecordElementHandler(entity, mutability)},
            "to_database_format": {"entity_decorators": {entity: stored}},
        },
    )


def register(features) -> None:
    """Add the citation and the glossary term to Wagtail's rich text features."""
    _register(
        features,
        CitationHandler,
        entity="CITATION",
        mutability="IMMUTABLE",
        config={
            "icon": "openquote",
            "description": "Cite a source",
            "chooserUrls": {"source": reverse_lazy("wagtailsnippetchoosers_blog_source:choose")},
        },
    )
    _register(
        features,
        GlossaryHandler,
        entity="GLOSSARY",
        mutability="MUTABLE",
        config={
            "icon": "help",
            "description": "Explain a word",
            "chooserUrls": {"term": reverse_lazy("wagtailsnippetchoosers_blog_glossaryterm:choose")},
        },
    )
