"""Build the free guide and the page for an appointment, both PDF, from their Typst sources.

::

    python scripts/build_guide.py            # writes the files named in TARGETS
    python scripts/build_guide.py --check    # writes nothing; fails if one of them does not match its source

The source is home/demo/guide, with the drawings of home/demo/illustrations and the demo's list of sources.
It needs the development requirements (typst and fonttools) and no network. The same source gives the same
bytes: the date is that of the edition and the only fonts are the site's own.
"""

import argparse
import datetime
import sys
import tempfile
from pathlib import Path
from typing import Final

import typst
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "home" / "demo"
SOURCES = DEMO / "guide"
TARGETS = {
    SOURCES / "guide.typ": DEMO / "content" / "guide" / "gut-health-guide.pdf",
    SOURCES / "appointment.typ": DEMO / "content" / "documents" / "appointment-questions.pdf",
}
FONTS = ROOT / "static" / "fonts"
ROMAN = FONTS / "connection-serif-roman.woff2"
ITALIC = FONTS / "connection-serif-italic.woff2"

# Typst does not vary a variable font, so each weight that the guide uses becomes a font of its own.
WEIGHTS = (400, 450, 500, 600)
EDITION = datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC)
# Readers with a screen reader get a tagged document; Typst refuses to build one that breaks this standard.
STANDARD: Final = "ua-1"


def write_fonts(folder: Path) -> None:
    """Write the site's web fonts into ``folder`` as plain TrueType files, the roman once for each weight."""
    for weight in WEIGHTS:
        roman = TTFont(ROMAN, recalcTimestamp=False)
        roman = instancer.instantiateVariableFont(roman, {"wght": weight})
        roman["OS/2"].usWeightClass = weight
        roman.flavor = None
        roman.save(folder / f"roman-{weight}.ttf")
    italic = TTFont(ITALIC, recalcTimestamp=False)
    italic.flavor = None
    italic.save(folder / "italic.ttf")


def unknown_letters() -> list[str]:
    """Return one line for each character of the source files that the site's font cannot show.

    The font is a subset and Typst would print an empty box without a word, so the build looks first.
    """
    known = set(map(chr, TTFont(ROMAN).getBestCmap())) | {"\n", "\t"}
    problems = []
    for path in sorted(SOURCES.rglob("*.typ")):
        if missing := sorted(set(path.read_text(encoding="utf-8")) - known):
            letters = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in missing)
            problems.append(f"{path.relative_to(ROOT)}: the font has no {letters}")
    return problems


def build(source: Path) -> bytes:
    """Return the finished PDF of ``source``.

    Exits with a message if the font lacks a letter of the source, or if Typst has an error or a warning.
    """
    if problems := unknown_letters():
        sys.exit("\n".join(problems))
    with tempfile.TemporaryDirectory() as folder:
        write_fonts(Path(folder))
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[Path(folder)])
        try:
            pdf, warnings = typst.compile_with_warnings(
                source, root=DEMO, font_paths=fonts, timestamp=EDITION, pdf_standards=STANDARD
            )
        except typst.TypstError as error:
            sys.exit(error.diagnostic)
    if warnings:
        sys.exit("\n".join(warning.diagnostic for warning in warnings))
    return pdf


def main() -> None:
    """Write the files, or with ``--check`` compare them with those that are there."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="fail if a PDF does not match its source")
    check = parser.parse_args().check
    for source, target in TARGETS.items():
        pdf = build(source)
        name = target.relative_to(ROOT)
        if not check:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(pdf)
            print(f"{name}: {len(pdf) / 1024:.0f} KB")
        elif not target.exists() or target.read_bytes() != pdf:
            sys.exit(f"{name} is not what its source gives: run python scripts/build_guide.py")


if __name__ == "__main__":
    main()
