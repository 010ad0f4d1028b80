import { addBehind } from "../compose-edits.ts";
import { insert, type TextEdit } from "../edits.ts";
import type { Facts } from "../facts/facts.ts";
import { databaseKind, wordsOf } from "../facts/questions.ts";
import { isFlow, isMapping, pairAt, spanOf, type YamlNode } from "../facts/yaml.ts";
import type { Rule } from "../rule.ts";

export const dbPortPublic: Rule = {
  id: "GD313",
  title: "db-port-public",
  severity: "warning",
  why: "A published port is open on all of the machine's addresses, past its firewall: everyone in the café's network can talk to the database.",
  remedy: "publish it on 127.0.0.1, or not at all",
  bad: 'ports:\n  - "5432:5432"',
  good: 'ports:\n  - "127.0.0.1:5432:5432"',
  check: (facts) =>
    facts.services.flatMap((service) => {
      if (databaseKind(service) === undefined) return [];
      return service.ports.flatMap(({ node, published, hostIp, target }) => {
        if (published === undefined || hostIp !== undefined) return [];
        const edit = bound(facts, node);
        return [
          {
            span: spanOf(node),
            service: service.name,
            message: `port ${target} of ${service.name} is published on all addresses`,
            ...(edit ? { fix: { safe: true, edits: [edit] } } : {}),
          },
        ];
      });
    }),
};

function bound(facts: Facts, node: YamlNode): TextEdit | undefined {
  const span = spanOf(node);
  const target = pairAt(node, "target");
  if (isMapping(node)) return target && !isFlow(node) ? addBehind(target, ["host_ip: 127.0.0.1"]) : undefined;
  return insert(span.file, span.start + (/^["']/.test(wordsOf(facts, span)) ? 1 : 0), "127.0.0.1:");
}
