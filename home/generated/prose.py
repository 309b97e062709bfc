"""The words that generated articles are made of: about kitchens and reading, and nothing that a reader could act on."""

from random import Random

NOTICE_TITLE = "This text is made up"
NOTICE = (
    "A program wrote this article to try the site out with many of them. It says nothing about health, and its marks "
    "lead to sources that do not speak of it."
)

WORDS = {
    "food": [
        *("oats", "barley", "lentils", "chickpeas", "black beans", "cabbage", "leeks", "onions", "beetroot", "carrots"),
        *("apples", "pears", "plums", "walnuts", "linseed", "rye bread", "yoghurt", "kefir", "sauerkraut", "miso"),
        *("mushrooms", "parsnips", "spinach", "artichokes", "asparagus", "bananas", "blueberries", "brown rice"),
    ],
    "place": ["the larder", "a warm kitchen", "the market", "the allotment", "the top shelf", "a cool cellar"],
    "person": [
        "a neighbour",
        "our test cook",
        "a reader from Leeds",
        "somebody in a hurry",
        "the whole table",
        "a guest",
    ],
    "time": [
        "overnight",
        "for a week",
        "on Sunday",
        "before breakfast",
        "twice a month",
        "until spring",
        "by the hour",
    ],
    "thing": [
        "the label",
        "the recipe",
        "a shopping list",
        "the small print",
        "a diary",
        "the second chart",
        "a table",
    ],
    "quality": ["plain", "patient", "careful", "curious", "modest", "steady", "colourful", "ordinary", "thorough"],
    "question": ["how much", "how often", "for whom", "compared with what", "measured how", "for how long"],
}

SENTENCES = [
    "Put {food} next to {food} and look at {thing} again.",
    "{person} keeps {food} in {place} {time}.",
    "Ask {question} before you trust {thing}.",
    "Nobody at the table noticed that the {food} had been there {time}.",
    "A {quality} reader starts with {thing}, not with the headline.",
    "It takes one pan, some {food} and a {quality} cook.",
    "Write down {question}, and leave the rest of the page empty.",
    "The {food} came from {place}, and so did the {food}.",
    "Two people read {thing} and found two answers.",
    "In {place} there is room for {food}, {food} and a chair.",
    "What {person} remembers {time} is seldom what was eaten.",
    "A number without “{question}” is half a number.",
    "Start with {food}; the {food} can wait.",
    "That is a {quality} way to begin, and it costs nothing.",
    "{person} asked {question}, and the room went quiet.",
    "Soak the {food} {time}, then read {thing} while they drain.",
    "Most of {thing} is about {food}, and the rest is about {place}.",
    "Seen from {place}, {food} and {food} look much the same.",
    "There is a {quality} reply to that, and it is short.",
    "Small differences in {thing} come and go; {quality} ones stay.",
]

TITLES = [
    "What {food} and {food} have in common",
    "{food}, {food} and {place}",
    "How to read {thing} about {food}",
    "A {quality} look at {food}",
    "{food} {time}: a {quality} note",
    "Ask {question}: the case of {food}",
    "{person}, {thing} and {food}",
]

HEADINGS = [
    "What stands in {thing}",
    "From {place} to {food}",
    "{question}?",
    "A {quality} beginning",
    "If you have {food}",
    "{food} {time}",
    "Where {food} comes in",
]

REPLIES = [
    "Thank you. I had not thought of {place} in that way.",
    "Could you say more about {food}? I only ever see {food} here.",
    "We tried it {time}, and {person} asked for more.",
    "The part about {thing} is the clearest I have read.",
    "I looked for “{question}” and found it. Well done.",
]

NAMES = ["Anneke", "Bilal", "Carys", "Dmitri", "Esther", "Farah", "Gwen", "Hugo", "Imani", "Jonas", "Kirsty", "Lucía"]


class Prose:
    """Fills the sentences above from one source of chance, so that the same seed gives the same text."""

    def __init__(self, chance: Random):
        self.chance = chance

    def fill(self, patterns: list[str]) -> str:
        """Return one of ``patterns`` with words for its places, beginning with a capital."""
        pattern = self.chance.choice(patterns)
        pieces = pattern.split("{")
        words = [pieces[0]]
        for piece in pieces[1:]:
            kind, _, rest = piece.partition("}")
            words += [self.chance.choice(WORDS[kind]), rest]
        text = "".join(words)
        return text[0].upper() + text[1:]

    def sentences(self, number: int) -> list[str]:
        """Return so many sentences."""
        return [self.fill(SENTENCES) for _ in range(number)]

    def title(self) -> str:
        """Return the title of an article."""
        return self.fill(TITLES)

    def heading(self) -> str:
        """Return the heading of a section."""
        return self.fill(HEADINGS)

    def reply(self) -> tuple[str, str]:
        """Return the name of a reader and what they say."""
        return self.chance.choice(NAMES), self.fill(REPLIES)
