# `make run` and `make test` are all that a newcomer needs; `make` alone lists the rest.

SHELL := /bin/bash
PYTHON := .venv/bin/python
UV := .venv/bin/uv

.DEFAULT_GOAL := help
.PHONY: help run demo-reset test promises bench check format lock messages install web worker scheduler migrate static

help: ## List what make can do
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

run: ## Start everything on this machine: http://127.0.0.1:8000/ (PORT=8001 for another port)
	@bin/bootstrap run
	@exec $(PYTHON) -m bin.supervise

demo-reset: ## Throw the demo's data away and load them anew
	@bin/bootstrap run
	@exec $(PYTHON) -m bin.demo_reset

test: ## Run the whole suite on SQLite, then on PostgreSQL and Redis, then in Chromium
	@bin/bootstrap test
	@exec $(PYTHON) -m bin.run_tests

promises: ## Prove every promise with the full numbers and write docs/PROMISES.md; takes long
	@bin/bootstrap test
	@exec $(PYTHON) -m bin.run_promises

bench: ## Measure the figures and write docs/FIGURES.md; fails when one is missed; takes some minutes
	@bin/bootstrap test
	@exec $(PYTHON) -m bin.run_bench

check: ## Check format, lint, types, import direction, migrations, translations, templates, deployment
	@bin/bootstrap test
	@exec $(PYTHON) -m bin.run_checks

format: ## Bring Python files and templates into the house's format
	@bin/bootstrap test
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .
	@find . -path ./.venv -prune -o -name '*.html' -path '*templates*' -print0 | xargs -0 -r .venv/bin/djade --target-version 5.2

lock: ## Compile the requirements, with hashes
	@bin/bootstrap run
	@for name in requirements-bootstrap requirements requirements-dev; do \
	  $(UV) pip compile -q --generate-hashes --python-version 3.11 --no-emit-index-url --no-header \
	    $$name.in -o $$name.txt $(LOCK_FLAGS) || exit 1; \
	done

messages: ## Collect the texts of the interface for translation
	@bin/bootstrap run
	@$(PYTHON) -m bin.messages collect

install: ## Install what production needs
	@bin/bootstrap run

migrate: install ## Production: bring the database up to date
	@exec $(PYTHON) -m bin.serve migrate

static: install ## Production: collect the static files
	@exec $(PYTHON) -m bin.serve static

web: install ## Production: the web server
	@exec $(PYTHON) -m bin.serve web

worker: install ## Production: a worker, which renders reports and sends mails
	@exec $(PYTHON) -m bin.serve worker

scheduler: install ## Production: the scheduler, of which one may run
	@exec $(PYTHON) -m bin.serve scheduler
