"""Measures what pages cost with few and with many articles: ``make bench``.

It makes a database and a media folder of its own in a temporary folder, with the demo's content and generated articles,
and asks for pages with the production settings. One process, no network, no cache of pages: what a reader's request
takes when nobody has asked before. It prints a table of CPU milliseconds and queries, what an editor waits for, and
what a page takes that is kept, in one process and from a web server.
"""

import argparse
import os
import secrets
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scripts.measuring import Cost

FEW, MANY = 200, 20_000
HOST = "bench.example"


def environment(folder: Path) -> dict[str, str]:
    """Return the variables with which the production settings start, and everything is kept in ``folder``."""
    return {
        "DJANGO_SETTINGS_MODULE": "website.settings.production",
        "ENV_FILE": os.devnull,
        "DEBUG": "false",
        "DEMO_MODE": "true",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": HOST,
        "BASE_URL": f"https://{HOST}",
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "DEFAULT_FROM_EMAIL": "bench@example.org",
        "EMAIL_URL": "smtp://localhost:25",
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "PAGE_CACHE": "false",
    }


def prepare() -> None:
    """Make the database, the static files and the demo."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_demo", verbosity=0)


def table(few: dict[str, "Cost"], many: dict[str, "Cost"], counts: Sequence[int]) -> list[str]:
    """Return the lines of the table: for each page CPU milliseconds and queries with few and with many articles."""
    first, second = (f"{count:,}" for count in counts)
    lines = [f"{'':20}{'CPU ms':>20}{'':9}{'queries':>14}"]
    lines.append(f"{'articles':20}{first:>10}{second:>10}{'ratio':>9}{first:>9}{second:>9}")
    for name, before in few.items():
        after = many[name]
        times = f"{before.milliseconds:10.1f}{after.milliseconds:10.1f}{after.milliseconds / before.milliseconds:9.2f}"
        lines.append(f"{name:20}{times}{before.queries:9}{after.queries:9}")
    return lines


def main() -> int:
    """Prepare, measure with few articles, then with many; print the table."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__.splitlines()[0])
    parser.add_argument("--few", type=int, default=FEW, help=f"articles for the first column (default {FEW})")
    parser.add_argument("--many", type=int, default=MANY, help=f"articles for the second column (default {MANY})")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        os.environ.update(environment(Path(name)))
        import django

        django.setup()
        from home.generated.articles import make_articles
        from scripts import measuring, measuring_served

        _say("Preparing a database with the demo")
        prepare()
        costs = []
        made = 0
        for count in (chosen.few, chosen.many):
            _say(f"Making {count - made:,} articles")
            make_articles(count - made)
            made = count
            _say(f"Measuring with {count:,}")
            client = measuring.reader()
            costs.append({page: measuring.measure(client, at) for page, at in measuring.addresses().items()})
        print("\n" + "\n".join(table(costs[0], costs[1], (chosen.few, chosen.many))))
        plan = measuring.LONGEST
        print(f"\nAn article of {plan.blocks} blocks and {plan.citations} citations, with {made:,} others:")
        for what, seconds in measuring.measure_editing().items():
            print(f"  {what}: {seconds:.1f} s")
        print("\nPages that are kept, CPU ms:")
        for page, milliseconds in measuring.measure_kept().items():
            print(f"  {page}: {milliseconds:.3f}")
        article = measuring.addresses()["article"]
        served = measuring_served.measure(article, HOST)
        print(f"  article, from granian: {served.milliseconds:.3f}, {served.a_second:,.0f} a second")
    return 0


def _say(text: str) -> None:
    print(f"> {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
