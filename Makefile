# The commands of the project. Each one first makes the clone ready (bin/setup.py).
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python bin/python_version.py >/dev/null 2>&1 && echo $$python && exit; done; echo python3)
.PHONY: help serve test test-clients check bench faults screenshot
.DEFAULT_GOAL := help

help: ## Say what there is
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' Makefile

serve: ## Run the site with demo data at http://localhost:8000 (PORT chooses another port)
	@$(PYTHON) bin/python_version.py
	@exec $(PYTHON) bin/serve.py

test: ## Run every check and test: house rules, types, front end, Python, journeys in a real browser
	@$(PYTHON) bin/python_version.py
	@exec $(PYTHON) bin/test.py

test-clients: ## Try our calendars with calendar programs of the system, as far as they are installed
	@$(PYTHON) bin/python_version.py
	@exec $(PYTHON) bin/test_clients.py

check: ## Run the quick checks: lint, formats, types, import rules, templates, migrations
	@$(PYTHON) bin/python_version.py
	@exec $(PYTHON) bin/check.py

bench: ## Measure what is fast and compare it with the plain way
	@$(PYTHON) bin/python_version.py
	@exec $(PYTHON) bin/bench.py

faults: ## Kill, cut and empty what the site stands on while people talk, and count what is lost
	@$(PYTHON) bin/python_version.py
	@exec $(PYTHON) bin/faults.py

screenshot: ## Draw docs/room.png from a fresh demo
	@$(PYTHON) bin/python_version.py
	@$(PYTHON) bin/setup.py test
	@exec .venv/bin/python bin/screenshot.py
