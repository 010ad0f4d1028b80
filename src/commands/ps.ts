import { Command } from "commander";
import { openEngine } from "../docker/engine.ts";
import { findProjectName } from "../run/project-name.ts";
import { reportServices } from "../run/summary.ts";
import type { Context } from "./context.ts";
import { refuseUnknown } from "./known-services.ts";
import { serviceRows, serviceTable } from "./summary.ts";

const examples = `
Examples:
  $ gdev ps
  $ gdev ps --json | jq -r '.[] | select(.mode == "prod") | .service'
`;

/** `gdev ps`: what runs, in which mode and stage, whether it is ready, and how large its image is. */
export function psCommand(context: Context): Command {
  return new Command("ps")
    .description("list the project's services: mode, stage, state, readiness, ports, image size")
    .argument("[services...]", "services to list (default: all)")
    .option("--json", "print one JSON array")
    .addHelpText("after", examples)
    .action((services: readonly string[], flags: { readonly json?: boolean }) => ps(context, services, flags.json ?? false));
}

async function ps(context: Context, services: readonly string[], json: boolean): Promise<void> {
  const { cwd, env } = context;
  const question = { cwd, env, flags: context.compose() };
  const [project, engine] = await Promise.all([findProjectName(question), openEngine(env)]);
  const all = await reportServices(engine, project, [], env);
  const there = all.map(({ service }) => service);
  await refuseUnknown(services, there, question);
  const reports = services.length === 0 ? all : all.filter(({ service }) => services.includes(service));
  if (json) context.stdout.write(`${JSON.stringify(serviceRows(reports))}\n`);
  else
    context.stdout.write(
      reports.length === 0 ? `${project}: nothing is there; gdev up starts it\n` : `${serviceTable(reports, context)}\n`,
    );
}
