#!/bin/sh
# Tries the install of docs/how-to/install.md in an empty folder, on this machine only, and clears up.
#
#   python -m tests.postgres flushing sh deploy/try.sh FOLDER
#
# Wants DATABASE_URL and KEYS_DATABASE_URL of an empty PostgreSQL, and `tutela` of this checkout.
# Prepares, seats the first two people, starts two servers, the live server, clocks, senders, webhooks, two workers (and
# nginx, if it is here), signs in over HTTP with a second factor, backs up, restores beside and
# compares. Each step prints one line; the first that is not as it should be ends the try with
# exit code 1.
set -eu

folder=${1:?an empty folder}
[ -z "$(ls -A "$folder" 2>/dev/null)" ] || { echo "$folder is not empty" >&2; exit 1; }
mkdir -p "$folder" && folder=$(cd "$folder" && pwd)
here=$(cd "$(dirname "$0")/.." && pwd)
bin=${TUTELA_BIN:-$here/.venv/bin}
case ${DATABASE_URL:-} in postgresql://*) ;; *) echo "DATABASE_URL names no PostgreSQL" >&2; exit 1 ;; esac

free_port() { "$bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
port=$(free_port) live=$(free_port)
pids=""
stop() {
    trap - EXIT INT TERM
    for pid in $pids; do kill "$pid" 2>/dev/null || true; done
    for pid in $pids; do wait "$pid" 2>/dev/null || true; done
}
trap stop EXIT
trap 'exit 1' INT TERM

ok() { echo "ok    $*"; }
fail() { echo "FAIL  $*" >&2; tail -n 20 "$folder"/*.log >&2 2>/dev/null || true; exit 1; }
tutela() { timeout 300 "$bin/tutela" "$@"; }
manage() { timeout 120 "$bin/django-admin" "$@" --settings tutela_web.settings; }
# --foreground: a stop reaches the program once, as systemd sends it, not once more through its group.
in_background() { name=$1; shift; timeout --foreground -k 20 500 "$@" >"$folder/$name.log" 2>&1 & pids="$pids $!"; }

# As /etc/tutela/tutela.env has it.
export TUTELA_DATA="$folder/data" TUTELA_URL="https://localhost" TUTELA_HOSTS=localhost
export TUTELA_HTTPS=yes TUTELA_PROXIES=1 TUTELA_LIVE_URL=https://localhost PYTHONPATH="$here/src"
unset TUTELA_DEBUG TUTELA_KEY TUTELA_SECRET_KEY TUTELA_KEY_FILE TUTELA_OIDC DJANGO_SETTINGS_MODULE

tutela platform serve --port "$port" >"$folder/early.log" 2>&1 && fail "it served before it was prepared"
ok "nothing starts before it is prepared"
tutela platform prepare >"$folder/prepare.log" 2>&1 || fail prepare
[ "$(stat -c %a "$TUTELA_DATA/vault.key")" = 600 ] || fail "the vault's key is not mode 600"
[ "$(stat -c %a "$TUTELA_DATA/audit.key")" = 600 ] || fail "the key of the audit is not mode 600"
[ "$(stat -c %a "$TUTELA_DATA")" = 700 ] || fail "the data folder is not mode 700"
# On the computers of two people in a real install; their private keys never come here.
for person in one two; do
    tutela platform recipient "$folder/$person.age" >"$folder/$person.pub" || fail "no key pair for backups"
done
export TUTELA_BACKUP_RECIPIENTS="$(cat "$folder/one.pub") $(cat "$folder/two.pub")"
ok "prepared; the vault's key is readable by its owner only"

tutela platform mission kesa "Kesa" --country SSD --time-zone Africa/Juba --administrator dana \
    --administrator-name Dana >"$folder/mission.txt" || fail "no mission"
link=$(tail -n 1 "$folder/mission.txt") && rm "$folder/mission.txt"
manage seat kesa chief_of_staff erik "Chief of Staff" >/dev/null
ok "an administrator and a Chief of Staff are seated"

in_background web "$bin/tutela" platform serve --port "$port" --workers 2
in_background live "$bin/tutela" platform live --port "$live"
for part in rounds senders webhooks; do
    in_background $part "$bin/tutela" platform worker --only $part
done
in_background worker1 "$bin/tutela" platform worker --only jobs
in_background worker2 "$bin/tutela" platform worker --only jobs

nginx=$(command -v nginx || true)
if [ -n "$nginx" ]; then
    tls=$(free_port) plain=$(free_port)
    mkdir "$folder/nginx"
    openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost \
        -keyout "$folder/nginx/key.pem" -out "$folder/nginx/fullchain.pem" 2>/dev/null
    sed -e "s/tutela\.example\.org/localhost/; s/127\.0\.0\.1:8000/127.0.0.1:$port/; s/127\.0\.0\.1:8001/127.0.0.1:$live/" \
        -e "/listen \[::\]/d; s/listen 80;/listen 127.0.0.1:$plain;/; s/listen 443/listen 127.0.0.1:$tls/" \
        -e "s#/etc/ssl/tutela#$folder/nginx#; s#/var/log/nginx#$folder/nginx#" \
        "$here/deploy/nginx.conf" >"$folder/nginx/site.conf"
    cat >"$folder/nginx/nginx.conf" <<END
$([ "$(id -u)" = 0 ] && echo "user root;")
daemon off; pid $folder/nginx/pid; error_log stderr;
events { }
http {
    client_body_temp_path $folder/nginx/body; proxy_temp_path $folder/nginx/proxy;
    fastcgi_temp_path $folder/nginx/f; uwsgi_temp_path $folder/nginx/u; scgi_temp_path $folder/nginx/s;
    include $folder/nginx/site.conf;
}
END
    timeout 20 "$nginx" -e stderr -t -q -c "$folder/nginx/nginx.conf" || fail "nginx refuses deploy/nginx.conf"
    in_background nginx "$nginx" -e stderr -c "$folder/nginx/nginx.conf"
    base="https://localhost:$tls"
    set -- --insecure
else
    echo "skip  nginx is not installed: the servers are asked directly, as the proxy would ask them"
    base="http://localhost:$port"
    set -- --header "Host: localhost" --header "X-Forwarded-Proto: https" --header "X-Forwarded-For: 127.0.0.1"
fi

n=0
until curl -sf -m 5 -o /dev/null "$@" "$base/"; do
    n=$((n + 1)); [ $n -lt 240 ] || fail "no answer within two minutes"; sleep 0.5
done
n=0
until grep -q "Started worker-2" "$folder/web.log"; do
    n=$((n + 1)); [ $n -lt 60 ] || fail "there are not two server processes"; sleep 0.5
done
ok "two servers answer, clocks, senders and webhooks run beside two workers"

streams="http://localhost:$live"
[ -z "$nginx" ] || streams=$base
n=0
until curl -s -m 5 --insecure -o /dev/null -D "$folder/head" "$streams/live/kesa?ticket=none" && grep -qi "x-accel-buffering" "$folder/head"; do
    n=$((n + 1)); [ $n -lt 120 ] || fail "the live server does not answer"; sleep 0.5
done
head -n 1 "$folder/head" | grep -q 404 || fail "the live server lets in who has no ticket"
ok "the live server answers, and lets nobody in without a ticket"

# A page as a browser asks for it: fetch PATH [curl options]; leaves its headers and its body.
jar="$folder/cookies"
fetch() {
    path=$1; shift
    status=$(curl -s -m 20 -o "$folder/body" -D "$folder/head" -w '%{http_code}' -b "$jar" -c "$jar" \
        -H "Referer: https://localhost/" -H "Origin: https://localhost" "$@" "$base$path") || fail "no answer from $path"
}
# Fill in a form: its hidden word against forgery comes from the page before.
send() {
    path=$1; shift
    word=$(sed -n 's/.*name="csrfmiddlewaretoken" value="\([^"]*\)".*/\1/p' "$folder/body" | head -n 1)
    fetch "$path" --data-urlencode "csrfmiddlewaretoken=$word" "$@"
}
header() { tr -d '\r' <"$folder/head" | grep -i "^$1:" | head -n 1 | cut -d' ' -f2-; }
wants() { [ "$status" = "$1" ] || fail "$path answered $status, not $1"; }

password="four goats beside the river"
at=${link#https://localhost}
fetch "$at" "$@"; wants 302
case $(header location) in */account/password/link/*) ;; *) fail "the first link is refused" ;; esac
at=$(header location); fetch "$at" "$@"; wants 200
send "$at" "$@" --data-urlencode "password1=$password" --data-urlencode "password2=$password"; wants 302
fetch /account/login/ "$@"; wants 200
case $(header content-security-policy) in *"default-src 'none'"*) ;; *) fail "no content security policy" ;; esac
[ -n "$(header strict-transport-security)" ] || fail "no HSTS"
send /account/login/ "$@" --data-urlencode login=dana --data-urlencode "password=$password"; wants 302
grep -q '^#HttpOnly_localhost.*TRUE.*__Host-session' "$jar" || fail "the session's cookie is not for TLS and HTTP alone"
ok "the first administrator has set a password and signed in"

fetch / "$@"; wants 302
case $(header location) in */account/2fa/*) ;; *) fail "a second factor was not asked for" ;; esac
fetch /account/2fa/totp/activate/ "$@"
if [ "$status" = 302 ]; then
    again=$(header location); fetch "$again" "$@"; wants 200
    send "$again" "$@" --data-urlencode "password=$password"; wants 302
    fetch /account/2fa/totp/activate/ "$@"
fi
wants 200
secret=$(sed -n 's/.*<code><bdi>\([A-Z2-7 ]*\)<\/bdi><\/code>.*/\1/p' "$folder/body" | tr -d ' ' | head -n 1)
code=$("$bin/python" - "$secret" <<'END'
import base64, hashlib, hmac, struct, sys, time

mac = hmac.new(base64.b32decode(sys.argv[1]), struct.pack(">Q", int(time.time() // 30)), hashlib.sha1)
mac = mac.digest()
at = mac[-1] & 15
print(f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7FFFFFFF) % 1000000:06d}")
END
)
send /account/2fa/totp/activate/ "$@" --data-urlencode "code=$code"; wants 302
fetch /accounts/ "$@"; wants 200
[ "$(header cache-control)" = no-store ] || fail "a signed-in page may be kept by a browser"
fetch /m/kesa/incidents/ "$@"; wants 404
ok "with a second factor: accounts are open to the administrator, incidents are not"

fetch /m/nowhere/ "$@"; wants 404
[ "$(curl -s -m 20 -o /dev/null -w '%{http_code}' -H "X-Forwarded-Proto: https" -H "Host: elsewhere.example" \
    "http://localhost:$port/account/login/")" = 400 ] || fail "another Host is answered"
fetch "/account/login/?q=said-on-the-telephone" "$@"
if [ -n "$nginx" ]; then
    grep -q "POST /account/login/ 302" "$folder/nginx/tutela.log" || fail "nothing in the proxy's log"
    grep -q "said-on-the-telephone" "$folder"/nginx/*.log && fail "the proxy's log keeps what was asked"
    key=${link##*-}
    grep -rqF "${key%/}" "$folder"/nginx/*.log && fail "the proxy's log keeps a password's link"
    curl -s -m 20 -o /dev/null -w '%{http_code} %{redirect_url}' "http://127.0.0.1:$plain/devices/?a=b" -H "Host: localhost" \
        | grep -q '^301 https://localhost/devices/$' || fail "plain HTTP is not sent to TLS"
    ok "nginx: TLS, and logs without what was asked"
fi
grep -q "said-on-the-telephone" "$folder"/web.log && fail "the server's log keeps what was asked"

job=$(DJANGO_SETTINGS_MODULE=tutela_web.settings timeout 120 "$bin/python" - <<'END'
import sys
import time

import django

django.setup()
from tutela_web.access.models import Mission
from tutela_web.base.jobs import ask
from tutela_web.base.models import Job

job = ask("assess", mission_id=Mission.objects.get(code="kesa").pk)
while job.state in {Job.State.WAITING, Job.State.RUNNING}:
    time.sleep(0.5)
    job.refresh_from_db()
print(job.kind, job.state)
sys.exit(job.state != Job.State.DONE)
END
) || fail "no job was taken up: $job"
ok "a worker did a job: $job"

tutela platform check >"$folder/check.txt" 2>&1 && fail "ready without a backup"
[ "$(grep -c '^NOT READY' "$folder/check.txt")" = 1 ] || { cat "$folder/check.txt" >&2; fail "something beside the backup is not ready"; }
tutela platform backup "$folder/kept" --keys "$folder/kept-keys" >"$folder/backup.txt" 2>&1 || { cat "$folder/backup.txt" >&2; fail backup; }
tutela platform check >"$folder/check.txt" 2>&1 || { cat "$folder/check.txt" >&2; fail "not ready after a backup"; }
ok "backed up while people work; check: all ready"

for url in "$DATABASE_URL" "$KEYS_DATABASE_URL"; do
    timeout 60 psql -q "$url" -c "CREATE DATABASE ${url##*/}_restored" || fail "no second database"
done
(
    export DATABASE_URL="${DATABASE_URL}_restored" KEYS_DATABASE_URL="${KEYS_DATABASE_URL}_restored"
    export TUTELA_DATA="$folder/restored"
    mkdir -m 700 "$TUTELA_DATA" && cp -p "$folder/data/vault.key" "$folder/data/audit.key" "$TUTELA_DATA/"  # the custodian's copies
    tutela platform restore "$folder/kept" --keys "$folder/kept-keys" --identity "$folder/two.age" &&
        tutela platform prepare --no-static && tutela vault sweep && tutela audit verify
) >"$folder/restore.txt" 2>&1 || { cat "$folder/restore.txt" >&2; fail restore; }
grep -q "whole.*as the manifest says" "$folder/restore.txt" || fail "the restored audit is not the one that was kept"
ok "restored beside; its audit is the one that was kept"

stop
curl -s -m 5 -o /dev/null "http://localhost:$port/" && fail "a server still runs"
curl -s -m 5 -o /dev/null "http://localhost:$live/" && fail "the live server still runs"
grep -il "traceback" "$folder"/web.log "$folder"/live.log "$folder"/rounds.log "$folder"/senders.log \
    "$folder"/webhooks.log "$folder"/worker*.log && fail "a log holds a traceback"
ok "all stopped"
