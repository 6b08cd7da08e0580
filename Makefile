# Quovadis: every target sets up what it needs. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_TO_TEST := $(VENV)/.ready-to-test
EXAMPLE := examples/russia-taliban
BUILD := build
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header

.PHONY: help setup setup-tests brief brief-later test check format lock train clean
.DEFAULT_GOAL := help

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Quovadis needs Python 3.11 or newer: make PYTHON=/path/to/python3.11") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up $(VENV) (once; about a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src
	@touch $(READY)

# What runs and what tests are locked apart: nobody who wants a brief should wait for Spark.
$(READY_TO_TEST): $(READY) requirements-dev.lock
	@echo "Adding what the tests need (once; a few minutes, Spark is large)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $(READY_TO_TEST)

setup: $(READY) ## Make the virtual environment

setup-tests: $(READY_TO_TEST) ## The same with what the tests and the linters need

brief: $(READY) ## Write the shipped example's brief, as of 2025-04-09
	@$(BIN)/quovadis --store $(BUILD)/store brief $(EXAMPLE)/article.md --history $(EXAMPLE)/notes --as-of 2025-04-09 --out $(BUILD)/brief

brief-later: $(READY) ## The same example as of 2025-07-31, when the court had ruled
	@$(BIN)/quovadis --store $(BUILD)/store brief $(EXAMPLE)/article.md --history $(EXAMPLE)/notes --as-of 2025-07-31 --out $(BUILD)/brief-later

test: $(READY_TO_TEST) ## Run the whole test suite
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

check: $(READY_TO_TEST) ## Lint, check formatting, check types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(READY_TO_TEST) ## Format the code and mend what the linter can mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: $(READY) ## Renew the two locks from the lower bounds in pyproject.toml
	@$(BIN)/python -m pip install --quiet uv
	@$(COMPILE) --group build pyproject.toml -o requirements.lock --upgrade
	@$(COMPILE) --group dev --group build pyproject.toml -c requirements.lock -o requirements-dev.lock --upgrade

train: $(READY) ## Train the coder's encoder anew (DATA=labelled texts, TEACHER=all-mpnet-base-v2; two and a half hours)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[train]'
	@$(BIN)/python tools/train_coder.py $(DATA) $(if $(TEACHER),--teacher $(TEACHER))

clean: ## Remove what the targets made, but for the virtual environment
	@rm -rf $(BUILD) .mypy_cache .ruff_cache .pytest_cache .hypothesis
