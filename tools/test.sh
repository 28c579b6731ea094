#!/usr/bin/env bash
# Runs every test, and first sets up what they need: PostgreSQL on a free port in a
# folder of its own, Chromium, nginx, wrk, a Java machine for the HTML checker, and
# the checkers themselves. On Debian what is missing is installed; elsewhere it is
# named. Nothing is left out in silence.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\n== %s\n' "$*"; }
die() { printf 'make test: %s\n' "$*" >&2; exit 1; }

need() { # need COMMAND PACKAGE
  command -v "$1" >/dev/null 2>&1 || missing+=("$2")
}

say "What the tests need"
missing=()
need psql postgresql; [ -n "$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null)" ] || missing+=(postgresql)
need chromium chromium; need nginx nginx-light; need wrk wrk; need java default-jre-headless
need gcc gcc; [ -e /usr/include/stdlib.h ] || missing+=(libc6-dev) # for the race detector
need curl curl; need jq jq; need node nodejs; need npm npm; need newsboat newsboat; /usr/bin/python3 -c "import feedparser" 2>/dev/null || missing+=(python3-feedparser); need exiftool libimage-exiftool-perl; need avifenc libavif-bin
if [ "${#missing[@]}" -gt 0 ]; then
  command -v apt-get >/dev/null 2>&1 || die "install these first: ${missing[*]}"
  root=""; [ "$(id -u)" = 0 ] || root="sudo"
  $root apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null || die "could not install ${missing[*]}"
fi
(cd tools/web && npm ci --silent --no-audit --no-fund) || die "could not install the HTML and accessibility checkers"
(cd islands && npm ci --silent --no-audit --no-fund) || die "could not install the packages of the desk's scripts"
printf 'go %s, %s, %s\n' "$(go env GOVERSION)" "$(psql --version)" "$(chromium --version 2>/dev/null)"

say "PostgreSQL"
pgbin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
work=$(mktemp -d "${TMPDIR:-/tmp}/masthead-test.XXXXXX")
as=()
if [ "$(id -u)" = 0 ]; then chown postgres "$work"; as=(runuser -u postgres --); fi
stop() {
  "${as[@]}" "$pgbin/pg_ctl" -D "$work/data" -m immediate -s stop || true
  rm -rf "$work"
}
trap stop EXIT
port=$(python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])' 2>/dev/null || node -e 's=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
"${as[@]}" "$pgbin/initdb" -D "$work/data" -U postgres -A trust -E UTF8 --locale=C >/dev/null
"${as[@]}" "$pgbin/pg_ctl" -D "$work/data" -l "$work/log" -s -w \
  -o "-p $port -k $work -c listen_addresses=127.0.0.1 -c max_connections=400 -c fsync=off" start || { cat "$work/log"; die "PostgreSQL did not start"; }
export MASTHEAD_TEST_POSTGRES="postgres://postgres@127.0.0.1:$port/postgres"
export MASTHEAD_TEST_CHECKERS="$PWD/tools/web/node_modules"
echo "on port $port"

if [ -n "${MASTHEAD_TESTDATA:-}" ]; then echo "real data: $MASTHEAD_TESTDATA"; else echo "MASTHEAD_TESTDATA is not set: tests on real data say so and are left out"; fi

say "Form"
unformed=$(gofmt -l cmd internal migrations themes words bench tests docs); [ -z "$unformed" ] || die "not formatted: $unformed"
go vet ./...
go tool staticcheck ./...
(cd islands && node_modules/.bin/tsc -p .) || die "the desk's scripts do not hold to their types"

say "Tests"
go test -timeout 30m -p 2 ./...

say "Races"
go test -race -timeout 15m ./internal/kit/pagestore ./internal/kit/job ./internal/kit/fault ./internal/kit/words ./internal/readership ./internal/webhook ./internal/api
