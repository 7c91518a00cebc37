# The two commands of README.md, and the parts of .ci/run.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: install demo test lint types contracts check catalogue benchmarks clean

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	touch $@

install: $(VENV)/.installed

demo: install
	$(BIN)/transfo-rh demo

test: install
	sh tests/system_packages.sh
	$(BIN)/python -m pytest -n 2 --dist loadfile $(PYTEST_ARGS)

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install
	$(BIN)/mypy

contracts: install
	$(BIN)/lint-imports

check: lint types contracts

# Adds the texts that the English catalogue lacks, with an empty translation.
catalogue: install
	$(BIN)/python -m tests.architecture.catalogue

benchmarks: install
	$(BIN)/python -m tests.benchmarks

clean:
	rm -rf $(VENV) var build dist *.egg-info
