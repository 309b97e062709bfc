"""Production settings refuse to start while they are unsafe, in a process of their own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRET = "q8Zr1vT0yLw5Xe2Ns7Ua9Ib4Oc6Pd3Hf-mJgKkRtVxBnQzWsEaYu"

SERVICE = {
    "EMAIL_BACKEND": "anymail.backends.postmark.EmailBackend",
    "ANYMAIL_POSTMARK_SERVER_TOKEN": "token",
    "ANYMAIL_WEBHOOK_SECRET": "mail:12345678901234567890",
}

# A whole small life of a server: what a deployment runs, then readers who come through a proxy that speaks HTTPS.
DEPLOY_AND_VISIT = """
import json, re
import django
from django.conf import settings
from django.core.management import call_command
from django.test import Client

django.setup()
# Packing takes 40 seconds, and what a browser gets is the same without.
settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["css", "js", "mjs", "svg", "html", "txt", "json", "map", "md", "ico"]
call_command("collectstatic", interactive=False, verbosity=0)
call_command("migrate", verbosity=0)
call_command("load_demo", verbosity=0)
proxied = {"host": "www.example.org", "x-forwarded-proto": "https"}
client = Client(headers=proxied, raise_request_exception=False)
sitemap = client.get("/sitemap.xml").content.decode()
pages = re.findall("<loc>https?://[^/<]+([^<]*)</loc>", sitemap)
more = ["/nope/", "/admin/login/", "/admin/", "/search/?q=gut", "/robots.txt", "/articles/feed/", "/readyz"]
found = {}
for address in pages + more:
    response = client.get(address)
    found[address] = response.status_code
    if response.headers.get("content-type", "").startswith("text/html"):
        for file in set(re.findall('(?:src|href)="(/static/[^"#?]+)"', response.content.decode())):
            found[file] = found.get(file) or client.get(file).status_code
plain = Client(headers={"host": "www.example.org"}, raise_request_exception=False).get("/")
found["plain http"] = [plain.status_code, plain.headers.get("location")]
file = next(address for address in found if address.endswith(".css"))
found["headers"] = [client.get(address).headers.get("strict-transport-security") for address in ("/", file)]
found["kept"] = client.get("/").headers.get("cache-control")
print(json.dumps(found))
"""


def started(tmp_path, *command, **variables):
    environment = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "DJANGO_SETTINGS_MODULE": "website.settings.production",
        "SECRET_KEY": SECRET,
        "ALLOWED_HOSTS": "www.example.org",
        "BASE_URL": "https://www.example.org",
        "DEFAULT_FROM_EMAIL": "The Gut Connection <hello@example.org>",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "MEDIA_ROOT": str(tmp_path / "media"),
        "STATIC_ROOT": str(tmp_path / "static"),
        **variables,
    }
    environment = {name: value for name, value in environment.items() if value is not None}
    command = command or ("manage.py", "check")
    return subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True)


def setting(result):
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout.splitlines()[-1])


def test_the_demo_is_not_loaded_into_a_site_that_is_none(tmp_path, migrated_folder):
    shutil.copy(migrated_folder / "db.sqlite3", tmp_path)
    result = started(tmp_path, "manage.py", "load_demo")
    assert result.returncode == 1
    assert "DEMO_MODE=true" in result.stderr


def test_safe_settings_start(tmp_path):
    result = started(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("variables", "line"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "development-only-and-refused-by-the-production-settings"}, "SECRET_KEY is a default"),
        ({"SECRET_KEY": "django-insecure-" + SECRET}, "SECRET_KEY is a default"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short"),
        ({"CACHE_URL": "memcached://127.0.0.1"}, "CACHE_URL has an unknown beginning"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES is less than nothing"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is too short or too simple"),
        ({"DEBUG": "true"}, "DEBUG is on"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS is not set"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS has a wildcard"),
        ({"ALLOWED_HOSTS": "www.example.org,*.example.org"}, "ALLOWED_HOSTS has a wildcard"),
        ({"ALLOWED_HOSTS": ".example.org"}, "ALLOWED_HOSTS has a wildcard"),
        ({"BASE_URL": None}, "BASE_URL is not set"),
        ({"BASE_URL": "http://www.example.org"}, "BASE_URL is not an https:// address"),
        ({"BASE_URL": "https://["}, "BASE_URL is not an https:// address"),
        ({"DATABASE_URL": None}, "DATABASE_URL is not set"),
        ({"DEFAULT_FROM_EMAIL": None}, "DEFAULT_FROM_EMAIL is not set"),
        ({"DEFAULT_FROM_EMAIL": "The Gut Connection <hello@gut-connection.example>"}, "DEFAULT_FROM_EMAIL is the demo"),
        ({"EMAIL_URL": "smtp+tls://user:password@mail.example.org:587"}, "EMAIL_URL has an unknown beginning"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}, "EMAIL_BACKEND is none of these"),
        ({"ANYMAIL_WEBHOOK_SECRET": "a:b"}, "ANYMAIL_WEBHOOK_SECRET is set and EMAIL_BACKEND is not"),
        (SERVICE | {"ANYMAIL_POSTMARK_SERVER_TOKEN": None}, "ANYMAIL_POSTMARK_SERVER_TOKEN is not set"),
        (SERVICE | {"ANYMAIL_WEBHOOK_SECRET": None}, "ANYMAIL_WEBHOOK_SECRET is not set"),
        (SERVICE | {"ANYMAIL_WEBHOOK_SECRET": "mail:short"}, "ANYMAIL_WEBHOOK_SECRET is not set"),
        (SERVICE | {"EMAIL_URL": "smtp://localhost:25"}, "EMAIL_URL and EMAIL_BACKEND are both set"),
    ],
)
def test_an_unsafe_setting_stops_the_start_with_one_clear_line(tmp_path, variables, line):
    # As manage.py and the web server do it, without the second that all else takes.
    result = started(tmp_path, "-c", "import website.settings.production", **variables)
    assert result.returncode != 0
    assert sum(line in printed for printed in result.stderr.splitlines()) == 1


def test_every_fault_is_named_at_once(tmp_path):
    names = ("SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL", "DATABASE_URL", "DEFAULT_FROM_EMAIL")
    result = started(tmp_path, **dict.fromkeys(names), DEBUG="1")
    for name in (*names, "DEBUG"):
        assert f"- {name}" in result.stderr


def test_the_file_says_which_settings_manage_py_and_the_web_server_use(tmp_path):
    file = tmp_path / "env"
    file.write_text("DJANGO_SETTINGS_MODULE=website.settings.production\nTIME_ZONE=Europe/Oslo\n")
    say = "import json; from django.conf import settings as s; print(json.dumps([s.SETTINGS_MODULE, s.TIME_ZONE]))"
    for command in (["manage.py", "shell", "--no-imports", "-c", say], ["-c", f"import website.wsgi; {say}"]):
        result = started(tmp_path, *command, DJANGO_SETTINGS_MODULE=None, ENV_FILE=str(file))
        assert setting(result) == ["website.settings.production", "Europe/Oslo"]


def test_the_environment_wins_and_tests_read_no_file(tmp_path):
    file = tmp_path / "env"
    file.write_text("DJANGO_SETTINGS_MODULE=website.settings.production\nTIME_ZONE=Europe/Oslo\nSECRET_KEY=short\n")
    say = "import json; from django.conf import settings as s; print(json.dumps([s.SETTINGS_MODULE, s.TIME_ZONE]))"
    for name, zone in (("dev", "Europe/Oslo"), ("test", "Europe/London")):
        module = f"website.settings.{name}"
        command = ["manage.py", "shell", "--no-imports", "-c", say]
        result = started(tmp_path, *command, DJANGO_SETTINGS_MODULE=module, ENV_FILE=str(file))
        assert setting(result) == [module, zone]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("submission://user:p%40ss@mail.example.org", ["smtp", "mail.example.org", 587, True, False, "p@ss"]),
        ("smtp://user:pass@mail.example.org:465?ssl=true", ["smtp", "mail.example.org", 465, False, True, "pass"]),
        (None, ["smtp", "localhost", 25, False, False, None]),
    ],
)
def test_one_address_configures_all_mail(tmp_path, address, expected):
    say = """
