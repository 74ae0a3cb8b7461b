#!/bin/sh
# Makes this machine a server of Tutela, from this folder alone, without a network: Debian 12, as root.
#
#   ./install.sh                     asks what it needs to know, once
#   ./install.sh --answers FILE      asks nothing; answers.example says what stands in FILE
#   ./install.sh --check             says whether the bundle is whole and the machine fits; changes nothing
#
#   --key KEY       the public key of minisign that must have signed the bundle
#
# After a break, run it again: what is done stays, the rest follows. Answers stay in /etc/tutela/answers.
# INSTALL.md tells each step. To put a newer version over an older one: tutela platform upgrade BUNDLE.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
version=$(cat "$here/VERSION")
release=/opt/tutela/releases/$version
current=/opt/tutela/current
settings=/etc/tutela/tutela.env
kept_answers=/etc/tutela/answers
tls=/etc/ssl/tutela
authority=/etc/tutela/authority
names="HOST MISSION MISSION_NAME COUNTRY TIME_ZONE ADMINISTRATOR ADMINISTRATOR_NAME CHIEF_OF_STAFF
    CHIEF_OF_STAFF_NAME BACKUP_RECIPIENTS CERTIFICATE CERTIFICATE_KEY"
services="tutela-web tutela-live tutela-rounds tutela-senders tutela-webhooks tutela-worker@1 tutela-worker@2"

begun=$(date +%s)
step() { printf '==> %3d s  %s\n' "$(($(date +%s) - begun))" "$*"; }
note() { echo "    $*"; }
fail() { echo "install.sh: $1 Next: $2" >&2; exit 1; }
has_systemd() { [ -d /run/systemd/system ]; }
as_postgres() { (cd / && runuser -u postgres -- "$@"); }
as_tutela() {
    # shellcheck disable=SC2016  # the inner shell reads the settings
    runuser -u tutela -- sh -c 'set -a; . /etc/tutela/tutela.env; cd /var/lib/tutela; exec "$@"' sh "$@"
}

manage() { as_tutela "$current/bin/django-admin" "$@" --settings tutela_web.settings; }

answers="" check_only="" key=${TUTELA_RELEASE_KEY:-}
while [ $# -gt 0 ]; do
    case $1 in
    --answers) answers=${2:?a file of answers} && shift 2 ;;
    --key) key=${2:?a public key of minisign} && shift 2 ;;
    --check) check_only=yes && shift ;;
    *) fail "$1 is no option." "read the head of this file." ;;
    esac
done

# ---- Is the bundle whole, and from whom? -----------------------------------------------------------------------------
look_at_bundle() {
    step "Tutela $version: the bundle"
    (cd "$here" && sha256sum --quiet --strict -c SHA256SUMS) ||
        fail "The bundle is not whole." "copy it again, and compare its checksum."
    note "whole: every file is as SHA256SUMS says"
    if [ ! -f "$here/SHA256SUMS.minisig" ]; then
        [ -z "$key" ] || fail "It is not signed, and a key was given." "take a signed bundle."
        note "NOT SIGNED: nothing here tells from whom it comes"
    elif [ -z "$key" ]; then
        note "signed, and NOT CHECKED: no key was given (--key)"
    elif command -v minisign >/dev/null; then
        minisign -V -q -P "$key" -m "$here/SHA256SUMS" || fail "The signature is not of that key." "do not install it."
        note "signed by the key you gave"
    else
        fail "minisign is not here to check the signature." \
            "check SHA256SUMS on another machine, then run this without --key."
    fi
}

