# Throughcare's commands. A newcomer needs Python 3.11+ and make: everything else is made here.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEV_READY := $(VENV)/.dev-ready
export PYTHONDONTWRITEBYTECODE = 1

.DEFAULT_GOAL := help
.PHONY: help demo journey test faults lint types imports contracts release-contracts lock diagrams pictures bench-lists rig clean

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: $(READY) ## Everything, running here: plays the journey and ten weeks of cases, then stays up until Ctrl-C
	@$(BIN)/throughcare demo

journey: $(READY) ## One case through all services; exits 0 only if every step was seen
	@$(BIN)/throughcare journey

test: $(DEV_READY) ## Every test that pip can bring what it needs for
	@$(BIN)/python -m pytest

faults: $(DEV_READY) ## A thousand simulated stories of faults; fails where anything is lost, doubled, stuck or out of order
	@$(BIN)/python -m tests.faults.simulation $(FAULTS)

lint: $(DEV_READY) ## Style
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(DEV_READY) ## Types
	@$(BIN)/mypy

imports: $(DEV_READY) ## Who may import whom
	@$(BIN)/lint-imports

contracts: $(DEV_READY) ## Write the generated contracts anew: JSON Schemas, AsyncAPI, OpenAPI
	@$(BIN)/python -m deploy.contracts

release-contracts: $(DEV_READY) ## Make the event types as they are now the baseline that later ones may not break
	@$(BIN)/python -m deploy.contracts --release

diagrams: $(DEV_READY) ## Draw the state diagrams in the docs anew, from the transition tables
	@$(BIN)/python -m deploy.diagrams

lock: $(DEV_READY) ## Pin every dependency anew, naming no index
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml --extra embedded --universal --no-header --no-emit-index-url --no-annotate --quiet --upgrade --output-file requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --extra embedded --extra dev --universal --no-header --no-emit-index-url --no-annotate --quiet --constraint requirements.lock --output-file requirements-dev.lock

pictures: $(DEV_READY) ## Take the pictures in the docs anew (needs Chromium)
	@THROUGHCARE_PICTURES=1 $(BIN)/python -m pytest tests/browser

bench-lists: $(DEV_READY) ## Time every work list at 1,000 and 250,000 people (4 minutes); writes docs/performance.md
	@$(BIN)/python -m benchmarks.lists --write

rig: $(DEV_READY) ## Break the whole system on Apache Kafka while it is used, and count what was lost (up to 25 minutes)
	@$(BIN)/python -m tests.faults.rig --write

clean: ## Remove what these commands made
	@rm -rf $(VENV) .throughcare .pytest_cache .mypy_cache .ruff_cache .hypothesis .schemathesis *.egg-info

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "Throughcare needs Python 3.11 or newer; $(PYTHON) is not. Try: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python could not make a virtual environment in $(VENV): on Debian and Ubuntu install python3-venv; else look whether this folder can be written."; exit 1; }

$(READY): $(VENV)/bin/python requirements.lock pyproject.toml
	@echo "Installing what Throughcare needs into $(VENV) (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(DEV_READY): $(READY) requirements-dev.lock
	@echo "Installing what its tests need into $(VENV) (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $@
