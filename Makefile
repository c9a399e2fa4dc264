# Everything a developer or an operator types; `make` alone lists it.
.DEFAULT_GOAL := help
SHELL := /bin/sh

PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
export PORT HOST
export MUSEUM_BASE_URL ?= http://127.0.0.1:$(PORT)

BIN := .venv/bin
STAMPS := .venv/.stamps
FRONT_SOURCES := $(shell find static/js static/css -type f 2>/dev/null) $(wildcard tools/*.mjs)

.PHONY: help run install build test test-fast lint bench pins demo-media clean

help: ## List the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

run: install build ## Set up what is missing, load the demo museum once, serve (PORT=8000 HOST=127.0.0.1)
	@exec $(BIN)/flask serve --prepare

install: $(STAMPS)/run-time ## Make the Python environment

build: static/dist/manifest.json ## Build the front end

test: $(STAMPS)/development tests/referees/node_modules/.stamp static/dist/manifest.json ## Run all tests on SQLite and PostgreSQL, in a real browser
	@tools/test-system
	MUSEUM_TEST_DATABASES=$${MUSEUM_TEST_DATABASES:-sqlite,postgresql} $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -q $(ARGS)

test-fast: $(STAMPS)/development static/dist/manifest.json ## Run the tests without browser, on SQLite
	MUSEUM_TEST_DATABASES=sqlite $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -q -m "not browser and not slow" $(ARGS)

lint: $(STAMPS)/development node_modules/.stamp ## Check Python, types, JavaScript and templates
	$(BIN)/ruff check .
	$(BIN)/mypy
	tools/with-node npx --no-install tsc --project tsconfig.json
	$(BIN)/djlint templates --lint --quiet

bench: $(STAMPS)/development static/dist/manifest.json ## Measure; one JSON object a line
	@$(BIN)/python -m benchmarks.run

pins: ## Write the exact versions of all that is installed into the requirements
	$(BIN)/python tools/pin_requirements.py

demo-media: ## Make the demo museum's pictures, panoramas and models anew from their scripts (takes hours)
	@test -x .venv-demo/bin/python || $(PYTHON) -m venv .venv-demo
	.venv-demo/bin/python -m pip install -q -r requirements-demo.txt
	cd virtual_museum/demo && ../../.venv-demo/bin/python -m studio $(ARGS)

clean: ## Remove what was built or installed; the museum's data stays
	rm -rf .venv .venv-demo node_modules static/dist .pytest_cache .ruff_cache .mypy_cache test-results

$(STAMPS)/environment:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; say which: make run PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || \
		{ echo "This Python cannot make environments; on Debian: apt install python3-venv"; exit 1; }
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/run-time: requirements.txt $(STAMPS)/environment
	@echo "Installing Python packages"
	@tools/pip-install -r requirements.txt
	@touch $@

$(STAMPS)/development: requirements-dev.txt requirements-referees.txt $(STAMPS)/run-time
	@echo "Installing packages for tests and tools"
	@tools/pip-install -r requirements-dev.txt
	@tools/pip-install --no-deps -r requirements-referees.txt
	@touch $@

node_modules/.stamp: package-lock.json .npmrc | $(STAMPS)/environment
	@echo "Installing front-end packages"
	@tools/with-node npm ci --ignore-scripts --no-progress --loglevel=error
	@touch $@

tests/referees/node_modules/.stamp: tests/referees/package-lock.json | $(STAMPS)/environment
	@echo "Installing the viewers of other houses for tests"
	@cd tests/referees && ../../tools/with-node npm ci --ignore-scripts --no-progress --loglevel=error
	@touch $@

static/dist/manifest.json: node_modules/.stamp $(FRONT_SOURCES)
	@echo "Building the front end"
	@tools/with-node npm run --silent build
	@touch $@
