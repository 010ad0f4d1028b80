import { Command } from "commander";
import { composeLabels } from "../core/labels.ts";
import { type ComposeCall, composeOnTerminal } from "../docker/compose.ts";
import { listProjectContainers } from "../docker/containers.ts";
import { openEngine } from "../docker/engine.ts";
import { findProjectName } from "../run/project-name.ts";
import { notRunning, runningContainer, shellOf } from "../run/shell.ts";
import type { Context } from "./context.ts";
import { refuseUnknown } from "./known-services.ts";

const examples = `
Examples:
  $ gdev exec api                   a shell in the service's container
  $ gdev exec db psql -U postgres   any command
`;

/** `gdev exec svc [cmd…]`: Compose's exec, in the container that runs now, whatever its mode. */
export function execCommand(context: Context): Command {
  return new Command("exec")
    .description("run a command, or a shell, in a service's container")
    .argument("<service>", "the service")
    .argument("[command...]", "what to run (default: a shell)")
    .passThroughOptions()
    .allowUnknownOption()
    .addHelpText("after", examples)
    .action((service: string, words: readonly string[]) => exec(context, service, words));
}

async function exec(context: Context, service: string, words: readonly string[]): Promise<void> {
  const { cwd, env } = context;
  const question = { cwd, env, flags: context.compose() };
  const [project, engine] = await Promise.all([findProjectName(question), openEngine(env)]);
  const containers = await listProjectContainers(engine, project);
  const container = runningContainer(containers, service);
  if (!container) {
    const there = containers.map(({ Labels }) => Labels[composeLabels.service] ?? "");
    await refuseUnknown([service], there, question);
    throw notRunning(service);
  }
  const command = words.length > 0 ? words : [await shellOf(engine, container.Id, service)];
  const terminal = context.stdout.isTTY ? [] : ["-T"];
  const call: ComposeCall = { args: ["-p", project], directory: cwd, env };
  context.exit(await composeOnTerminal(call, ["exec", ...terminal, service, ...command]));
}
