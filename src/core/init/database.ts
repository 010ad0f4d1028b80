import type { GoFacts } from "../doctor/facts/go.ts";

/** Import paths of what speaks to Postgres. */
const drivers =
  /^(github\.com\/lib\/pq|github\.com\/jackc\/pgx(\/.*)?|gorm\.io\/driver\/postgres|github\.com\/go-pg\/pg(\/.*)?|github\.com\/uptrace\/bun\/driver\/pgdriver|entgo\.io\/ent\/dialect\/postgres)$/;

/** True where the sources import a driver of Postgres. */
export function usesPostgres({ imports }: Pick<GoFacts, "imports">): boolean {
  return [...imports].some((path) => drivers.test(path));
}

/** The credentials of the database service, as the compose file writes them. */
export const credentials = {
  user: "${POSTGRES_USER:-app}",
  password: "${POSTGRES_PASSWORD:-dev-only}",
  database: "${POSTGRES_DB:-app}",
} as const;

const url = `postgres://${credentials.user}:${credentials.password}@db:5432/${credentials.database}?sslmode=disable`;

/** What a name ends in → its value where the database is the service `db`. */
const endings: readonly (readonly [RegExp, string])[] = [
  [/^(HOST|HOSTNAME|SERVER)$/, "db"],
  [/^(ADDR|ADDRESS)$/, "db:5432"],
  [/^PORT$/, "5432"],
  [/^USER(NAME)?$/, credentials.user],
  [/^(PASS|PASSWORD|PWD)$/, credentials.password],
  [/^(NAME|DB|DBNAME|DATABASE)$/, credentials.database],
  [/^SSL_?MODE$/, "disable"],
  [/^(URL|URI|DSN|CONN|CONNECTION|CONNECTION_STRING|CONN_STR)$/, url],
];

/** Of some names of variables those that tell a program where its Postgres is, with values for it: `DB_HOST`, `PGUSER`, `DATABASE_URL`. */
export function databaseSettings(names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const part = /^(?:[A-Z0-9]+_)*?(?:DB|DATABASE|POSTGRES|POSTGRESQL|PSQL|SQL|PG)_?([A-Z_]+)$/.exec(name)?.[1];
      const value = name === "DSN" ? url : endings.find(([pattern]) => part !== undefined && pattern.test(part))?.[1];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
