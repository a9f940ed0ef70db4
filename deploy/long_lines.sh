#!/bin/sh
# Names each line of a template with a tag that ends on another line, because Django shows it as text, and each line over
# 140 characters. Fails if there is one. Drawings may be longer (` d="`), and so may a line that is a single tag of Django.
# Pages that stand alone are not read.
cd "$(dirname "$0")/.."
! git grep -nP '\{%(?!.*%\})' -- '*.html' || exit 1
! git grep -nE '^.{141,}' -- '*.html' ':!alliance_site/static/*' ':!*/500*.html' |
	grep -vE ' d="|^[^:]+:[0-9]+:[[:space:]]*\{%[^%]*%\}$'