import json
from django.conf import settings as s
backend = s.EMAIL_BACKEND.split(".")[-2]
assert s.POST_OFFICE["BACKENDS"]["default"] == s.EMAIL_BACKEND and s.EMAIL_TIMEOUT
options = [s.EMAIL_USE_TLS, s.EMAIL_USE_SSL, s.EMAIL_HOST_PASSWORD]
print(json.dumps([backend, s.EMAIL_HOST, s.EMAIL_PORT, *options]))
"""
    result = started(tmp_path, "manage.py", "shell", "--no-imports", "-c", say, EMAIL_URL=address)
    assert setting(result) == expected


@pytest.mark.parametrize(("address", "backend"), [("redis://127.0.0.1:6379/2", "RedisCache"), (None, "LocMemCache")])
def test_one_address_says_where_limits_are_counted(tmp_path, address, backend):
    say = "import json; from django.conf import settings as s; print(json.dumps([s.CACHES, s.TRUSTED_PROXIES]))"
    command = ["manage.py", "shell", "--no-imports", "-c", say]
    caches, proxies = setting(started(tmp_path, *command, CACHE_URL=address, TRUSTED_PROXIES="2"))
    cache = caches["default"]
    assert cache["BACKEND"].endswith(f".{backend}") and proxies == 2
    if address:
        assert cache["LOCATION"] == address
        assert cache["OPTIONS"]["socket_timeout"] == 1


def test_a_mail_service_gets_the_mail_and_has_an_address_to_report_to(tmp_path):
    say = """
import json
from django.conf import settings as s
from django.urls import resolve
assert s.POST_OFFICE["BACKENDS"]["default"] == s.EMAIL_BACKEND == "anymail.backends.postmark.EmailBackend"
assert s.ANYMAIL["POSTMARK_SERVER_TOKEN"] == "token"
services = ("postmark", "mailgun", "postmark/inbound")
print(json.dumps([resolve(f"/mail-events/{name}/tracking/").url_name for name in services]))
"""
    found = setting(started(tmp_path, "manage.py", "shell", "--no-imports", "-c", say, **SERVICE))
    assert found == ["mail_events", "wagtail_serve", "wagtail_serve"]


def test_a_deployment_serves_every_page_and_its_files(tmp_path, migrated_folder):
    # The migrations are applied already: the others' share of the time is enough.
    shutil.copy(migrated_folder / "db.sqlite3", tmp_path)
    found = setting(started(tmp_path, "-c", DEPLOY_AND_VISIT, DEMO_MODE="true"))
    assert found.pop("plain http") == [301, "https://www.example.org/"]
    # Whatever a page or a file passes by has its say only where it stands in the right order.
    assert found.pop("headers") == ["max-age=31536000; includeSubDomains; preload"] * 2
    assert found.pop("kept") == "private, no-cache"
    expected = {"/nope/": 404, "/admin/": 302}
    assert {address: status for address, status in found.items() if status != expected.get(address, 200)} == {}
    assert {"/", "/articles/fibre-without-the-fuss/"} <= set(found)
    files = [address for address in found if address.startswith("/static/")]
    assert any(address.endswith(".css") for address in files) and any("wagtailadmin" in file for file in files)