look_at_machine() {
    step "The machine"
    [ "$(id -u)" = 0 ] || fail "This is to be run by root." "su -"
    # shellcheck disable=SC1091
    system=$(. /etc/os-release && echo "$ID$VERSION_ID")
    [ "$system" = debian12 ] || fail "This bundle is for Debian 12, and here is $system." "take another machine or the wheel."
    [ "$(dpkg --print-architecture)" = amd64 ] || fail "This bundle is for 64-bit x86." "take another machine."
    free=$(df -Pk /opt 2>/dev/null || df -Pk /)
    free=$(echo "$free" | awk 'NR == 2 { print int($4 / 1024) }')
    [ "$free" -ge 2500 ] || fail "2.5 GB of disk are needed, and $free MB are free." "make room."
    memory=$(awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo)
    [ "$memory" -ge 3500 ] || note "ONLY $memory MB of memory: 4 GB are asked for"
    note "Debian 12, $free MB of disk, $memory MB of memory"
    if [ -L "$current" ] && [ "$(readlink "$current")" != "$release" ]; then
        fail "Another version is here: $(readlink "$current")." "tutela platform upgrade."
    fi
}

# ---- What only a person can tell -------------------------------------------------------------------------------------
# Where a name stands decides: the environment, the file of answers, an earlier run; else it is asked.
read_answers() {
    while IFS='=' read -r name value; do
        for known in $names; do
            [ "$name" = "$known" ] || continue
            eval "[ -n \"\${$name:-}\" ] || $name=\$value"
        done
    done <"$1"
}

ask() { # NAME, what is asked, a pattern of grep for the answer, what it means, what an empty answer means
    while :; do
        eval "value=\${$1:-}"
        if [ -z "$value" ] && [ -t 0 ] && [ -z "$answers" ]; then
            printf '    %s%s: ' "$2" "${5:+ [$5]}"
            read -r value || fail "There is no more to read." "run this again."
            asked=yes
        else
            asked=""
        fi
        value=${value:-${5:-}}
        if printf '%s\n' "$value" | grep -Eqx "$3"; then
            eval "$1=\$value"
            return
        fi
        [ -n "$asked" ] || fail "$1 is \"$value\"." "write $4, as in answers.example, and give --answers FILE."
        note "Write $4."
    done
}

ask_all() {
    step "Answers"
    [ -z "$answers" ] || read_answers "$answers"
    [ ! -f "$kept_answers" ] || read_answers "$kept_answers"
    person='[a-z0-9][a-z0-9._-]*' some='.*[^ ].*'
    ask HOST "The name people write in their browser, as tutela.example.org" '[a-z0-9]([a-z0-9.-]*[a-z0-9])?' \
        "a host's name in small letters"
    ask MISSION "Code of the mission, as it stands in addresses" '[a-z0-9][a-z0-9-]{0,19}' "up to 20 small letters and digits"
    ask MISSION_NAME "Name of the mission" "$some" "a name"
    ask COUNTRY "Country, three letters (SSD)" '[A-Z]{3}' "three capital letters, as SSD"
    ask TIME_ZONE "Time zone" '[A-Za-z_]+(/[A-Za-z_-]+)*' "a zone, as Africa/Juba" Africa/Juba
    [ ! -d /usr/share/zoneinfo ] || [ -f "/usr/share/zoneinfo/$TIME_ZONE" ] ||
        fail "Nobody knows the time zone $TIME_ZONE." "write one as Africa/Juba."
    ask ADMINISTRATOR "Sign-in name of the first administrator, who makes accounts" "$person" "a sign-in name in small letters"
    ask ADMINISTRATOR_NAME "That person's name" "$some" "a name" "$ADMINISTRATOR"
    ask CHIEF_OF_STAFF "Sign-in name of the Chief of Staff, who gives posts and roles" "$person" \
        "a sign-in name in small letters"
    ask CHIEF_OF_STAFF_NAME "That person's name" "$some" "a name" "$CHIEF_OF_STAFF"
    [ "$ADMINISTRATOR" != "$CHIEF_OF_STAFF" ] ||
        fail "Administrator and Chief of Staff are one person." "name two: neither can do the other's part."
    ask BACKUP_RECIPIENTS "Public keys (age1...) of two people for backups, with a comma" \
        'later|age1[a-z0-9]+(,age1[a-z0-9]+)+' "two keys at least that begin with age1, or later" later
    ask CERTIFICATE "File of the certificate with its chain, or own" 'own|/.*' "the whole path of a file, or own" own
    if [ "$CERTIFICATE" = own ]; then
        CERTIFICATE_KEY=""
    else
        ask CERTIFICATE_KEY "File of the certificate's key" '/.*' "the whole path of a file"
        for file in "$CERTIFICATE" "$CERTIFICATE_KEY"; do
            [ -r "$file" ] || fail "There is no file $file." "correct the path."
        done
    fi
    install -d -m 755 /etc/tutela
    (
        umask 077
        for name in $names; do eval "printf '%s=%s\n' $name \"\${$name:-}\""; done >"$kept_answers.new"
        mv "$kept_answers.new" "$kept_answers"
    )
    note "kept in $kept_answers: a second run asks nothing again. Correct there what was wrong"
}

