#!/bin/sh
# Runs every check that is not a test, and exits with 1 if any of them failed.
set -u
cd "$(dirname "$0")/.."

failed=0
check() {
	name=$1; shift
	if said=$("$@" 2>&1); then echo "ok      $name"; return; else code=$?; fi
	if [ $code = 77 ]; then echo "skipped $name: $said"; else failed=1; printf 'FAILED  %s\n%s\n' "$name" "$said"; fi
}
python=.venv/bin/python
test_settings=DJANGO_SETTINGS_MODULE=alliance_site.settings.test

(check "types" $python -m mypy; exit $failed) & types=$! # beside the others, as it takes longest
check "Python lint" $python -m ruff check .
check "Python format" $python -m ruff format --check .
check "tests import no test modules" sh -c '! grep -rnE "^(from \S*\.test_|from \S+ import .*\btest_|import \S*\.test_)" --include=*.py tests'
check "import contracts" $python -c 'from importlinter.cli import lint_imports_command as run; run()'
check "dependencies are declared" $python -m deptry .
check "lines of templates have at most 140 characters" deploy/long_lines.sh
check "template lint" $python -m djlint --lint --quiet */templates toolkit/*/templates
check "wording" $python -m deploy.wording
check "docstrings" $python -m deploy.docstrings
check "migrations match the models" env $test_settings $python manage.py makemigrations --check --dry-run
check "migrations of releases are permanent" sha256sum --check --quiet deploy/migrations.sha256
check "migrations keep the site running" env DJANGO_SETTINGS_MODULE=deploy.migrations $python manage.py lintmigrations
check "translations" env $test_settings $python manage.py check_translations
check "production settings" env DJANGO_SETTINGS_MODULE=alliance_site.settings.production \
	SECRET_KEY="$($python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
	DATABASE_URL=postgres://user:password@localhost/site BASE_URL=https://www.example.org ALLOWED_HOSTS=www.example.org \
	DEFAULT_FROM_EMAIL=site@example.org ALERTS_TO=it@example.org BACKUP_REPOSITORY=/srv/backups BACKUP_PASSWORD_FILE=manage.py SECURITY_CONTACT=https://www.example.org/contact/ \
	SECURITY_EXPIRES="$($python -c 'import datetime as d; print(d.date.today() + d.timedelta(300))')" \
	$python manage.py check --deploy --fail-level WARNING
check "licenses" $python -m deploy.licenses --check
check "known vulnerabilities" $python -m deploy.advisories
wait $types || failed=1
exit $failed
