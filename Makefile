# Fourthact, from a fresh clone: `make demo` shows it, `make test` checks it, `make help` lists the rest.
# Needs git, make and Python 3.11 or newer with venv. Everything else goes into .venv, from hashed lists.

PYTHON3  ?= python3
WORKERS  ?= 2
SEED     ?= 1
LIVES    ?= 100
BENCH    ?= launch_night
PY       := .venv/bin/python
INSTALL  := $(PY) -m pip install -qq --disable-pip-version-check --require-hashes --only-binary :all:

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test simulate bench lint format look-up lock clean

help:  ## this list
	@echo "Fourthact keeps reservations that take years. Every target sets itself up."
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1  \2/p' $(MAKEFILE_LIST) | awk '{printf "  %s %-10s", $$1, $$2; $$1 = $$2 = ""; print}'

# Only a MAIL that was written after `make demo` counts: login shells set one of their own (/var/mail/…).
demo: .venv/run.installed  ## the story on a virtual clock, then the live result [ONCE=1 | MAIL=file.eml]
	@PYTHONDONTWRITEBYTECODE= $(PY) -m fourthact demo $(if $(ONCE),--once) $(if $(filter command,$(origin MAIL)),--mail "$(MAIL)")

test: .venv/dev.installed  ## every test [TESTS=tests/values] [WORKERS=2]
	@$(PY) -m pytest -n $(WORKERS) --dist worksteal $(TESTS)

simulate: .venv/dev.installed  ## random lives against an independent auditor [SEED=1] [LIVES=100]
	@$(PY) -m tests.simulate --seed $(SEED) --lives $(LIVES)

bench: .venv/dev.installed  ## reservations a second against bare PostgreSQL [BENCH=launch_night] [JSON=file]
	@$(PY) -m bench.$(BENCH) $(if $(JSON),--json "$(JSON)")

lint: .venv/dev.installed  ## style and strict types, changing nothing
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

format: .venv/dev.installed  ## put the code into its one layout
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

look-up: .venv/dev.installed  ## write docs/look-up anew from the code
	@$(PY) -m tests.tidy.lookup --write

lock: .venv/dev.installed  ## resolve requirements/*.in into hashed lists [UPGRADE=1]
	@for list in run dev; do \
		$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
			--only-binary :all: $(if $(UPGRADE),--upgrade) \
			requirements/$$list.in --output-file requirements/$$list.txt || exit 1; \
	done

clean:  ## remove what the targets made; the data of a running Fourthact stays
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/pip:
	@$(PYTHON3) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Fourthact needs Python 3.11 or newer; " + sys.executable + " is " + sys.version.split()[0] + ". Name another one: make PYTHON3=/path/to/python3")'
	@$(PYTHON3) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Fourthact needs Python's venv module. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(PYTHON3) -m venv .venv

# The project itself is a line in site-packages: nothing to build, and an edit shows at once.
.venv/run.installed: requirements/run.txt | .venv/bin/pip
	@echo "Installing what Fourthact runs on into .venv (once; about a minute) ..."
	@$(INSTALL) -r $<
	@$(PY) -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "fourthact.pth").write_text(str(pathlib.Path("src").resolve()) + "\n")'
	@touch $@

.venv/dev.installed: requirements/dev.txt .venv/run.installed
	@echo "Installing what the tests need into .venv (once; about a minute) ..."
	@$(INSTALL) -r $<
	@touch $@
