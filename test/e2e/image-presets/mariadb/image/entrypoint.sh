#!/bin/bash
# First start: a temporary server that listens on its socket only makes the database and runs the scripts; then the real one starts.
set -e
if [[ $1 == mariadbd && ! -d /var/lib/mysql/mysql ]]; then
  mariadb-install-db --user=mysql --auth-root-authentication-method=socket --skip-test-db >/dev/null
  mariadbd --skip-networking &
  temporary=$!
  until mariadb-admin ping --silent; do sleep 0.1; done
  mariadb <<SQL
CREATE DATABASE \`$MARIADB_DATABASE\`;
CREATE USER '$MARIADB_USER'@'%' IDENTIFIED BY '$MARIADB_PASSWORD';
GRANT ALL ON \`$MARIADB_DATABASE\`.* TO '$MARIADB_USER'@'%';
SQL
  for script in /docker-entrypoint-initdb.d/*.sql; do mariadb "$MARIADB_DATABASE" <"$script"; done
  mariadb-admin shutdown
  wait "$temporary"
fi
exec "$@"
