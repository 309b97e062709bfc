"""The citation as a feature of the rich text editor."""

from django.urls import reverse_lazy
from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.html_to_contentstate import InlineEntityElementHandler
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.rich_text import LinkHandler

from blog.citations import placeholder
from blog.models import Source
from core.richtext import IDENTIFIER

FEATURE = "citation"
ENTITY = "CITATION"


class CitationHandler(LinkHandler):
    """Renders a stored citation as the placeholder that `blog.citations` numbers."""

    identifier = FEATURE

    @staticmethod
    def get_model():
        return Source

    @classmethod
    def expand_db_attributes(cls, attrs: dict) -> str:
        identifier = str(attrs.get("id", ""))
        if not IDENTIFIER.match(identifier):
            return "<a>"
        return placeholder(identifier).removesuffix("…</a>")

    @classmethod
    def extract_references(cls, attrs):
        """Tell the reference index which source is cited, so that a source knows its articles."""
        if IDENTIFIER.match(str(attrs.get("id", ""))):
            yield cls.get_model(), str(attrs["id"]), "", ""


class CitationElementHandler(InlineEntityElementHandler):
    """From the database into the editor."""

    mutability = "IMMUTABLE"

    def get_attribute_data(self, attrs):
        return {"id": attrs.get("id")}


def citation_entity(props):
    """From the editor into the database: ``<a linktype="citation" id="7">Sender 2016</a>``."""
    return DOM.create_element("a", {"linktype": FEATURE, "id": props.get("id")}, props["children"])


def register(features) -> None:
    """Add the citation to Wagtail's rich text features."""
    features.register_link_type(CitationHandler)
    features.register_editor_plugin(
        "draftail",
        FEATURE,
        EntityFeature(
            {
                "type": ENTITY,
                "icon": "openquote",
                "description": "Cite a source",
                "attributes": ["id"],
                "chooserUrls": {"source": reverse_lazy("wagtailsnippetchoosers_blog_source:choose")},
            },
            js=["wagtailadmin/js/chooser-modal.js", "js/admin-citation.js"],
        ),
    )
    features.register_converter_rule(
        "contentstate",
        FEATURE,
        {
            "from_database_format": {f'a[linktype="{FEATURE}"]': CitationElementHandler(ENTITY)},
            "to_database_format": {"entity_decorators": {ENTITY: citation_entity}},
        },
    )
