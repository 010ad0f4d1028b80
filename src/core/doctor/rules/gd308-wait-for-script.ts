import { stageStart } from "../../target/reloader.ts";
import { unwrapWait, type WaitWrapper } from "../../target/wait-wrapper.ts";
import { removeLines } from "../edits.ts";
import { only } from "../facts/dockerfile.ts";
import type { Facts } from "../facts/facts.ts";
import { buildOf, sourceOf } from "../facts/questions.ts";
import type { ServiceFacts } from "../facts/service.ts";
import type { Finding, Rule } from "../rule.ts";

export const waitForScript: Rule = {
  id: "GD308",
  title: "wait-for-script",
  severity: "warning",
  why: "A script in the image waits for an open port: that needs a shell and nc in production, gives up after its own deadline, and an open port is no answer.",
  remedy: "wait with depends_on and condition: service_healthy, and start the program itself; gdev waits by itself",
  bad: 'entrypoint: ["/app/wait-for.sh", "postgres:5432", "--"]\ncommand: ["/app/main"]',
  good: "depends_on:\n  postgres:\n    condition: service_healthy",
  check: (facts) => facts.services.flatMap((service) => [...composed(facts, service), ...built(facts, service)]),
};

function composed(facts: Facts, service: ServiceFacts): readonly Finding[] {
  const { entrypoint, command } = service;
  const wait = unwrapWait([...(entrypoint?.argv ?? []), ...(command?.argv ?? [])]);
  const first =
    entrypoint && command && !unwrapWait(entrypoint.argv) && unwrapWait(command.argv) ? command : (entrypoint ?? command);
  if (!wait || !first) return [];
  const own = buildOf(facts, service)?.effective?.stage;
  const rest =
    wait.command.join(" ") === command?.argv.join(" ") && first === entrypoint && first.pair.block && own && !own.entrypoint;
  const fix = rest ? { fix: { safe: false, edits: [removeLines(first.pair.span, sourceOf(facts, first.span))] } } : {};
  return [{ span: first.span, service: service.name, message: waits(service, wait), ...fix }];
}

function built(facts: Facts, service: ServiceFacts): readonly Finding[] {
  const stage = buildOf(facts, service)?.effective;
  const wait = stage && !service.entrypoint && !service.command ? unwrapWait(stageStart(stage.stage)) : undefined;
  const start = stage && (only(stage.own, "ENTRYPOINT").at(-1) ?? only(stage.own, "CMD").at(-1));
  return wait && start ? [{ span: start.span, service: service.name, message: waits(service, wait) }] : [];
}

function waits({ name }: ServiceFacts, { waiter, waitsFor }: WaitWrapper): string {
  return `${name} waits with ${waiter}${waitsFor.length > 0 ? ` for ${waitsFor.join(" ")}` : ""}`;
}
