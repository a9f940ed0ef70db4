#!/bin/sh
# Names each line of a template over 140 characters, and fails if there is one. Drawings may be longer (` d="`), and so
# may a line that is a single tag of Django, because a tag can't be broken. Pages that stand alone are not read.
cd "$(dirname "$0")/.."
! git grep -nE '^.{141,}' -- '*.html' ':!alliance_site/static/*' ':!*/500*.html' |
	grep -vE ' d="|^[^:]+:[0-9]+:[[:space:]]*\{%[^%]*%\}$'