# ---- The steps of INSTALL.md -----------------------------------------------------------------------------------------
install_packages() {
    step "Packages of Debian: nginx, PostgreSQL, Python"
    export DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8 LC_ALL=C.UTF-8
    list=$(mktemp -d)
    # apt reads the folder as an archive of its own and takes what this machine lacks; nothing newer is put back. The
    # list is in SHA256SUMS, which was checked.
    echo "deb [trusted=yes] file:$here/debs ./" >"$list/sources.list"
    mkdir -p "$list/lists/partial"
    set -- -qq -o Dir::Etc::sourcelist="$list/sources.list" -o Dir::Etc::sourceparts=/dev/null \
        -o Dir::State::lists="$list/lists" -o APT::Sandbox::User=root
    dpkg --configure -a >"$list/log" 2>&1 || true
    if ! { apt-get "$@" update && apt-get "$@" install -y --no-install-recommends \
        nginx postgresql python3-venv openssl tzdata; } >>"$list/log" 2>&1; then
        tail -n 20 "$list/log" >&2
        fail "The packages could not be installed." "read what apt said above."
    fi
    rm -r "$list"
    getent passwd tutela >/dev/null || adduser --quiet --system --group --home /var/lib/tutela tutela
    install -d -o tutela -g tutela -m 700 /var/lib/tutela
}

install_program() {
    step "The program: $release"
    # The bundle it was made from, as `tutela platform upgrade` marks it too.
    digest=$(sha256sum "$here/SHA256SUMS" | cut -d' ' -f1)
    if [ "$(cat "$release/.whole" 2>/dev/null)" != "$digest" ]; then
        rm -rf "$release"
        install -d -m 755 /opt/tutela /opt/tutela/releases
        python3 -m venv "$release"
        "$release/bin/python" -m pip --isolated --disable-pip-version-check install --quiet --no-cache-dir \
            --no-index --find-links "$here/wheels" --require-hashes -r "$here/requirements.txt"
        printf %s "$digest" >"$release/.whole"
    fi
    ln -sfn "$release" "$current.new" && mv -T "$current.new" "$current"
    ln -sf "$current/bin/tutela" /usr/local/bin/tutela
    note "$("$current/bin/tutela" --version)"
}

make_databases() {
    step "Two databases, so that a backup of one never holds the keys of the other"
    cluster=$(pg_lsclusters -h | awk '$1 == 15 && $2 == "main" { print $4 }')
    [ -n "$cluster" ] || pg_createcluster 15 main --locale C.UTF-8 >/dev/null
    cat >/etc/postgresql/15/main/conf.d/tutela.conf <<END
# A restore holds every table at once.
max_locks_per_transaction = 256
END
    if has_systemd; then
        systemctl restart postgresql@15-main
    else
        pg_ctlcluster 15 main stop -m fast >/dev/null 2>&1 || true
        pg_ctlcluster 15 main start
    fi
    as_postgres psql -qtAc "SELECT 1 FROM pg_roles WHERE rolname = 'tutela'" | grep -q 1 || as_postgres createuser tutela
    for name in tutela tutela_keys; do
        as_postgres psql -qtAc "SELECT 1 FROM pg_database WHERE datname = '$name'" | grep -q 1 ||
            as_postgres createdb --owner tutela --encoding UTF8 --locale C.UTF-8 --template template0 "$name"
        # What people wrote stays out of the server's log: it would log a statement that fails as it stands.
        as_postgres psql -q -c "ALTER DATABASE $name SET log_min_messages = fatal" \
            -c "ALTER DATABASE $name SET log_min_error_statement = panic"
    done
}

