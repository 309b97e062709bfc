# The commands of this project: `make help` lists them. GNU make; the recipes are plain POSIX shell.

PYTHON ?= python3
PORT ?= 8000

BIN := .venv/bin/python
RUN := DJANGO_SETTINGS_MODULE=website.settings.dev DJANGO_RUNSERVER_HIDE_WARNING=true $(BIN)
LOCK := $(BIN) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help run test check format bench soak lock guide illustrations clean python environment

help: ## List the commands
	@echo "make COMMAND, where COMMAND is"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-15s %s\n", $$1, $$2 }' Makefile
	@echo "PORT=8001 changes the port of run; PYTHON=python3.12 names the Python to use."

run: python ## Start the site with its demo content, its worker and its clock on http://127.0.0.1:8000
	@$(PYTHON) scripts/environment.py run $(PORT)
	@echo "> Preparing the database, the demo content and the accounts (half a minute the first time)"
	@$(RUN) manage.py prepare
	@exec env $(RUN) -m scripts.run $(PORT)

test: environment ## Run everything that has to pass: checks, then the tests on SQLite and PostgreSQL
	@$(BIN) -m scripts.test

check: environment ## Run the checks of the code alone, without the tests
	@$(BIN) -m scripts.test --checks

format: environment ## Put the Python code into the house format
	@$(BIN) -m ruff check --quiet --fix-only .
	@$(BIN) -m ruff format .

bench: environment ## Measure what pages cost with 200 and with 20,000 articles, in a database of its own
	@$(BIN) -m scripts.bench

soak: environment ## Kill the site at random while forms are sent, and count that none is lost (a few minutes)
	@$(BIN) -m scripts.soak

lock: environment ## Write the lock files again from requirements.in and requirements-dev.in
	@$(LOCK) $(UPGRADE) requirements.in -o requirements.txt
	@$(LOCK) $(UPGRADE) -c requirements.txt requirements-dev.in -o requirements-dev.txt
	@echo "requirements.txt and requirements-dev.txt are written. UPGRADE=--upgrade takes newer releases."

guide: environment ## Build the PDF of the demo's free guide again
	@$(BIN) scripts/build_guide.py

illustrations: environment ## Turn the demo's illustrations from SVG into WebP again
	@$(BIN) -m scripts.render_illustrations

clean: ## Remove the virtual environment, the tools and all caches; content and media stay
	rm -rf .venv .tools test-results .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

python:
	@command -v $(PYTHON) >/dev/null || { echo "! $(PYTHON) was not found: Python 3.11 or newer is needed."; exit 1; }

environment: python
	@$(PYTHON) scripts/environment.py dev
