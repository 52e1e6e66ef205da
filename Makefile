# Rollcall. `make run` starts the site, `make test` runs every test, `make lint` checks the style.

PYTHON ?= python3
PORT ?= 8000
VAR ?= var
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
RUN := $(VENV)/run.stamp
DEV := $(VENV)/dev.stamp
ICAL_JS := tests/ical_js/node_modules
JUDGES := tests/audit/node_modules
NOT_RUN := $(CURDIR)/$(VENV)/not-run.txt
export PORT VAR
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help run test soak bench audit-site lint requirements

help:
	@sed -n '1s/^# //p' Makefile

# --- Set-up ---------------------------------------------------------------------------------

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Rollcall needs Python 3.11 or newer: PYTHON=/path/to/python3.11 make run"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { rm -rf $(VENV); echo "Install venv first: apt-get install python3-venv"; exit 1; }

$(RUN): requirements.txt | $(BIN)/python
	@echo "Installing what Rollcall needs into $(VENV)/ ..."
	@$(PIP) -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt | $(BIN)/python
	@echo "Installing what the tests need into $(VENV)/ ..."
	@$(PIP) -r requirements-dev.txt
	@touch $(RUN) $@

# --- Run ------------------------------------------------------------------------------------

# Django's start costs more than a second, so a SQLite database that this code has migrated
# already is remembered by a checksum beside it. Any other database is asked each time.
run: $(RUN)
	@set -e; mkdir -p "$(VAR)"; export DEBUG="$${DEBUG-1}"; \
	if [ -z "$$SECRET_KEY" ]; then \
		[ -s "$(VAR)/secret_key" ] || (umask 077; python -c 'import secrets; \
			print(secrets.token_urlsafe(50))' > "$(VAR)/secret_key"); \
		SECRET_KEY="$$(cat "$(VAR)/secret_key")"; export SECRET_KEY; \
	fi; \
	code="$$(cat requirements.txt */migrations/*.py | cksum)"; \
	if [ -n "$$DATABASE_URL" ] || [ ! -s "$(VAR)/rollcall.sqlite3" ] \
		|| [ "$$code" != "$$(cat "$(VAR)/migrated" 2>/dev/null)" ]; then \
		echo "Preparing the database ..."; \
		python manage.py migrate --verbosity 0; \
		case "$$DEBUG" in 1|[Tt]rue|on|yes) python manage.py demo_data --once;; esac; \
		echo "$$code" > "$(VAR)/migrated"; \
	fi; \
	case "$$DEBUG" in 1|[Tt]rue|on|yes) ;; *) python manage.py collectstatic --noinput --verbosity 0;; esac; \
	exec python -m config.procfile

# --- Test -----------------------------------------------------------------------------------

# These do not ask which database it is.
ONCE := $(addprefix --ignore=tests/,test_architecture.py test_make_run.py test_production.py)

# Side by side on every core, save what commits, counts time or wants the machine to itself.
SIDE_BY_SIDE := -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder -m "not alone"

# What could not run is said at the very end, and under CI=true it is a failure.
test: $(DEV) $(ICAL_JS)
	@rm -f $(NOT_RUN); status=0; export NOT_RUN_FILE=$(NOT_RUN); unset VAR; \
	echo "=== SQLite: unit, races, journeys"; \
	env -u DATABASE_URL pytest $(SIDE_BY_SIDE) || status=1; \
	env -u DATABASE_URL pytest -m alone || status=1; \
	if [ -n "$$TEST_DATABASE_URL" ]; then \
		echo "=== PostgreSQL: unit, races"; export DATABASE_URL="$$TEST_DATABASE_URL"; \
		pytest --ignore=tests/journeys $(ONCE) $(SIDE_BY_SIDE) || status=1; \
		pytest --ignore=tests/journeys $(ONCE) -m alone || status=1; \
	else \
		echo "NOT RUN: POSTGRESQL. SET TEST_DATABASE_URL." >> $(NOT_RUN); \
		[ "$$CI" != true ] || status=1; \
	fi; \
	[ ! -s $(NOT_RUN) ] || cat $(NOT_RUN); \
	[ $$status = 0 ] && echo "Everything passed." || echo "SOMETHING FAILED: see above."; \
	exit $$status

# The long runs in full, on SQLite and on PostgreSQL where TEST_DATABASE_URL names one.
soak: $(DEV) $(ICAL_JS)
	@status=0; unset VAR; \
	env -u DATABASE_URL pytest --soak -m soak || status=1; \
	[ -z "$$TEST_DATABASE_URL" ] \
		|| DATABASE_URL="$$TEST_DATABASE_URL" pytest --soak -m soak --ignore=tests/journeys || status=1; \
	exit $$status

# ical.js, one of the three readers that calendars are checked with; its tests say if it is missing.
$(ICAL_JS): tests/ical_js/package-lock.json
	@if command -v npm > /dev/null; then cd tests/ical_js && npm ci --no-audit --no-fund --silent; fi
	@[ ! -d $@ ] || touch $@

# --- Benchmark ------------------------------------------------------------------------------

# The production configuration on the empty database that DATABASE_URL names (else a SQLite file
# that is thrown away); one line of JSON a measure. ONLY="registration feed" takes a few of them.
bench: $(DEV)
	@unset VAR PORT DEBUG; python -m tests.bench $(ONLY)

# --- Audit of the site ----------------------------------------------------------------------

# What MDN's HTTP Observatory, Lighthouse and a browser's list of requests say of the site as it
# runs in production. Needs Chromium, Node and nginx. No script of a package is run on install.
audit-site: $(DEV) $(JUDGES)
	@for need in nginx openssl node; do PATH="$$PATH:/usr/sbin" command -v $$need > /dev/null \
		|| { echo "audit-site needs $$need (apt-get install nginx-light openssl nodejs npm chromium)"; exit 1; }; done
	@unset VAR; python -m tests.audit

$(JUDGES): tests/audit/package-lock.json
	@cd tests/audit && npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

# --- Lint -----------------------------------------------------------------------------------

lint: $(DEV)
	ruff check .
	ruff format --check .
	djlint templates --lint --quiet
	@for file in locale/*/LC_MESSAGES/*.po; do \
		[ ! -e "$$file" ] || msgfmt --check --output-file=/dev/null "$$file" || exit 1; done
	env DEBUG=1 DATABASE_URL=sqlite://:memory: python manage.py makemigrations --check --dry-run
	env DEBUG=0 DATABASE_URL=sqlite://:memory: SECRET_KEY="$$(python -c 'import secrets; \
		print(secrets.token_urlsafe(50))')" ALLOWED_HOSTS=example.org SITE_URL=https://example.org \
		EMAIL_URL=smtp://localhost:25 DEFAULT_FROM_EMAIL=rollcall@example.org \
		CALENDAR_DOMAIN=example.org TRUSTED_PROXY_COUNT=1 python manage.py check --deploy --fail-level WARNING

# --- Requirements ---------------------------------------------------------------------------

# Exact versions and hashes from the short list in pyproject.toml.
COMPILE := uv pip compile --quiet --upgrade --generate-hashes --python-version 3.11 --no-header \
	--no-emit-index-url --no-emit-find-links pyproject.toml
requirements: $(DEV)
	$(COMPILE) --output-file requirements.txt
	$(COMPILE) --extra dev --constraint requirements.txt --output-file requirements-dev.txt
