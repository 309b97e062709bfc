"""Render the demo illustrations (SVG) to the bitmaps that the demo content loads (WebP).

The drawings in ``home/demo/illustrations`` are the source; the bitmaps in ``home/demo/content/images`` are
made from them, so that Wagtail can cut renditions and share images. Run it after a drawing changed::

    python -m scripts.render_illustrations            # all of them
    python -m scripts.render_illustrations fibre      # only the named ones

It needs the development requirements (Playwright and Pillow) and a Chromium. The same browser gives the same files.
A drawing without a ground of its own keeps its transparency.
"""

import argparse
import io
import sys
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.helpers.chromium import find_chromium, launch_flags

ROOT = Path(__file__).resolve().parent.parent
DRAWINGS = ROOT / "home" / "demo" / "illustrations"
BITMAPS = ROOT / "home" / "demo" / "content" / "images"

WIDTH = 2000
# Shown small everywhere on the site; more pixels would only cost space.
SMALL_WIDTH = 1000
SMALL_PREFIXES = ("portrait-", "topic-")
QUALITY = 78


def target_size(drawing: Path) -> tuple[int, int]:
    """Return the width and height in pixels of the bitmap for ``drawing``.

    Raises ``ValueError`` if the drawing has no view box to take its proportions from.
    """
    view_box = ElementTree.parse(drawing).getroot().get("viewBox", "").split()
    if len(view_box) != 4:
        raise ValueError(f"{drawing.name} has no viewBox")
    width, height = float(view_box[2]), float(view_box[3])
    target = SMALL_WIDTH if drawing.stem.startswith(SMALL_PREFIXES) else WIDTH
    return target, round(target * height / width)


def render(page: Page, drawing: Path) -> Image.Image:
    """Draw one SVG at its target size and return it, without alpha channel if every pixel is opaque.

    The SVG itself is put into the page (it holds no script): that keeps the lines sharp at any size.
    """
    width, height = target_size(drawing)
    page.set_viewport_size({"width": width, "height": height})
    style = "html,body{margin:0;background:transparent}svg{display:block;width:100vw;height:100vh}"
    page.set_content(f"<!doctype html><style>{style}</style>{drawing.read_text(encoding='utf-8')}")
    image = Image.open(io.BytesIO(page.screenshot(omit_background=True))).convert("RGBA")
    darkest_alpha, _ = image.getchannel("A").getextrema()
    return image.convert("RGB") if darkest_alpha == 255 else image


def main() -> None:
    """Render the named drawings, or all of them, and print the size of each result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stems", nargs="*", help="names of drawings without .svg (default: all)")
    stems = parser.parse_args().stems
    drawings = [DRAWINGS / f"{stem}.svg" for stem in stems] or sorted(DRAWINGS.glob("*.svg"))
    if missing := [drawing.stem for drawing in drawings if not drawing.exists()]:
        sys.exit(f"No such drawing: {', '.join(missing)}")

    BITMAPS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        if not (path := find_chromium(playwright)):
            sys.exit("No Chromium: install one, or name it in CHROMIUM_PATH.")
        browser = playwright.chromium.launch(executable_path=path, args=launch_flags())
        page = browser.new_page()
        for drawing in drawings:
            image = render(page, drawing)
            target = BITMAPS / f"{drawing.stem}.webp"
            image.save(target, "WEBP", quality=QUALITY, method=6, alpha_quality=90)
            size = f"{image.width} x {image.height}"
            print(f"{target.name:36} {size:12} {image.mode:5} {target.stat().st_size / 1024:6.1f} KB")
        browser.close()


if __name__ == "__main__":
    main()
