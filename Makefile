# Plethu: `make help` lists what can be done here.
# Nothing but Python 3.11 or newer and make is needed; everything else is put into .venv.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
TESTS ?= tests
PYTEST_OPTIONS ?=
BROWSER_TESTS ?= browser
PY := .venv/bin/python
# Compiled code is kept, also where the surroundings (as in many containers) ask Python to keep none: compiling anew took
# every process that starts some three seconds, and every worker of the tests ten.
export PYTHONDONTWRITEBYTECODE :=
PYTEST = $(PY) -m pytest -q $(PYTEST_OPTIONS)
# Tests in browsers wait a third of their time: one worker more than there are processors keeps all of them busy, and
# those that wait and those that work are run together.
WORKERS ?= $(shell $(PYTHON) -c "import os; print(min((os.cpu_count() or 1) + 1, 5))")

.DEFAULT_GOAL := help
.PHONY: help run test check fix bench bench-live shell lock messages clean

help: ## list these targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'
	@echo "  Options: PORT=8001 HOST=127.0.0.1 (run), TESTS=tests/events (test), DATABASE_URL=… REDIS_URL=… (all)"

.venv/.ok: requirements.lock requirements-uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Plethu needs Python 3.11 or newer; say which with PYTHON=…"; exit 1; }
	@echo "Installing packages into .venv (once) …"
	@$(PYTHON) -m venv .venv || { echo "Python cannot make a virtual environment here: install python3-venv and run again."; exit 1; }
	@if $(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.lock 2>/dev/null; then \
		.venv/bin/uv pip sync -q --python $(PY) --require-hashes requirements.lock 2>/dev/null || $(PY) -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements.lock; \
	else \
		$(PY) -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements.lock; \
	fi
	@touch $@

run: .venv/.ok ## prepare what is missing and serve the site with its demonstration (PORT=8000 HOST=127.0.0.1)
	@$(PY) manage.py start --host $(HOST) --port $(PORT)

test: .venv/.ok ## run the test suite (TESTS=tests/events for a part)
	@$(PY) manage.py translations --compile
	@$(PYTEST) -n $(WORKERS) --dist worksteal -m "(not browser or ($(BROWSER_TESTS))) and not clock" $(TESTS) || [ $$? -eq 5 ] || { \
		$(PYTEST) --last-failed --last-failed-no-failures none -m "not browser and not clock" --collect-only $(TESTS) >/dev/null; \
		[ $$? -eq 5 ] || exit 1; \
		echo "In browsers these failed in company; now each is run alone."; \
		$(PYTEST) --last-failed --last-failed-no-failures none -m "($(BROWSER_TESTS)) and not clock" $(TESTS); }
	@echo "With an eye on the clock, one test at a time."
	@of_time=$$(grep -rl --include="test_*.py" "mark\.clock" $(foreach part,$(TESTS),$(firstword $(subst ::, ,$(part))))); [ -z "$$of_time" ] || $(PYTEST) -m clock $$of_time || [ $$? -eq 5 ]

check: .venv/.ok ## lint, format, types, migrations, translations, templates, import arrows
	@$(PY) -m ruff check . && $(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(PY) manage.py check --fail-level WARNING
	@$(PY) -W "ignore:Got an error checking a consistent migration history" manage.py makemigrations --check --dry-run -v1
	@$(PY) manage.py translations --check --compile
	@$(PY) -m djlint templates --lint --quiet
	@$(PY) -m pytest -q tests/project
	@echo "All checks pass."

fix: .venv/.ok ## put imports and format in order
	@$(PY) -m ruff check --fix . ; $(PY) -m ruff format .

bench: .venv/.ok ## measure pages and replies on the real server and print the figures
	@$(PY) -m benchmarks.pages

bench-live: .venv/.ok ## measure live delivery with many sockets, then count what is lost while everything breaks
	@$(PY) -m benchmarks.live
	@$(PY) -m benchmarks.live --faults

shell: .venv/.ok ## a Python shell with the site loaded
	@$(PY) manage.py shell

messages: .venv/.ok ## write the translation files anew from the source
	@$(PY) manage.py translations --update --compile

lock: .venv/.ok ## pin all packages anew, with hashes and without naming an index
	@.venv/bin/uv pip compile pyproject.toml --group dev -o requirements.lock --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate -q --upgrade
	@printf 'uv\n' | .venv/bin/uv pip compile - -o requirements-uv.lock --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate -q --upgrade

clean: ## remove the virtual environment and what the tools made; the site's data in var/ stays
	@rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .hypothesis
