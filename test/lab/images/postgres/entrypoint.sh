#!/usr/bin/env bash
# First start on an empty PGDATA: initdb, a temporary server on the socket only for the database and the init files,
# then the real server. Later starts go straight to the real server.
set -Eeuo pipefail
shopt -s nullglob

fail() {
  echo "Error: $*" >&2
  exit 1
}

# NAME may come as NAME or as NAME_FILE, the path of a file that holds it. Not both.
file_env() {
  local name=$1 fallback=${2:-} file_name="${1}_FILE"
  if [[ ${!name:-} && ${!file_name:-} ]]; then
    fail "both $name and $file_name are set: only one of them may be"
  fi
  local value=${!name:-$fallback}
  [[ -z ${!file_name:-} ]] || value=$(<"${!file_name}")
  export "$name=$value"
  unset "$file_name"
}

read_settings() {
  file_env POSTGRES_PASSWORD
  file_env POSTGRES_USER postgres
  file_env POSTGRES_DB "$POSTGRES_USER"
  file_env POSTGRES_INITDB_ARGS
  : "${POSTGRES_HOST_AUTH_METHOD:=}"
}

require_password() {
  [[ $POSTGRES_PASSWORD || $POSTGRES_HOST_AUTH_METHOD == trust ]] && return
  cat >&2 <<'TEXT'
Error: Database is uninitialized and superuser password is not specified.
       Set POSTGRES_PASSWORD to a non-empty value for the superuser, for example
       "-e POSTGRES_PASSWORD=password" on "docker run".

       POSTGRES_HOST_AUTH_METHOD=trust allows all connections without a password.
       That is not recommended.
TEXT
  exit 1
}

prepare_folders() {
  mkdir -p "$PGDATA" /var/run/postgresql
  chmod 00700 "$PGDATA" || true
  chmod 03775 /var/run/postgresql || true
  if [[ $(id -u) == 0 ]]; then
    find "$PGDATA" \! -user postgres -exec chown postgres {} +
    find /var/run/postgresql \! -user postgres -exec chown postgres {} +
  fi
}

create_cluster() {
  local args=()
  read -ra args <<<"$POSTGRES_INITDB_ARGS"
  [[ -z ${POSTGRES_INITDB_WALDIR:-} ]] || args+=(--waldir "$POSTGRES_INITDB_WALDIR")
  initdb --username="$POSTGRES_USER" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") "${args[@]}"

  local method=$POSTGRES_HOST_AUTH_METHOD
  [[ $method ]] || method=$(postgres -C password_encryption "$@")
  printf '\nhost all all all %s\n' "$method" >>"$PGDATA/pg_hba.conf"
}

# Named as in the official image: init files that are sourced may call it.
docker_process_sql() {
  psql -v ON_ERROR_STOP=1 --no-psqlrc --no-password --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" "$@"
}

start_temporary_server() {
  # NOTIFY_SOCKET would report this server as ready.
  NOTIFY_SOCKET='' pg_ctl -D "$PGDATA" -w start -o "$(printf '%q ' "$@" -c listen_addresses='' -p "${PGPORT:-5432}")"
}

create_database() {
  local found at_postgres=(--dbname postgres --set "db=$POSTGRES_DB")
  found=$(docker_process_sql "${at_postgres[@]}" --tuples-only <<<"SELECT 1 FROM pg_database WHERE datname = :'db';")
  [[ $found ]] || docker_process_sql "${at_postgres[@]}" <<<'CREATE DATABASE :"db";'
}

run_init_files() {
  local file
  for file; do
    case $file in
      *.sh)
        if [[ -x $file ]]; then
          echo "$0: running $file"
          "$file"
        else
          echo "$0: sourcing $file"
          # shellcheck disable=SC1090
          . "$file"
        fi
        ;;
      *.sql) echo "$0: running $file"; docker_process_sql -f "$file" ;;
      *.sql.gz) echo "$0: running $file"; gunzip -c "$file" | docker_process_sql ;;
      *.sql.xz) echo "$0: running $file"; xzcat "$file" | docker_process_sql ;;
      *) echo "$0: ignoring $file" ;;
    esac
    echo
  done
}

initialize() {
  ls /docker-entrypoint-initdb.d/ >/dev/null
  create_cluster "$@"
  export PGPASSWORD=${PGPASSWORD:-$POSTGRES_PASSWORD}
  start_temporary_server "$@"
  create_database
  run_init_files /docker-entrypoint-initdb.d/*
  pg_ctl -D "$PGDATA" -m fast -w stop
  unset PGPASSWORD
  printf '\nPostgreSQL init process complete; ready for start up.\n\n'
}

# Options that only ask something need no data.
only_asks() {
  local word
  for word; do
    case $word in
      -'?' | --help | --describe-config | -V | --version) return 0 ;;
    esac
  done
  return 1
}

[[ ${1:-} != -* ]] || set -- postgres "$@"

if [[ ${1:-} == postgres ]] && ! only_asks "$@"; then
  read_settings
  prepare_folders
  if [[ $(id -u) == 0 ]]; then
    exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$0" "$@"
  fi
  if [[ -s $PGDATA/PG_VERSION ]]; then
    printf '\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n'
  else
    require_password
    initialize "${@:2}"
  fi
fi

exec "$@"
