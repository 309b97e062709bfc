"""Turns the blocks of a demo file into what a StreamField stores."""

from collections.abc import Callable, Mapping
from typing import Any

from home.demo.files import ContentError, RichTextWriter


class BlockWriter:
    """Writes stream data. One method a block type; types that hold plain values need none."""

    def __init__(
        self,
        text: RichTextWriter,
        images: Mapping[str, Any],
        documents: Mapping[str, Any],
        page_ids: Mapping[str, int],
    ):
        self.text = text
        self.images = images
        self.documents = documents
        self.page_ids = page_ids

    def stream(self, items: list[dict] | None) -> list[dict]:
        """Return the stream data of ``items``, each a mapping of one block type to its value."""
        written = []
        for item in items or []:
            ((block_type, value),) = item.items()
            write: Callable = getattr(self, f"write_{block_type}", lambda value: value)
            written.append({"type": block_type, "value": write(value)})
        return written

    def write_text(self, value: str) -> str:
        return self.text.blocks(value)

    def write_picture(self, value: dict) -> dict:
        return {
            "image": self._image(value),
            "caption": self.text.line(value.get("caption")),
            "credit": value.get("credit", ""),
        }

    def write_figure(self, value: dict) -> dict:
        return {**self.write_picture(value), "width": value.get("width", "text")}

    def write_gallery(self, value: list[dict]) -> list[dict]:
        return [self.write_picture(picture) for picture in value]

    def write_video(self, value: dict) -> dict:
        return {**value, "poster": self._image(value["poster"]), "transcript": self.text.blocks(value["transcript"])}

    def write_download(self, value: dict) -> dict:
        document = self._named(self.documents, value["document"], "document")
        return {"document": document.pk, "title": value.get("title", ""), "description": value["description"].strip()}

    def write_pull_quote(self, value: dict) -> dict:
        return {"quote": value["quote"].strip(), "attribution": value.get("attribution", "")}

    def write_note(self, value: dict) -> dict:
        return {**value, "text": self.text.blocks(value["text"]), "tone": value.get("tone", "mint")}

    def write_seek_help(self, value: dict) -> dict:
        return {**value, "text": self.text.blocks(value["text"])}

    def write_evidence(self, value: dict) -> dict:
        sources = [self.text.sources[key].pk for key in value["sources"]]
        return {**value, "claim": self.text.line(value["claim"]), "sources": sources}

    def write_steps(self, value: list[dict]) -> list[dict]:
        return [{"title": step["title"], "text": self.text.blocks(step.get("text"))} for step in value]

    def write_benefit(self, value: dict) -> dict:
        return {"title": value["title"], "text": self.text.line(value.get("text"))}

    def write_definitions(self, value: list[dict]) -> list[dict]:
        return [{"term": item["term"], "explanation": self.text.blocks(item["explanation"])} for item in value]

    def write_faq(self, value: list[dict]) -> list[dict]:
        return [{"question": item["question"], "answer": self.text.blocks(item["answer"])} for item in value]

    def write_table(self, value: dict) -> dict:
        numeric = value.get("numeric", [])
        kinds = ["number" if number in numeric else "text" for number in range(len(value["columns"]))]
        columns = [{"type": kind, "heading": name} for kind, name in zip(kinds, value["columns"], strict=True)]
        rows = [
            {
                "values": [
                    self.text.line(cell) if kind == "text" else cell for kind, cell in zip(kinds, row, strict=True)
                ]
            }
            for row in value["rows"]
        ]
        return {
            "caption": value["caption"],
            "note": value.get("note", ""),
            "table": {"columns": columns, "rows": rows},
        }

    def write_featured(self, value: dict) -> dict:
        return {"article": self._page(value["article"])}

    def write_latest(self, value: dict) -> dict:
        return {"title": value["title"], "intro": value.get("intro", ""), "count": value.get("count", 6)}

    def write_topics(self, value: dict) -> dict:
        return {"title": value["title"], "intro": value.get("intro", "")}

    write_people = write_topics

    def write_guide_band(self, value: dict) -> dict:
        return {
            "page": self._page(value["page"]),
            "title": value.get("title", ""),
            "text": self.text.blocks(value.get("text")),
        }

    write_trial_band = write_guide_band
    write_product_band = write_guide_band

    def write_related_articles(self, value: list[str]) -> list[int]:
        return [self._page(slug) for slug in value]

    def write_corrections_log(self, value: dict) -> None:
        return None

    write_contact_details = write_corrections_log
    write_partners = write_corrections_log
    write_pending = write_corrections_log
    write_facts = write_corrections_log
    write_directions = write_corrections_log
    write_safety = write_corrections_log
    write_shop = write_corrections_log

    def _image(self, value: dict) -> dict:
        image = self._named(self.images, value["image"], "picture")
        decorative = value.get("decorative", False)
        return {
            "image": image.pk,
            "alt_text": "" if decorative else value.get("alt") or image.description,
            "decorative": decorative,
        }

    def _page(self, slug: str) -> int:
        return self._named(self.page_ids, slug, "page")

    @staticmethod
    def _named(records: Mapping[str, Any], key: str, what: str) -> Any:
        if key not in records:
            raise ContentError(f"There is no {what} “{key}”.")
        return records[key]
