# make run    the portal, with an invented authority, on http://localhost:5000
# make test   every test, on SQLite and on PostgreSQL
# make check  ruff, mypy, and the catalogues
# make hostile  the long campaigns: every form in every look, thousands of packets out of order
.PHONY: help env run test hostile check catalogues chromium firefox fonts
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 5000
BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
PIP := $(BIN)/pip --disable-pip-version-check install --quiet --require-hashes
CATALOGUES := $(wildcard translations/*/LC_MESSAGES/messages.po)
LINT := E102,E103,E201,W202,W303
# As a module, because the extractors are found from the folder we are in.
BABEL := $(BIN)/python -m babel.messages.frontend -q

help:
	@sed -n 's/^# make/make/p' Makefile

# --- the environment ---------------------------------------------------------------------------
env: .venv/installed

.venv/installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 …"; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv \
		|| { echo "Python cannot make an environment (on Debian: apt-get install python3-venv)"; exit 1; }
	@echo "Installing requirements (about half a minute, once) …"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/installed-for-tests: .venv/installed requirements-dev.txt
	@echo "Installing what the tests need …"
	@$(PIP) -r requirements-dev.txt
	@touch $@

# $(call debian,test,packages): Debian's own browsers, because Playwright's cannot be downloaded everywhere.
debian = $(1) || if [ "$$(id -u)" = 0 ]; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(2); \
	else echo "The tests need: sudo apt-get install $(2)"; exit 1; fi

chromium:
	@$(call debian,command -v chromium >/dev/null,chromium)

# Every script that we offer: without its font a browser shows boxes, and nothing can be measured.
fonts:
	@$(call debian,test -e /usr/share/fonts/truetype/noto/NotoSansEthiopic-Regular.ttf,fonts-noto-core)

# What drives Firefox lies beside its tests, and nowhere in the portal.
firefox: tests/firefox/node_modules/installed
	@$(call debian,command -v firefox-esr >/dev/null,firefox-esr)

tests/firefox/node_modules/installed: tests/firefox/package-lock.json
	@$(call debian,command -v npm >/dev/null,nodejs npm)
	@npm ci --prefix tests/firefox --no-audit --no-fund --silent
	@touch $@

# --- the portal ----------------------------------------------------------------------------------
# SQLite has one writer, so one process with eight threads; data, keys and post lie in instance/.
# Whichever of the two stops, or Ctrl-C, stops both.
run: export PORTAL_PUBLIC_URL ?= http://localhost:$(PORT)
run: export PORTAL_STAFF_URL ?= http://localhost:$(PORT)
run: env
	@$(FLASK) init
	@$(FLASK) demo --if-empty
	@trap 'kill $$web $$post 2>/dev/null; wait' EXIT; trap 'exit 0' INT TERM; \
	$(BIN)/gunicorn --bind 127.0.0.1:$(PORT) --workers 1 --threads 8 --log-level warning \
		--no-control-socket wsgi:app & web=$$!; \
	$(FLASK) post --loop & post=$$!; \
	wait -n

# --- tests and checks -------------------------------------------------------------------------------
# Tests that never touch the database run once, with SQLite.
test: env .venv/installed-for-tests chromium firefox fonts
	@echo "On SQLite:"
	@PORTAL_TEST_DATABASE=sqlite $(BIN)/pytest -q -n 2
	@echo "On PostgreSQL:"
	@PORTAL_TEST_DATABASE=postgresql $(BIN)/pytest -q -n 2 -m "not once"

hostile: .venv/installed-for-tests chromium fonts
	@PORTAL_HOSTILE=1 $(BIN)/pytest -q -rP -n 2 tests/hostile tests/browser/test_every_page.py \
		tests/browser/test_languages.py tests/browser/test_axe.py tests/test_no_english.py

check: .venv/installed-for-tests
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/dennis-cmd lint --varformat python-brace-format --rules $(LINT) --strict $(CATALOGUES)

# The English in the code, the templates and the questionnaires goes into every language's catalogue.
# What is new there is empty, what is gone is dropped; translations that still fit are kept.
catalogues: .venv/installed-for-tests
	@$(BABEL) extract -F translations/babel.cfg --no-wrap --sort-output \
		--add-location file --project portal -c NOTE: -o translations/messages.pot .
	@$(if $(CATALOGUES),$(BABEL) update -i translations/messages.pot -d translations --no-wrap \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date)
