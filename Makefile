# Ebb: make run | test | check | bench | screenshots.   Another Python: make PYTHON=python3.12 run
PYTHON ?= python3
# Test processes side by side.   One after the other: make JOBS=0 test
JOBS ?= 2
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif

.PHONY: run test check format bench screenshots setup clean

setup:
	@$(PYTHON) installer/setup.py

run: setup
	@$(BIN)/ebb

test: setup
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n $(JOBS) --dist loadfile

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup
	@$(BIN)/python -m tests.bench $(ONLY)

screenshots: setup
	@QT_QPA_PLATFORM=offscreen $(BIN)/python installer/screenshots.py docs/screenshots

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
