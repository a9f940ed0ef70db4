#!/bin/sh
# Tries point-in-time recovery, as docs/backups.md describes it, on a throwaway PostgreSQL below TMPDIR (the system's
# own programs; nothing that runs is touched). Takes ten to thirty seconds and says what was recovered.
set -eu

fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
say() { printf '%3ds  %s\n' "$(($(date +%s) - began))" "$*"; }
began=$(date +%s)

found=$(find /usr/lib/postgresql -name pg_basebackup 2>/dev/null | sort -V | tail -n 1)
bin=$(dirname "${found:-$(command -v pg_basebackup)}") || fail "PostgreSQL's server programs are not installed (Debian: apt-get install postgresql)"
[ -x "$bin/initdb" ] || fail "PostgreSQL's server programs are not installed (Debian: apt-get install postgresql)"

top=$(mktemp -d "${TMPDIR:-/tmp}/pitr-XXXXXX")
account() { if [ "$(id -u)" = 0 ]; then (cd / && runuser -u nobody -- "$@"); else "$@"; fi; }
[ "$(id -u)" != 0 ] || chown nobody "$top"
receiver=
end() {
	[ -z "$receiver" ] || kill "$receiver" 2>/dev/null || true
	for data in data restored latest; do account "$bin/pg_ctl" -D "$top/$data" -m immediate stop >/dev/null 2>&1 || true; done
	rm -rf "$top"
}
trap end EXIT
trap 'exit 130' INT TERM

start() { # start FOLDER: the server on the data in it, reached by a socket only
	account "$bin/pg_ctl" -D "$top/$1" -l "$top/$1.log" -w start >/dev/null -o "-k '$top' -c listen_addresses=" ||
		fail "$1 did not start: $(tail -n 3 "$top/$1.log")"
}
sql() { account "$bin/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h "$top" -U postgres -d postgres -c "$1"; }
configure() { account tee -a "$top/$1/postgresql.auto.conf" >/dev/null; }
wait_for() { # wait_for SECONDS WHAT COMMAND…: until the command succeeds
	seconds=$1 what=$2; shift 2
	while ! "$@"; do
		[ "$seconds" -gt 0 ] || fail "$what: it did not happen"
		sleep 1; seconds=$((seconds - 1))
	done
}

say "PostgreSQL $("$bin/postgres" --version | sed 's/.*) //'): a server that archives its log"
account mkdir "$top/wal" "$top/stream"
account "$bin/initdb" -D "$top/data" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --data-checksums >/dev/null
configure data <<-END
	archive_mode = on
	archive_command = 'test ! -f $top/wal/%f && cp %p $top/wal/%f.new && sync $top/wal/%f.new && mv $top/wal/%f.new $top/wal/%f'
	archive_timeout = 300
END
start data
sql "CREATE TABLE families (name text); INSERT INTO families VALUES ('before the base backup')"

account "$bin/pg_basebackup" -h "$top" -U postgres -D "$top/base" --checkpoint=fast --wal-method=stream
account "$bin/pg_verifybackup" -q "$top/base" || fail "the base backup is damaged"
say "base backup made and verified: $(du -sh "$top/base" | cut -f1)"

sql "SELECT pg_create_physical_replication_slot('offsite')" >/dev/null
account "$bin/pg_receivewal" -h "$top" -U postgres -D "$top/stream" --slot=offsite --synchronous --no-loop 2>"$top/receiver.log" &
receiver=$!
sql "INSERT INTO families VALUES ('after the base backup')"
sleep 1
good=$(sql "SELECT now()")
sleep 1
sql "DELETE FROM families" # the mistake
sql "SELECT pg_switch_wal()" >/dev/null
archived() { [ "$(sql "SELECT archived_count > 0 AND last_archived_wal >= pg_walfile_name(pg_current_wal_lsn() - 16777216) FROM pg_stat_archiver")" = t ]; }
wait_for 30 "the log is archived" archived
sql "INSERT INTO families VALUES ('a moment before the crash')"
streamed() { [ "$(sql "SELECT flush_lsn >= pg_current_wal_flush_lsn() FROM pg_stat_replication")" = t ]; }
wait_for 10 "the log is streamed" streamed

account "$bin/pg_ctl" -D "$top/data" -m immediate stop >/dev/null
wait "$receiver" 2>/dev/null || true
receiver=
rm -rf "$top/data"
say "somebody deleted all rows at $good and later, then the server and its disk were lost"

recover() { # recover FOLDER RESTORE_COMMAND SETTING: from the base backup
	account cp -a "$top/base" "$top/$1"
	{ echo "archive_mode = off"; echo "restore_command = '$2'"; echo "$3"; echo "recovery_target_action = promote"; } | configure "$1"
	account touch "$top/$1/recovery.signal"
	start "$1"
	promoted() { [ "$(sql "SELECT NOT pg_is_in_recovery()")" = t ]; }
	wait_for 30 "the recovery of $1 ends" promoted
}
rows() { sql "SELECT string_agg(name, ', ' ORDER BY name) FROM families"; }

recover restored "cp $top/wal/%f %p" "recovery_target_time = '$good'"
[ "$(rows)" = "after the base backup, before the base backup" ] || fail "recovered to $good: $(rows)"
say "recovered from base backup and archive to the moment before the mistake: $(rows)"
account "$bin/pg_ctl" -D "$top/restored" -m fast stop >/dev/null

recover latest "cp $top/stream/%f %p || cp $top/stream/%f.partial %p" ""
[ "$(rows)" = "a moment before the crash" ] || fail "recovered to the end: $(rows)"
say "recovered from base backup and streamed log to the last commit: $(rows)"

first=$(sed -n 's/^START WAL LOCATION: .*file \([0-9A-F]*\)).*/\1/p' "$top/base/backup_label")
account "$bin/pg_archivecleanup" "$top/wal" "$first"
say "what is older than the base backup is cleared from the archive: $(find "$top/wal" -type f | wc -l) files left"