write_settings() {
    step "Settings: $settings"
    if [ ! -f "$settings" ]; then
        (
            umask 077
            sed "s/tutela\.example\.org/$HOST/" "$here/tutela.env.example" >"$settings.new"
            if [ "$BACKUP_RECIPIENTS" != later ]; then
                printf '\n# Public keys of who can read a backup.\nTUTELA_BACKUP_RECIPIENTS=%s\n' "$BACKUP_RECIPIENTS" \
                    >>"$settings.new"
            fi
            if [ -n "$key" ]; then
                printf '\n# Who must have signed the next version.\nTUTELA_RELEASE_KEY=%s\n' "$key" >>"$settings.new"
            fi
        )
        chown root:tutela "$settings.new" && chmod 640 "$settings.new" && mv "$settings.new" "$settings"
    else
        note "they are there already, and stay as they are"
    fi
}

prepare() {
    step "Tables, keys, styles"
    as_tutela "$current/bin/tutela" platform prepare
}

make_certificate() {
    step "The certificate"
    install -d -m 755 "$tls"
    if [ "$CERTIFICATE" != own ]; then
        install -m 644 "$CERTIFICATE" "$tls/fullchain.pem"
        install -m 600 "$CERTIFICATE_KEY" "$tls/key.pem"
        return
    fi
    install -d -m 700 "$authority"
    if [ ! -f "$authority/authority.pem" ]; then
        # It can vouch for servers of this name and names below it: who trusts it trusts it for nothing else.
        cat >"$authority/authority.cnf" <<END
[req]
distinguished_name = name
x509_extensions = authority
prompt = no
[name]
CN = Tutela at $HOST
[authority]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
extendedKeyUsage = serverAuth
nameConstraints = critical, @names
[names]
permitted;DNS.0 = $HOST
excluded;IP.0 = 0.0.0.0/0.0.0.0
excluded;IP.1 = 0:0:0:0:0:0:0:0/0:0:0:0:0:0:0:0
END
        openssl ecparam -name prime256v1 -genkey -noout -out "$authority/authority.key"
        openssl req -x509 -new -sha256 -days 3650 -config "$authority/authority.cnf" -key "$authority/authority.key" \
            -out "$authority/new.pem"
        mv "$authority/new.pem" "$authority/authority.pem"
    fi
    # Telephones take no certificate for longer than 825 days; a run of this file in its last 60 days makes a new one.
    if ! openssl x509 -checkend 5184000 -noout -in "$tls/fullchain.pem" >/dev/null 2>&1; then
        openssl ecparam -name prime256v1 -genkey -noout -out "$authority/server.key"
        openssl req -new -subj "/CN=$HOST" -key "$authority/server.key" -out "$authority/server.csr"
        cat >"$authority/server.cnf" <<END
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:$HOST
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
END
        openssl x509 -req -sha256 -days 820 -in "$authority/server.csr" -CA "$authority/authority.pem" \
            -CAkey "$authority/authority.key" -CAcreateserial -extfile "$authority/server.cnf" \
            -out "$authority/server.pem" 2>/dev/null
        install -m 600 "$authority/server.key" "$tls/key.pem"
        cat "$authority/server.pem" "$authority/authority.pem" >"$tls/fullchain.pem"
        rm "$authority/server.key" "$authority/server.csr"
    fi
    install -m 644 "$authority/authority.pem" "$tls/authority.pem"
    note "An authority of this machine's own vouches for servers of $HOST alone. Until a telephone or computer"
    note "trusts $tls/authority.pem there is a warning, and on it no work without a network, no passkey, no"
    note "sealing of reports. Bring the file to each by hand or by your device management; its fingerprint is"
    note "$(openssl x509 -noout -fingerprint -sha256 -in "$authority/authority.pem" | cut -d= -f2)"
}

