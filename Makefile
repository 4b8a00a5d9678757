# make run: the whole portal on this machine.  make test: the whole suite.  See README.md.

SHELL := /bin/sh
VENV ?= .venv
# The oldest Python that will do is 3.11; where python3 is older, a newer one may stand beside it.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
IN_VENV := $(VENV)/bin/python
SERVICES := $(IN_VENV) -m blk_portal.local_services
DEMO_WORLD = $(IN_VENV) manage.py migrate -v 0 && $(IN_VENV) manage.py collectstatic --noinput -v 0 \
	&& $(IN_VENV) manage.py seed_demo
PYTEST_ARGS ?=
TO ?= $(or $(BLK_DATA_DIR),.local)/backups/$(shell date +%Y%m%d-%H%M%S)

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test faults screenshots lint otp bench backup restore setup setup-test catalogues requirements

help:
	@sed -n 's/^#: //p' $(firstword $(MAKEFILE_LIST))

#: make run                       start the portal (PORT=8001 for another port)
run: setup
	@$(SERVICES) run

#: make test                      run the whole suite (PYTEST_ARGS="-k seat" for a part)
test: setup-test
	@$(IN_VENV) -m tests.browser
	@$(SERVICES) test -- $(IN_VENV) -m pytest -n 3 $(PYTEST_ARGS)

#: make otp USER=name             show a demo account's second-factor code
otp: setup
	@$(SERVICES) exec -- $(IN_VENV) manage.py otp "$(USER)"

#: make bench                     measure pages, the application flow, staff lists and the engine
bench: setup-test $(VENV)/.installed-bench
	@$(IN_VENV) -m tests.browser
	@rm -f .local/bench/verdicts.jsonl
	@BLK_DATA_DIR=.local/bench DJANGO_SETTINGS_MODULE=bench.settings $(SERVICES) exec -- sh -c \
		'$(DEMO_WORLD) && for part in pages lab opening_day first_come thousand lists round; do \
			$(IN_VENV) -m bench.$$part || exit 1; done'
	@$(IN_VENV) -m bench.selection
	@$(IN_VENV) -m bench.selection_plain
	@BLK_DATA_DIR=.local/bench $(IN_VENV) -m bench.verdicts

#: make faults [TIMES=10]         kill, freeze and cut off everything in mid-round, ten times over
faults: setup-test
	@FAULT_REPEATS=$(or $(TIMES),10) $(SERVICES) test -- $(IN_VENV) -m pytest -q \
		tests/journeys/test_round_faults.py tests/journeys/test_two_beats.py $(PYTEST_ARGS)

#: make screenshots               render the demo world's pages into screenshots/
screenshots: setup-test
	@$(IN_VENV) -m tests.browser
	@$(SERVICES) exec -- sh -c '$(DEMO_WORLD) && $(IN_VENV) -m tests.screenshots'

#: make backup [TO=folder]        write database, files and a manifest into a new folder
backup: setup
	@$(SERVICES) exec -- $(IN_VENV) -m blk_portal.backup create "$(TO)"

#: make restore FROM=folder       bring a backup into an empty place
restore: setup
	@$(SERVICES) exec -- $(IN_VENV) -m blk_portal.backup restore "$(FROM)"

#: make lint                      check style
lint: setup-test
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .

# Set-up: nothing happens the second time ---------------------------------------------------------

setup: $(VENV)/.installed catalogues

setup-test: $(VENV)/.installed-test catalogues

catalogues: $(VENV)/.installed
	@$(IN_VENV) -m blk_portal.compile_catalogues

$(VENV)/.installed: requirements.txt
	@test -n "$(PYTHON)" || { echo "The portal needs Python 3.11 or newer; install it, or name it: make run PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than Python 3.11, which the portal needs."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python cannot make virtual environments. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(IN_VENV) -c 'import pip' 2>/dev/null || { echo "Making the virtual environment $(VENV)."; $(PYTHON) -m venv --clear $(VENV); }
	@echo "Installing the pinned packages; this takes a minute or two the first time."
	@$(IN_VENV) -m pip install -qq --require-hashes --requirement requirements.txt
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed requirements-test.txt
	@echo "Installing the test tools."
	@$(IN_VENV) -m pip install -qq --require-hashes --requirement requirements-test.txt
	@touch $@

$(VENV)/.installed-bench: $(VENV)/.installed-test requirements-bench.txt
	@echo "Installing what the bench compares with."
	@$(IN_VENV) -m pip install -qq --require-hashes --requirement requirements-bench.txt
	@touch $@

#: make requirements              pin requirements*.in again, with hashes
requirements: .local/tools/bin/uv
	@for name in requirements requirements-test requirements-bench; do \
		.local/tools/bin/uv pip compile --quiet --generate-hashes --no-emit-index-url \
			--python-version 3.11 $$name.in -o $$name.txt || exit 1; done

.local/tools/bin/uv:
	@$(PYTHON) -m venv .local/tools
	@.local/tools/bin/python -m pip install --quiet uv
