# Two commands do it all: `make run` and `make test`. `make help` explains the rest.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
DEMO := KLIMANET_DEMO=1

.DEFAULT_GOAL := help
.PHONY: help run test check format lock messages screenshot prove bench bench-compare install-dev

help: ## Say what each command does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Install what is missing and start the demo at http://localhost:8000 (PORT=8001 for another port)
	@$(PYTHON) scripts/install.py
	@exec env $(DEMO) $(BIN)/klimanet run --port $(PORT)

install-dev:
	@$(PYTHON) scripts/install.py --dev --browser

test: install-dev ## Install what the tests need and run them all; TEST_DATABASE_URL=… runs them on PostgreSQL too
	@$(PYTHON) scripts/tests.py

check: install-dev ## Format, lint, types, imports, migrations, translations, then all tests: what CI runs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djhtml --check --tabwidth 4 klimanet
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(DEMO) KLIMANET_DATA=build/check $(BIN)/klimanet makemigrations --check --dry-run
	$(BIN)/python scripts/messages.py --check
	$(MAKE) test

format: install-dev ## Write code and templates the way `make check` wants them
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/djhtml --tabwidth 4 klimanet

lock: install-dev ## Look up newer versions and write the lock files
	$(BIN)/python scripts/lock.py

messages: install-dev ## Collect the texts to translate into klimanet/locale
	$(BIN)/python scripts/messages.py

screenshot: install-dev ## Take docs/screenshot.png of the running demo
	$(BIN)/python scripts/screenshot.py

prove: install-dev ## Run the long proofs
	$(BIN)/pytest -m prove

bench: install-dev ## Measure: build a large network, drive its pages with wrk; DATABASE=postgresql, SCALE=10, PAGE=thread
	$(BIN)/python -m bench run --database $(or $(DATABASE),sqlite) --scale $(or $(SCALE),1) --page "$(PAGE)"

bench-compare: ## Set two measurements side by side: make bench-compare A=one.json B=two.json
	$(BIN)/python -m bench compare $(A) $(B)
