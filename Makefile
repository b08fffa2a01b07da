# Needs Python 3.11 or newer and make, nothing else. `make run` and `make test` install what they
# need into .venv from requirements.lock, once. README.md has the same steps without make.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# One more than two cores: tests of processes and browsers wait for much of their time.
SHARED := -n 3 --dist worksteal
PYTHONS := $(or $(PYTHON),python3.13 python3.12 python3.11 python3 python)

# Keep what Python compiled: tests start the program some hundred times.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run rehearse install test test-more test-fast test-slow check bench bench-quick coverage lock clean
.DEFAULT_GOAL := help

help:
	@echo "make run        run the bot on Discord, or rehearse in a browser without a token"
	@echo "make rehearse   try the bot in a browser; nothing reaches Discord"
	@echo "make test       the tests           make test-fast   units without a database"
	@echo "make test-more  journeys again on PostgreSQL, real processes that take seconds"
	@echo "make test-slow  what takes minutes: a hundred kills, a simulated year"
	@echo "make check      style, types, import order, spelling"
	@echo "make bench      measure it against its baselines   make bench-quick   smaller, under 90 s"
	@echo "make coverage   tests with coverage"
	@echo "make lock       bring requirements.lock up to pyproject.toml; UPGRADE=yes: everything new"

run: $(STAMP)
	$(BIN)/aftercare start

rehearse: $(STAMP)
	$(BIN)/aftercare rehearse

install: $(STAMP)

test: $(STAMP)
	$(BIN)/python -m pytest $(SHARED) -m "not long and not more"

test-more: $(STAMP)
	$(BIN)/python -m pytest $(SHARED) -m "more and not long"

test-fast: $(STAMP)
	$(BIN)/python -m pytest tests/unit tests/test_architecture.py tests/test_docs.py \
	  -n 2 --dist worksteal -m "not slow and not long and not database"

test-slow: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist worksteal -m long --timeout 900

coverage: $(STAMP)
	$(BIN)/python -m pytest $(SHARED) --cov --cov-report=term

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell

bench: $(STAMP)
	$(BIN)/python -m bench

bench-quick: $(STAMP)
	$(BIN)/python -m bench --quick

lock: $(STAMP)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal $(if $(UPGRADE),--upgrade) --generate-hashes \
	  --all-extras --python-version 3.11 --only-binary :all: \
	  --custom-compile-command "make lock" --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(STAMP): requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what Aftercare needs into $(VENV)"
	@$(BIN)/python -m pip install --quiet --require-hashes --only-binary=:all: -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

# The first Python that is new enough and can make an environment.
$(BIN)/python:
	@new=; for python in $(PYTHONS); do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  new=$$python; \
	  "$$python" -c 'import ensurepip, venv' 2>/dev/null || continue; \
	  echo "Making $(VENV) with $$("$$python" --version)"; \
	  exec "$$python" -m venv --clear $(VENV); \
	done; \
	if [ -z "$$new" ]; then \
	  echo "Aftercare needs Python 3.11 or newer: install it, then run make again." >&2; \
	else \
	  echo "$$new cannot make environments: install its venv module (Debian: apt install python3-venv), then run make again." >&2; \
	fi; exit 1
