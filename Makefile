# Two commands: `make run` and `make test`. Everything else is a part of one of them.
.DEFAULT_GOAL := help
.PHONY: help setup demo run test check lint types floors sql pytest browser postgresql soak bench clean

PYTHON ?= python3
PEOPLE ?= 20000
SIZE ?= 100k
HOME_FOLDER := $(or $(FENQUN_HOME),data/home)
UV := $(or $(shell command -v uv 2>/dev/null),.tools/bin/uv)
RUN := $(UV) run --locked --no-sync
export UV_PYTHON_DOWNLOADS := never

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.tools/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv .tools || { echo "Python's venv module is missing: on Debian, apt-get install python3-venv"; exit 1; }
	@.tools/bin/pip install --quiet --disable-pip-version-check 'uv>=0.13,<1'

setup: $(UV) ## what the app needs, from the lock file
	@$(UV) sync --locked --inexact --no-dev --quiet

tools: $(UV) ## the same, and what the checks, tests and benchmarks need
	@$(UV) sync --locked --quiet

$(HOME_FOLDER)/store/CURRENT: | setup
	$(RUN) python cli.py demo --people $(PEOPLE)
	$(RUN) python cli.py build $(HOME_FOLDER)/demo

demo: setup $(HOME_FOLDER)/store/CURRENT ## the demo brand and its store, unless a store is there

run: setup demo ## the app on localhost, with the demo brand if you have no data yet
	$(RUN) python app.py

test: tools browser postgresql check pytest ## all checks and tests, real browser and PostgreSQL included

check: lint types floors sql ## what needs no running program

lint: | tools
	$(RUN) ruff format --check .
	$(RUN) ruff check .

types: | tools
	$(RUN) mypy

floors: | tools
	$(RUN) lint-imports

sql: | tools
	$(RUN) sqlfluff lint --processes 2 --disable-progress-bar data queries

pytest: | tools
	$(RUN) pytest -n 2 --dist worksteal -q

browser: ## Chromium and a CJK font, as Debian packages where we are root
	@sh .ci/browser

postgresql: ## PostgreSQL's programs, as a Debian package where we are root
	@sh .ci/postgresql

soak: tools browser postgresql ## the long tests: more examples, real kills, hours rather than minutes
	$(RUN) pytest -n 2 -q -m "soak or not soak"

bench: tools ## figures at SIZE=100k, 1M or 10M people, as a table and as JSON in build/
	$(RUN) python -m tests.benchmarks $(SIZE)

clean: ## what this Makefile made, except your data in data/home
	rm -rf .venv .tools build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
