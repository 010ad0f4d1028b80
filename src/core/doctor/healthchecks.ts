import { addToService } from "./compose-edits.ts";
import type { TextEdit } from "./edits.ts";
import { databaseKind } from "./facts/questions.ts";
import type { ServiceFacts } from "./facts/service.ts";

/** The `test` of a healthcheck for the databases whose own client says over TCP whether they answer. */
const tests: Readonly<Record<string, string>> = {
  postgres: '["CMD-SHELL", "pg_isready -h 127.0.0.1 -U $${POSTGRES_USER:-postgres}"]',
  mysql: '["CMD", "mysqladmin", "ping", "-h", "127.0.0.1", "--silent"]',
  mariadb: '["CMD", "healthcheck.sh", "--connect", "--innodb_initialized"]',
  redis: '["CMD", "redis-cli", "ping"]',
  mongo: '["CMD", "mongosh", "--quiet", "--eval", "db.adminCommand(\'ping\').ok"]',
  rabbitmq: '["CMD", "rabbitmq-diagnostics", "-q", "ping"]',
};

/** Writes a healthcheck into a database service that has none; undefined where gdev knows no test for it, or it cannot be written there. */
export function addHealthcheck(service: ServiceFacts): TextEdit | undefined {
  const kind = databaseKind(service);
  const known = kind === undefined ? undefined : tests[kind];
  if (known === undefined || service.healthcheck) return undefined;
  const test = /valkey/.test(service.image?.value ?? "") ? known.replace("redis-cli", "valkey-cli") : known;
  return addToService(service, [
    "healthcheck:",
    `  test: ${test}`,
    "  interval: 5s",
    "  timeout: 3s",
    "  retries: 10",
    "  start_period: 30s",
  ]);
}
