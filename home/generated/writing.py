"""Writes the streams of a generated article in the form in which they are stored."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

from blog.blocks import Certainty, StudiedIn
from blog.models import Source
from core.models import SiteImage
from home.generated.prose import NOTICE, NOTICE_TITLE, Prose

Stream = list[dict[str, Any]]
# Of a hundred blocks in a section, so many are of this kind.
SHARES = {
    "text": 62,
    "figure": 10,
    "evidence": 8,
    "note": 5,
    "pull_quote": 4,
    "steps": 4,
    "do_dont": 3,
    "table": 2,
    "faq": 2,
}
# A section is a heading and the blocks after it.
SECTION = 5
# Of a hundred paragraphs, so many end with a citation.
CITED = 40


@dataclass(frozen=True)
class Plan:
    """How much an article is to hold: its blocks and, among them, so many pictures and at least so many citations."""

    blocks: int
    pictures: int
    citations: int


class StreamWriter:
    """Writes key points and bodies with the pictures and sources of the site.

    Arguments:
        chance: where everything that could be otherwise comes from.
        sources: what may be cited.
        pictures: what may be shown.
    """

    def __init__(self, chance: Random, sources: Sequence[Source], pictures: Sequence[SiteImage]):
        self.chance = chance
        self.prose = Prose(chance)
        self.sources = sources
        self.pictures = pictures
        self._cited = chance.randrange(len(sources))
        self._cited_share = CITED / 100

    def key_points(self) -> Stream:
        """Return three to five lines."""
        return [self._block("point", self._line()) for _ in range(self.chance.randint(3, 5))]

    def some_body(self) -> Stream:
        """Return a body of a usual length: most are short, one in a hundred is very long."""
        shortest, longest = self.chance.choices([(6, 9), (10, 16), (18, 30), (60, 60)], [40, 45, 14, 1])[0]
        kinds = self.chance.choices(list(SHARES), list(SHARES.values()), k=self.chance.randint(shortest, longest))
        for number in range(0, len(kinds), SECTION):
            kinds[number] = "heading"
        return self._body(kinds)

    def body(self, plan: Plan) -> Stream:
        """Return a body that holds what ``plan`` asks for, spread evenly."""
        self._cited_share = 0
        kinds = ["text" if number % SECTION else "heading" for number in range(plan.blocks - 1)]
        places = [number for number, kind in enumerate(kinds) if kind == "text"]
        for number in range(plan.pictures):
            kinds[places[number * len(places) // plan.pictures]] = "figure"
        body = self._body(kinds)
        texts = [block for block in body if block["type"] == "text"]
        for number, block in enumerate(texts):
            wanted = plan.citations * (number + 1) // len(texts) - plan.citations * number // len(texts)
            block["value"] += "".join(f"<p>{self.prose.sentences(1)[0]}{self._citation()}</p>" for _ in range(wanted))
        return body

    def _body(self, kinds: Sequence[str]) -> Stream:
        notice = {"title": NOTICE_TITLE, "text": f"<p>{NOTICE}</p>", "tone": "sand"}
        body = [self._block("note", notice)]
        for kind in kinds:
            write: Callable[[], Any] = getattr(self, f"_{kind}")
            body.append(self._block(kind, write()))
        return body

    def _block(self, kind: str, value: Any) -> dict[str, Any]:
        return {"type": kind, "value": value, "id": str(UUID(int=self.chance.getrandbits(128)))}

    def _items(self, values: list[Any]) -> Stream:
        return [self._block("item", value) for value in values]

    def _line(self) -> str:
        return f"<p>{self.prose.sentences(1)[0]}</p>"

    def _citation(self) -> str:
        # In turn, so that an article cites as many different sources as it can.
        self._cited += 1
        source = self.sources[self._cited % len(self.sources)]
        return f'<a linktype="citation" id="{source.pk}">{source.short_name}</a>'

    def _heading(self) -> str:
        return self.prose.heading()

    def _text(self) -> str:
        paragraphs = []
        for _ in range(self.chance.randint(2, 4)):
            words = " ".join(self.prose.sentences(self.chance.randint(2, 5)))
            cited = self._citation() if self.chance.random() < self._cited_share else ""
            paragraphs.append(f"<p>{words}{cited}</p>")
        return "".join(paragraphs)

    def _figure(self) -> dict[str, Any]:
        picture = self.chance.choice(self.pictures)
        image = {"image": picture.pk, "alt_text": picture.description or picture.title, "decorative": False}
        return {"image": image, "caption": self._line(), "credit": "", "width": self.chance.choice(["text", "wide"])}

    def _evidence(self) -> dict[str, Any]:
        self._cited += 1
        return {
            "claim": self._line(),
            "certainty": self.chance.choice(Certainty.values),
            "who": f"{self.chance.randint(12, 900)} jars of {self.chance.choice(['plums', 'cabbage', 'beetroot'])}",
            "studied_in": [self.chance.choice(StudiedIn.values)],
            "kind": "A comparison at one moment",
            "limits": self.prose.sentences(1)[0],
            "sources": self._items([self.sources[self._cited % len(self.sources)].pk]),
        }

    def _note(self) -> dict[str, Any]:
        return {"title": self.prose.heading(), "text": self._line(), "tone": "mint"}

    def _pull_quote(self) -> dict[str, Any]:
        return {"quote": self.prose.sentences(1)[0], "attribution": ""}

    def _steps(self) -> Stream:
        return self._items([{"title": self.prose.heading(), "text": self._line()} for _ in range(3)])

    def _do_dont(self) -> dict[str, Any]:
        return {side: self._items(self.prose.sentences(3)) for side in ("do", "dont")}

    def _table(self) -> dict[str, Any]:
        columns = [{"type": "text", "heading": "What"}, {"type": "number", "heading": "How many"}]
        rows = [{"values": [self._line(), str(self.chance.randint(1, 99))]} for _ in range(4)]
        return {"caption": self.prose.heading(), "note": "", "table": {"columns": columns, "rows": rows}}

    def _faq(self) -> Stream:
        return self._items([{"question": f"{self.prose.heading()}?", "answer": self._line()} for _ in range(2)])
