"""English words as the search compares them: without their endings, in one spelling."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from threading import Lock

import snowballstemmer

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

# Readers of both spellings come here, and the articles are in British English. American, then British.
PAIRS = """
    fiber:fibre estrogen:oestrogen diarrhea:diarrhoea diarrheal:diarrhoeal celiac:coeliac anemia:anaemia
    anemic:anaemic esophagus:oesophagus esophageal:oesophageal pediatric:paediatric pediatrician:paediatrician
    hemoglobin:haemoglobin hemorrhage:haemorrhage hemorrhoid:haemorrhoid hematology:haematology edema:oedema
    feces:faeces fecal:faecal leukemia:leukaemia ischemia:ischaemia glycemic:glycaemic hypoglycemia:hypoglycaemia
    hyperglycemia:hyperglycaemia septicemia:septicaemia bacteremia:bacteraemia gynecology:gynaecology
    gynecologist:gynaecologist orthopedic:orthopaedic anesthetic:anaesthetic cecum:caecum etiology:aetiology
    tumor:tumour color:colour flavor:flavour favor:favour behavior:behaviour odor:odour labor:labour
    center:centre gray:grey yogurt:yoghurt sulfur:sulphur sulfate:sulphate aluminum:aluminium
    mold:mould catalog:catalogue program:programme dietician:dietitian analyze:analyse paralyze:paralyse
    fetus:foetus fetal:foetal leukocyte:leucocyte licorice:liquorice
"""
SPELLINGS = dict(pair.split(":") for pair in PAIRS.split())
# -ize and its family; the short ones (size, prize, seize) and “-ize” before a stem of three letters stay.
IZE = re.compile(r"(?<=[a-z]{4})iz(?=(?:e[drs]?|ers?|ing|ations?)$)")

# Words that say nothing about what is looked for; PostgreSQL's English configuration drops them too.
SAY_NOTHING = """
    i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it
    its itself they them their theirs themselves what which who whom this that these those am is are was were be been
    being have has had having do does did doing a an the and but if or because as until while of at by for with about
    against between into through during before after above below to from up down in out on off over under again further
    then once here there when where why how all any both each few more most other some such no nor not only own same so
    than too very s t can will just don should now
"""
STOP_WORDS = frozenset(SAY_NOTHING.split())

_english = snowballstemmer.stemmer("english")
# A stemmer holds the word that it is working on, and a server has several threads.
_one_at_a_time = Lock()


def words(text: str) -> Iterator[re.Match[str]]:
    """Yield the words of ``text`` where they stand in it; marks and spaces are no words."""
    return WORD.finditer(text)


@lru_cache(maxsize=50_000)
def standard(word: str) -> str:
    """Return ``word`` in small letters, without accents and in British spelling: “Fibers” becomes “fibre”."""
    letters = unicodedata.normalize("NFKD", word.lower().replace("’", "'"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    plain = IZE.sub("is", plain)
    return _BRITISH.get(_stem(plain), plain)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return what ``word`` shares with its other forms: “fibres”, “Fiber” and “fibre” are all “fibr”."""
    return _stem(standard(word))


def stems(text: str) -> set[str]:
    """Return the stem of each word of ``text`` that says something."""
    return {stem(match[0]) for match in words(text) if not is_stop_word(match[0])}


def is_stop_word(word: str) -> bool:
    """Tell whether ``word`` says nothing about what is looked for."""
    return word.lower().replace("’", "'") in STOP_WORDS


def spellings(word: str) -> set[str]:
    """Return the other spellings that readers may begin to type for ``word``: its standard one and the American."""
    british = standard(word)
    return {british, _AMERICAN.get(_stem(british), british)} - {word.lower()}


def _stem(word: str) -> str:
    with _one_at_a_time:
        return _english.stemWord(word)


_BRITISH = {_stem(american): british for american, british in SPELLINGS.items()}
_AMERICAN = {_stem(british): american for american, british in SPELLINGS.items()}
