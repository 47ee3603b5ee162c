# Diễn đàn Cải cách hành chính: `make run` starts it, `make test` proves it, `make help` says the rest.

VENV := .venv
BIN := $(VENV)/bin
# The first Python that is new enough; PYTHON=/path/to/python make … chooses another.
PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11,$(shell \
	$(p) -c 'import sys; sys.version_info >= (3, 11) and print("$(p)")' 2>/dev/null)))
PIN := $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --no-emit-index-url --no-emit-find-links \
	--no-emit-trusted-host --no-emit-options
# Only what was looked at when it was pinned is installed: other bytes under the same version are refused.
INSTALL := $(BIN)/python -m pip install --quiet --require-hashes -r
# Not a target of its own: it takes a second, and a catalogue older than its text would be hard to notice.
COMPILE_MESSAGES = if ls translations/*/LC_MESSAGES/*.po >/dev/null 2>&1; then \
	$(BIN)/pybabel --quiet compile --directory=translations; fi
export PIP_DISABLE_PIP_VERSION_CHECK := 1
.NOTPARALLEL:

.DEFAULT_GOAL := help
.PHONY: help run test lint audit fmt bench translations pin clean

help:  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

run: $(VENV)/run.stamp  ## the forum with its demo, at HOST:PORT (default 127.0.0.1:8000)
	@$(COMPILE_MESSAGES)
	@$(BIN)/python bin/run.py

test: $(VENV)/dev.stamp  ## style, types and the whole suite on both engines and in the browser
	@$(BIN)/python tests/chromium.py --install
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python bin/audit.py
	@$(COMPILE_MESSAGES)
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: $(VENV)/dev.stamp  ## ruff and mypy
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

audit: $(VENV)/dev.stamp  ## look for known vulnerabilities in what is pinned
	@$(BIN)/python bin/audit.py

fmt: $(VENV)/dev.stamp  ## put the code in form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/dev.stamp  ## measure the server as it is deployed
	@$(COMPILE_MESSAGES)
	@$(BIN)/python -m bench

translations: $(VENV)/dev.stamp  ## collect the messages from the code into translations/*/LC_MESSAGES/messages.po
	@$(BIN)/pybabel extract --mapping-file=babel.cfg --keyword=_l --keyword=lazy_gettext --no-location --sort-output \
		--output-file=translations/messages.pot .
	@$(BIN)/pybabel update --no-fuzzy-matching --ignore-obsolete --no-wrap --ignore-pot-creation-date \
		--input-file=translations/messages.pot --output-dir=translations

pin: $(VENV)/dev.stamp  ## choose newer versions for requirements*.txt, with their hashes
	@CUSTOM_COMPILE_COMMAND="make pin" $(PIN) --upgrade --output-file=requirements.txt requirements.in
	@CUSTOM_COMPILE_COMMAND="make pin" $(PIN) --upgrade --allow-unsafe \
		--output-file=requirements-dev.txt requirements-dev.in

clean:  ## remove what make made, except the data in var/
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find translations -name '*.mo' -delete

$(VENV)/made.stamp:
	@if [ -z "$(PYTHON)" ]; then \
		echo "The forum needs Python 3.11 or newer; python3 here is: $$(python3 --version 2>&1 || true)." >&2; \
		echo "Install one, or say where it is: PYTHON=/path/to/python3.12 make $(MAKECMDGOALS)" >&2; exit 1; fi
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "The forum needs Python 3.11 or newer, and \
	$(PYTHON) is " + sys.version.split()[0] + ".")'
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); \
		echo "On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/run.stamp: requirements.txt | $(VENV)/made.stamp
	@echo "Installing what the forum runs on (once) …"
	@$(INSTALL) requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements.txt requirements-dev.txt | $(VENV)/made.stamp
	@echo "Installing what the tests need (once) …"
	@$(INSTALL) requirements-dev.txt
	@touch $@ $(VENV)/run.stamp
