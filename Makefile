# Every command sets up what it needs first, in seconds when it is there already. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help setup demo test all-tests bench chaos simulate fuzz lint docs lock
# Containers often tell Python to keep nothing that it compiled: each process would compile a thousand files anew.
export PYTHONDONTWRITEBYTECODE :=
PYTHON := .venv/bin/python
UV := .venv/bin/uv
LOCK := $(UV) pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --quiet

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 15

setup: ## install all that the commands below need: system packages, .venv, style sheets, fonts
	@python3 setup/prepare.py --with-browser

demo: ## a sample practice with stand-in providers; ARGS="--patients 300 --port 8000"
	@python3 setup/prepare.py
	@.venv/bin/notifier demo $(ARGS)

# Beside each other: what lints uses one processor, and the tests leave some of the others' time over.
test: setup ## lint, and all tests on SQLite, PostgreSQL, Redis and Chromium; ARGS="-k wording" for some of them
	@$(MAKE) --no-print-directory --jobs 2 lint all-tests

all-tests: setup
	@$(PYTHON) -m pytest $(if $(ARGS),$(ARGS),-n 4 --dist worksteal --every-kind)

bench: ## measure against the numbers that we hold ourselves to; ARGS="letters" for some of them
	@python3 setup/prepare.py
	@$(PYTHON) -m tests.bench $(ARGS)

chaos: ## a launch with everything going wrong, workers and web killed; ARGS="--database postgresql --workers 3"
	@python3 setup/prepare.py
	@$(PYTHON) -m tests.chaos $(ARGS)

simulate: ## whole campaigns beside an account of their own; ARGS="--seeds 200 --patients 500 --jobs 2"
	@python3 setup/prepare.py
	@$(PYTHON) -m tests.simulation $(ARGS)

fuzz: setup ## call the API with what is made up from its document; ROUNDS=25 SEED=1
	@FUZZ_ROUNDS=$(or $(ROUNDS),25) FUZZ_SEED=$(or $(SEED),1) $(PYTHON) -m pytest tests/web/api/test_fuzzing.py

lint: setup ## style, types, directions of imports, and what nothing uses
	@$(PYTHON) -m ruff check
	@$(PYTHON) -m ruff format --check
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports --no-logo --cache-dir .venv/import-linter
	@.venv/bin/deptry .
	@$(PYTHON) setup/unused.py

docs: setup ## write the reference pages from the code, and build all pages into docs/_build/html
	@$(PYTHON) -m docs.generator
	@$(PYTHON) -m sphinx -W --keep-going --quiet --builder html -d docs/_build/doctrees docs docs/_build/html
	@echo "docs/_build/html/index.html"

lock: setup ## choose the newest versions that pyproject.toml allows, and write the locks
	@$(LOCK) --upgrade --output-file requirements.lock
	@$(LOCK) --upgrade --group dev --output-file requirements-dev.lock
