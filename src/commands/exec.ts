import { Command } from "commander";
import { UserError } from "../core/error.ts";
import { composeLabels } from "../core/labels.ts";
import { type ComposeCall, composeOnTerminal } from "../docker/compose.ts";
import { hasFile, listProjectContainers } from "../docker/containers.ts";
import { type Engine, openEngine } from "../docker/engine.ts";
import { findProjectName } from "../run/project-name.ts";
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
  const running = containers.filter(({ State }) => State === "running");
  const container = running.find(({ Labels }) => Labels[composeLabels.service] === service);
  if (!container) {
    const there = containers.map(({ Labels }) => Labels[composeLabels.service] ?? "");
    await refuseUnknown([service], there, question);
    throw new UserError(`${service} is not running`, { remedy: `start it first: gdev up -d ${service}` });
  }
  const command = words.length > 0 ? words : [await shellOf(engine, container.Id, service)];
  const terminal = context.stdout.isTTY ? [] : ["-T"];
  const call: ComposeCall = { args: ["-p", project], directory: cwd, env };
  context.exit(await composeOnTerminal(call, ["exec", ...terminal, service, ...command]));
}

/** The best shell that the container has. Throws UserError where it has none, and says what works instead. */
async function shellOf(engine: Engine, container: string, service: string): Promise<string> {
  for (const shell of ["/bin/bash", "/bin/sh"]) if (await hasFile(engine, container, shell)) return shell;
  throw new UserError(`the container of ${service} has no shell`, {
    why: "its image holds little more than the program, as distroless and scratch images do",
    remedy: `name a program that it has (gdev exec ${service} <program>), or switch to dev for a shell: gdev switch ${service} dev`,
  });
}
