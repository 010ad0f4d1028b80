import { Command } from "commander";
import { formatDuration } from "../core/format.ts";
import type { Answer } from "../core/readiness/answer.ts";
import { parseWaitArgs, type WaitWish } from "../core/readiness/wait-args.ts";
import { parseWaitTarget, type WaitTarget } from "../core/readiness/wait-target.ts";
import { openEngine } from "../docker/engine.ts";
import { readImagePresets } from "../host/presets.ts";
import { loadProject } from "../run/project.ts";
import { waitForService } from "../run/ready/service.ts";
import { runCommand } from "../run/wait/command.ts";
import { type ServiceWait, type TargetEnd, waitForTargets } from "../run/wait/targets.ts";
import type { Context } from "./context.ts";

const examples = `
What to wait for:
  db                              a service of this project
  postgres://app:pw@db:5432/app   logs in; refused credentials fail at once
  db:5432                         Postgres is recognised by speaking to it
  tcp:host:port                   accepts connections and keeps them
  http(s)://host/path             answers with 2xx
  file:path                       is there, and does not grow any more

Options:
  -t, --timeout <duration>  15 (seconds), 30s, 2m, 500ms; 0 is for ever (default: 30s)
  -q, --quiet               say nothing but errors
  --json                    one event a line
  -h, --help                this text

Examples:
  $ gdev wait db -- go test ./...
  $ gdev wait localhost:5432 http://localhost:8080/healthz --timeout 1m
  $ gdev wait postgres://app:pw@localhost/app -q -- ./migrate

wait-for.sh's and wait-for-it.sh's own arguments work too (db:5432 -t 15 -q -- cmd; -h db -p 5432 -s -- cmd).
Exit code: the command's own; 0 without one; 124 at the deadline, then the command does not run.
`;

/** `gdev wait <what>… [--timeout 30s] [-q] [-- cmd args…]`: wait-for.sh's job on the host and in CI. */
export function waitCommand(context: Context): Command {
  return new Command("wait")
    .description("wait until services, ports, URLs or files are really ready, then run a command")
    .usage("<what>... [--timeout 30s] [-q] [--json] [-- command args...]")
    .argument("[words...]")
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .addHelpText("after", examples)
    .action(async (_words: readonly string[], _options: unknown, command: Command) => {
      const wish = parseWaitArgs(command.args);
      if (wish.help) context.stdout.write(`${command.helpInformation()}${examples}`);
      else await wait(context, wish);
    });
}

async function wait(context: Context, wish: WaitWish): Promise<void> {
  await waitForTargets({
    targets: wish.targets.map(parseWaitTarget),
    timeoutMs: wish.timeoutMs,
    presets: await readImagePresets(),
    signal: context.signal,
    changed: teller(context, wish),
    service: serviceWaiter(context),
  });
  const [program, ...args] = wish.command;
  if (program !== undefined) context.exit(await runCommand(program, args, context));
}

/** Reads the project once, when the first service is waited for. */
function serviceWaiter(context: Context): (wait: ServiceWait) => Promise<TargetEnd> {
  const { env, cwd, signal } = context;
  let project: ReturnType<typeof loadProject> | undefined;
  return async (wait) => {
    project ??= loadProject({ cwd, env, flags: context.compose(), services: [] }, signal);
    const [loaded, engine, presets] = await Promise.all([project, openEngine(env), readImagePresets()]);
    return waitForService({ ...wait, engine, project: loaded.project, presets, env });
  };
}

type Teller = (target: WaitTarget, answer: Answer, afterMs: number) => void;

/** `waiting for db:5432: connection refused`, `db:5432 ready after 1.2 s`; a failure is the error's to tell. */
function teller({ stdout, stderr }: Context, { json, quiet }: WaitWish): Teller {
  if (json) {
    return ({ shown }, answer, afterMs) => {
      const event = { type: "answer", at: Date.now(), service: shown, probe: "wait", answer, afterMs: Math.round(afterMs) };
      stdout.write(`${JSON.stringify(event)}\n`);
    };
  }
  if (quiet) return () => {};
  return ({ shown }, answer, afterMs) => {
    if (answer.kind === "waiting") stderr.write(`waiting for ${shown}: ${answer.why}\n`);
    if (answer.kind === "ready") stderr.write(`${shown} ready after ${formatDuration(afterMs)}\n`);
    if (answer.kind === "ready" && answer.warning) stderr.write(`warning: ${shown}: ${answer.warning}\n`);
  };
}
