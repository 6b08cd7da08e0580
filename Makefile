# Quovadis: every target sets up what it needs. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
EXAMPLE := examples/russia-taliban
BUILD := build

.PHONY: help setup brief brief-later test check format lock clean
.DEFAULT_GOAL := help

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Quovadis needs Python 3.11 or newer: make PYTHON=/path/to/python3.11") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up $(VENV) (once; a few minutes, Spark is large)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src
	@touch $(READY)

setup: $(READY) ## Make the virtual environment

brief: $(READY) ## Write the shipped example's brief, as of 2025-04-09
	@$(BIN)/quovadis --store $(BUILD)/store brief $(EXAMPLE)/article.md --history $(EXAMPLE)/notes --as-of 2025-04-09 --out $(BUILD)/brief

brief-later: $(READY) ## The same example as of 2025-07-31, when the court had ruled
	@$(BIN)/quovadis --store $(BUILD)/store brief $(EXAMPLE)/article.md --history $(EXAMPLE)/notes --as-of 2025-07-31 --out $(BUILD)/brief-later

test: $(READY) ## Run the whole test suite
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

check: $(READY) ## Lint, check formatting, check types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(READY) ## Format the code and mend what the linter can mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: $(READY) ## Renew requirements.lock from the lower bounds in pyproject.toml
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		--group dev --group build pyproject.toml -o requirements.lock --upgrade

clean: ## Remove what the targets made, but for the virtual environment
	@rm -rf $(BUILD) .mypy_cache .ruff_cache .pytest_cache .hypothesis
