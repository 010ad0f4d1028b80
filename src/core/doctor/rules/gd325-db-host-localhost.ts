import { replace } from "../edits.ts";
import type { Facts } from "../facts/facts.ts";
import { databaseKind, wordsOf } from "../facts/questions.ts";
import type { ServiceFacts } from "../facts/service.ts";
import type { Rule } from "../rule.ts";
import type { Span } from "../text.ts";

export const dbHostLocalhost: Rule = {
  id: "GD325",
  title: "db-host-localhost",
  severity: "error",
  why: "In a container localhost is the container itself, and the database is another one.",
  remedy: "use the name of the database's service as host",
  bad: "api:\n  environment:\n    POSTGRES_HOST: localhost",
  good: "api:\n  environment:\n    POSTGRES_HOST: postgres",
  check: (facts) =>
    facts.services.flatMap((service) => {
      if (databaseKind(service) !== undefined || service.pair("network_mode")) return [];
      return service.environment.flatMap(({ name, value = "", span, lines }) => {
        const kind = kindOf(name, value);
        const database = kind && databaseFor(facts, service, kind);
        if (!database) return [];
        const place = hostPlace(facts, lines);
        return [
          {
            span,
            service: service.name,
            message: `${name} of ${service.name} is ${value.includes("://") ? "at localhost" : value}: that is ${service.name} itself, the database is ${database.name}`,
            ...(place ? { fix: { safe: false, edits: [replace(place, database.name)] } } : {}),
          },
        ];
      });
    }),
};

/** Which database an entry means: by its name, or by the scheme of its URL. Undefined for one that does not point to localhost. */
function kindOf(name: string, value: string): string | undefined {
  const host = /^(localhost|127\.0\.0\.1|::1)$/.test(value);
  const url = /^(\w+)(?:\+\w+)?:\/\/(?:[^/@]*@)?(?:localhost|127\.0\.0\.1)\b/.exec(value)?.[1];
  const dsn = /\bhost=(localhost|127\.0\.0\.1)\b/.test(value) ? "postgres" : undefined;
  if (url) return schemes[url.replace(/s$/, "")] ?? schemes[url];
  if (dsn) return dsn;
  const named =
    /^(?:(POSTGRES|POSTGRESQL|PG|MYSQL|MARIADB|REDIS|VALKEY|MONGO|MONGODB|RABBITMQ|DB|DATABASE)_?)HOST(?:NAME)?$/.exec(name)?.[1];
  return host && named ? (names[named] ?? "any") : undefined;
}

const schemes: Readonly<Record<string, string>> = {
  postgres: "postgres",
  postgresql: "postgres",
  mysql: "mysql",
  mariadb: "mariadb",
  redis: "redis",
  mongodb: "mongo",
  amqp: "rabbitmq",
};

const names: Readonly<Record<string, string>> = {
  POSTGRES: "postgres",
  POSTGRESQL: "postgres",
  PG: "postgres",
  MYSQL: "mysql",
  MARIADB: "mariadb",
  REDIS: "redis",
  VALKEY: "redis",
  MONGO: "mongo",
  MONGODB: "mongo",
  RABBITMQ: "rabbitmq",
};

function databaseFor({ services }: Facts, own: ServiceFacts, kind: string): ServiceFacts | undefined {
  const sql = (found: string | undefined): boolean => /^(postgres|mysql|mariadb|mongo)$/.test(found ?? "");
  return services.find((other) => {
    const found = databaseKind(other);
    if (other.name === own.name || found === undefined) return false;
    return kind === "any" ? sql(found) : found === kind || (kind === "mysql" && found === "mariadb");
  });
}

/** Where `localhost` itself stands in the entry. */
function hostPlace(facts: Facts, lines: Span | undefined): Span | undefined {
  const match = lines && /\b(localhost|127\.0\.0\.1)\b/.exec(wordsOf(facts, lines));
  return match
    ? { file: lines.file, start: lines.start + match.index, end: lines.start + match.index + match[0].length }
    : undefined;
}
