# What one does with this project. `make` alone lists it; `make run` needs Python >= 3.11 and a network, nothing else.

PORT ?= 8000
PYTHON = .venv/bin/python
MANAGE = $(PYTHON) manage.py

.DEFAULT_GOAL := help
.PHONY: help run stack load shell reset db-stop test hostile test-server screenshots audit bench faults check format messages lock environment development tools

help: ## list what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

run: export BASE_URL ?= http://localhost:$(PORT)
run: export DJANGO_RUNSERVER_HIDE_WARNING = true
run: export DEBUG ?= off
run: ## start the site at http://localhost:8000 (PORT=8080 for another port)
	@echo "1/5 Python environment"
	@deploy/environment.sh requirements.txt
	@$(PYTHON) deploy/free_port.py "$(PORT)"
	@echo "2/5 Database"
	@$(MANAGE) migrate --verbosity 0
	@echo "3/5 Content"
	@$(MANAGE) load_site
	@echo "4/5 Logins of the demo"
	@if [ -n "$$DATABASE_URL" ]; then echo "    none: the database is your own"; else cat var/demo-logins.txt; fi
	@echo "5/5 The site is at http://localhost:$(PORT)/ and its editor at http://localhost:$(PORT)/admin/ (Ctrl-C ends it)"
	@$(MANAGE) worker & worker=$$!; $(MANAGE) runserver "127.0.0.1:$(PORT)" & server=$$!; \
		trap "kill $$worker $$server 2>/dev/null; wait" EXIT; trap "exit 130" HUP INT TERM; wait $$server

stack: development ## run what a school network would run, on this machine: nginx, gunicorn, PostgreSQL (PORT=8080)
	@deploy/tools.sh stack
	@exec $(PYTHON) -m deploy.stack --port "$(PORT)"

load: environment ## load the first content; changes nothing that staff edited
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_site

shell: environment ## a Python shell with the site loaded
	@$(MANAGE) shell

reset: environment ## delete the site's data on this machine, after asking (CONFIRM=yes does not ask)
	@$(MANAGE) reset $(if $(filter yes,$(CONFIRM)),--yes)

db-stop: environment ## stop the embedded PostgreSQL if something left it running
	@$(MANAGE) db_stop

test: development tools ## run all tests (ARGS="tests/schools -x" for some)
	@deploy/tests.sh $(ARGS)

hostile: development tools ## send the site what is hostile; prints what was sent, what came back, what was kept
	@deploy/tests.sh tests/hostile tests/stack -m hostile --table

test-server: development tools ## run the tests that ask PostgreSQL for more than rows on the system's own
	@deploy/tests-on-server.sh

screenshots: development tools ## take pictures of every template of the running site (PORT=), into var/screenshots
	@$(PYTHON) -m quality.screenshots http://localhost:$(PORT)

audit: development ## check every public page in a browser: accessibility, weight, headers, Lighthouse (ARGS="weight focus" runs some)
	@quality/audit/tools.sh
	@$(PYTHON) -m quality.audit $(ARGS)

bench: development ## measure speed against its limits, on databases of its own (ARGS="finder" runs one)
	@$(PYTHON) -m quality.bench $(ARGS)

faults: development ## break a stack on purpose, under load, and count what visitors get (ARGS="database worker" runs some)
	@deploy/tools.sh stack
	@$(PYTHON) -m quality.faults $(ARGS)

check: development tools ## lint, import contract, migrations, translations, production settings, licences, known vulnerabilities
	@deploy/checks.sh

format: development ## format Python and fix what can be fixed
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .

messages: development tools ## bring the translation catalogues up to date and compile them
	@$(MANAGE) makemessages --all --no-wrap --no-location --ignore .venv --ignore var
	@$(MANAGE) compilemessages --ignore .venv --ignore var

lock: development ## pin the newest allowed versions, with hashes
	@for name in requirements requirements-dev; do \
		$(PYTHON) -m uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-header \
			--python-version 3.11.0 $$name.in -o $$name.txt || exit 1; \
	done

environment:
	@deploy/environment.sh requirements.txt

development:
	@deploy/environment.sh requirements.txt requirements-dev.txt

tools:
	@deploy/tools.sh