open_door() {
    step "The door: nginx"
    sed "s/tutela\.example\.org/$HOST/" "$here/nginx/tutela.conf" >/etc/nginx/sites-available/tutela
    # A machine without IPv6 would refuse to start for its lines.
    [ -e /proc/net/if_inet6 ] || sed -i '/listen \[::\]/d' /etc/nginx/sites-available/tutela
    ln -sfn ../sites-available/tutela /etc/nginx/sites-enabled/tutela
    rm -f /etc/nginx/sites-enabled/default
    nginx -q -t || fail "nginx refuses its settings." "read what it said above."
}

start_services() {
    step "Services"
    install -m 644 "$here"/units/* /etc/systemd/system/
    install -d -o tutela -g tutela -m 700 /backup/tutela /backup-keys/tutela
    if ! has_systemd; then
        note "systemd does not run here, so NOTHING WAS STARTED. To be started: nginx, $services"
        return
    fi
    systemctl daemon-reload
    # shellcheck disable=SC2086  # a list
    systemctl enable --quiet --now nginx $services tutela-backup.timer tutela-check.timer
    # shellcheck disable=SC2086
    systemctl restart $services
    # It ends an upgrade that a loss of power cut off, before anything is served.
    systemctl enable --quiet tutela-upgrade
    systemctl reload nginx
}

first_people() {
    step "The first people"
    there=$(as_postgres psql -qtA -v code="$MISSION" -d tutela <<END
SELECT 1 FROM access_mission WHERE code = :'code'
END
    )
    if [ -n "$there" ]; then
        said=$(manage first_link "$ADMINISTRATOR" 2>&1) || true
    else
        said=$(as_tutela "$current/bin/tutela" platform mission "$MISSION" "$MISSION_NAME" --country "$COUNTRY" \
            --time-zone "$TIME_ZONE" --administrator "$ADMINISTRATOR" --administrator-name "$ADMINISTRATOR_NAME") ||
            fail "The mission could not be made, as said above." "correct $kept_answers and run this again."
    fi
    note "$ADMINISTRATOR: $(printf '%s\n' "$said" | tail -n 1)"
    said=$(manage seat "$MISSION" chief_of_staff "$CHIEF_OF_STAFF" "Chief of Staff" --name "$CHIEF_OF_STAFF_NAME" 2>&1) ||
        case $said in
        *"gives access already"*) said=$(manage first_link "$CHIEF_OF_STAFF" 2>&1) || true ;;
        *) fail "The Chief of Staff is not seated: $said" "correct $kept_answers and run this again." ;;
        esac
    note "$CHIEF_OF_STAFF: $said"
    note "Each address is good once, for a day: whoever opens it is that person. Run this again for new ones."
}

look_at_bundle
look_at_machine
[ -z "$check_only" ] || exit 0
ask_all
umask 022
install_packages
install_program
make_databases
write_settings
prepare
make_certificate
open_door
start_services
first_people
step "Tutela $version is installed for https://$HOST/"
note "Next: a copy of /var/lib/tutela/vault.key and audit.key for the custodian's safe, apart from every backup."
if [ "$BACKUP_RECIPIENTS" = later ]; then
    note "NO BACKUP IS MADE until TUTELA_BACKUP_RECIPIENTS stands in $settings (INSTALL.md, Backups)."
else
    note "/backup-keys should be another disk than /backup; the first backup is made tonight at 02:30."
fi
note "tutela-check tells what is not ready: systemctl start tutela-check; systemctl status tutela-check"
