# Everything a developer or operator does by hand; `make` alone lists it.

PYTHON ?= python3
TORCH_INDEX ?=
VENV := .venv
BIN := $(VENV)/bin
# A stamp is newer than the pins it installed, so that the second `make run` starts at once.
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev
HAS_NVIDIA := $(shell command -v nvidia-smi 2>/dev/null)
PIP := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help setup run test check format bench clean

help: ## list what can be done
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  Variables: PYTHON (python3), TORCH_INDEX (see README.md), TESTS (what make test runs), BENCH (one benchmark)"

setup: $(RUN_STAMP) ## make .venv with the pinned packages

run: $(RUN_STAMP) ## start the app on http://127.0.0.1:7860
	$(BIN)/python app.py

test: $(DEV_STAMP) ## run the tests
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(TESTS)

check: $(DEV_STAMP) ## lint and check types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(DEV_STAMP) ## format the code
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: $(DEV_STAMP) ## run the benchmarks, or one: make bench BENCH=name
	@for name in $(or $(BENCH),$(sort $(patsubst benchmarks/%.py,%,$(filter-out benchmarks/_%,$(wildcard benchmarks/*.py))))); do \
		echo "== $$name"; $(BIN)/python -m benchmarks.$$name || exit 1; \
	done

clean: ## remove .venv and caches; the data folder stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Frontdesk needs Python 3.11 or newer. Name one: make setup PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "Python could not make $(VENV). On Debian and Ubuntu: apt install python3-venv"; exit 1; }

$(RUN_STAMP): requirements.txt | $(BIN)/python
	@echo "Installing what requirements.txt names. The first time takes some minutes."
ifeq ($(HAS_NVIDIA),)
	@echo "No NVIDIA GPU found. On Linux, TORCH_INDEX (see README.md) saves several gigabytes of CUDA."
	@$(PIP) install --quiet "torch==2.13.0" $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX))
endif
	@$(PIP) install --quiet -r requirements.txt
	@touch $@

$(DEV_STAMP): requirements-dev.txt $(RUN_STAMP)
	@echo "Installing what tests and checks need."
	@$(PIP) install --quiet -r requirements-dev.txt
	@touch $@
