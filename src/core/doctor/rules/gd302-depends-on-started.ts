import { replace, type TextEdit } from "../edits.ts";
import type { Facts } from "../facts/facts.ts";
import { databaseKind, serviceOf, sourceOf } from "../facts/questions.ts";
import type { ServiceFacts } from "../facts/service.ts";
import { isFlow, isList, itemsOf, scalarOf, spanOf, type YamlNode } from "../facts/yaml.ts";
import { addHealthcheck } from "../healthchecks.ts";
import type { Rule } from "../rule.ts";
import { indentOf, lineEnd } from "../text.ts";

export const dependsOnStarted: Rule = {
  id: "GD302",
  title: "depends-on-started",
  severity: "warning",
  why: "depends_on in this form waits until the database's container has started, not until it answers: the first connections are refused.",
  remedy: "give the database a healthcheck, and wait with condition: service_healthy",
  bad: "depends_on:\n  - postgres",
  good: "depends_on:\n  postgres:\n    condition: service_healthy",
  check: (facts) =>
    facts.services.flatMap((service) =>
      service.dependsOn.flatMap(({ service: name, condition, node, conditionNode }) => {
        const database = serviceOf(facts, name);
        if (!database || databaseKind(database) === undefined || condition !== "service_started") return [];
        const edits = fixed(facts, service, database, conditionNode);
        return [
          {
            span: spanOf(node),
            service: service.name,
            message: `${service.name} starts as soon as the container of ${name} has started`,
            ...(edits ? { fix: { safe: true, edits } } : {}),
          },
        ];
      }),
    ),
};

function fixed(
  facts: Facts,
  service: ServiceFacts,
  database: ServiceFacts,
  condition: YamlNode | undefined,
): readonly TextEdit[] | undefined {
  const checked = database.healthcheck && !database.healthcheck.disabled;
  const healthcheck = checked ? undefined : addHealthcheck(database);
  if (!checked && !healthcheck) return undefined;
  const waits = condition ? [replace(spanOf(condition), "service_healthy")] : asMap(facts, service, database.name);
  return waits && [...waits, ...(healthcheck ? [healthcheck] : [])];
}

/** The list as a map, in which this database is waited for; the next run looks at the others. */
function asMap(facts: Facts, service: ServiceFacts, database: string): readonly TextEdit[] | undefined {
  const list = service.pair("depends_on")?.value;
  if (!list || !isList(list)) return undefined;
  const text = sourceOf(facts, spanOf(list));
  const conditionOf = (name: string | undefined): string => (name === database ? "service_healthy" : "service_started");
  if (isFlow(list)) {
    const entries = itemsOf(list).map((item) => `${scalarOf(item)}: { condition: ${conditionOf(scalarOf(item))} }`);
    return [replace(spanOf(list), `{ ${entries.join(", ")} }`)];
  }
  return itemsOf(list).map((item) => {
    const span = spanOf(item);
    const dash = text.lastIndexOf("-", span.start);
    const name = text.slice(span.start, span.end);
    const condition = `${lineEnd(text)}${indentOf(text, dash)}  condition: ${conditionOf(scalarOf(item))}`;
    return replace({ ...span, start: dash }, `${name}:${condition}`);
  });
}
