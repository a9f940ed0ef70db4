# Commands for this project. `make` lists them. `make run` needs only Python >= 3.11 and a network connection.

PORT ?= 8000
PYTHON = .venv/bin/python
MANAGE = $(PYTHON) manage.py
RELOAD = --noreload
ERROR_PAGES = off

.DEFAULT_GOAL := help
.PHONY: help run dev stack load shell reset db-stop test hostile test-server screenshots audit bench faults check format messages lock environment development tools

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

run: export BASE_URL ?= http://localhost:$(PORT)
run: export DEBUG ?= $(ERROR_PAGES)
run: ## start the site at http://localhost:8000 (PORT=8080 for another port)
	@echo "1/5 Python environment"
	@deploy/environment.sh requirements.txt requirements-build.txt requirements-local.txt
	@$(PYTHON) deploy/free_port.py "$(PORT)"
	@echo "2/5 Database"
	@$(MANAGE) migrate --verbosity 0
	@echo "3/5 Content"
	@$(MANAGE) load_site
	@echo "4/5 Demo logins"
	@if [ -n "$$DATABASE_URL" ]; then echo "    none, because DATABASE_URL is set"; else cat "$${DATA_ROOT:-var}/demo-logins.txt"; fi
	@echo "5/5 Server and worker"
	@$(MANAGE) worker & worker=$$!; $(MANAGE) runserver $(RELOAD) "127.0.0.1:$(PORT)" & server=$$!; \
		trap "kill $$worker $$server 2>/dev/null; wait" EXIT; trap "exit 130" HUP INT TERM; wait $$server

dev: ERROR_PAGES = on
dev: RELOAD =
dev: run ## start the site, reload its code when it changes, and show Django's error pages

stack: development ## run the production setup on this machine: nginx, gunicorn, PostgreSQL (PORT=8080)
	@deploy/tools.sh stack
	@exec $(PYTHON) -m deploy.stack --port "$(PORT)"

load: environment ## load the first content if there is none; update places, requirements, and search words
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_site

shell: environment ## open a Python shell with the site loaded
	@$(MANAGE) shell

reset: environment ## delete the data of site and tests on this machine, after confirmation (CONFIRM=yes skips it)
	@$(MANAGE) reset $(if $(filter yes,$(CONFIRM)),--yes)

db-stop: environment ## stop the embedded PostgreSQL if it was left running
	@$(MANAGE) db_stop

test: development tools ## run all tests (ARGS="tests/schools -x" for some)
	@deploy/tests.sh $(ARGS)

hostile: development tools ## send malicious requests and uploads to the site; print each with what became of it
	@deploy/tests.sh tests/hostile tests/stack -m hostile -v

test-server: development tools ## run the tests that depend on PostgreSQL features on the system's PostgreSQL
	@deploy/tests-on-server.sh

screenshots: development tools ## take pictures of every template of the running site (PORT=), into var/screenshots
	@$(PYTHON) -m quality.screenshots http://localhost:$(PORT)

audit: development ## check every public page in a browser: accessibility, weight, Lighthouse (ARGS="weight focus" runs some)
	@quality/audit/tools.sh
	@$(PYTHON) -m quality.audit $(ARGS)

bench: development ## measure speed against its limits, on databases of its own (ARGS="finder" runs one)
	@$(PYTHON) -m quality.bench $(ARGS)

faults: development ## break a stack on purpose, under load, and count what visitors get (ARGS="database worker" runs some)
	@deploy/tools.sh stack
	@$(PYTHON) -m quality.faults $(ARGS)

check: development tools ## lint, imports, migrations, translations, production settings, licenses, known vulnerabilities
	@deploy/checks.sh

format: development ## format Python code and apply automatic lint fixes
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .

messages: development tools ## update and compile the translation catalogs
	@$(MANAGE) makemessages --all --no-wrap --no-location --ignore .venv --ignore var
	@$(MANAGE) compilemessages --ignore .venv --ignore var

lock: development ## lock the newest allowed package versions, with hashes
	@for name in requirements requirements-build requirements-local requirements-dev; do \
		$(PYTHON) -m uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-header \
			--python-version 3.11.0 $$name.in -o $$name.txt || exit 1; \
	done

environment:
	@deploy/environment.sh requirements.txt requirements-build.txt requirements-local.txt

development:
	@deploy/environment.sh requirements.txt requirements-build.txt requirements-local.txt requirements-dev.txt

tools:
	@deploy/tools.sh
