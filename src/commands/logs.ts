import { Command, InvalidArgumentError, Option } from "commander";
import { regexFilter } from "../core/logs/filter.ts";
import { parseSince } from "../core/logs/since.ts";
import { listProjectContainers } from "../docker/containers.ts";
import { openEngine } from "../docker/engine.ts";
import { findProjectName } from "../run/project-name.ts";
import type { Context } from "./context.ts";
import { refuseUnknown } from "./known-services.ts";
import { knownContainers, streamLogs } from "./stream-logs.ts";
import { hasTui, look } from "./tui.ts";

interface LogsFlags {
  readonly follow?: boolean;
  readonly tail?: number;
  readonly since?: string;
  readonly timestamps?: boolean;
  readonly color: boolean;
  readonly prefix: boolean;
  readonly json?: boolean;
  readonly grep?: string;
  readonly plain?: boolean;
}

const examples = `
Examples:
  $ gdev logs                         all services, in the terminal UI; into a pipe: what they have printed so far
  $ gdev logs -f api worker | tee it  and go on with what they print, over restarts, until Ctrl-C
  $ gdev logs --since 10m --grep 'status=5..'
  $ gdev logs api --json | jq -r .line
`;

/** `gdev logs [svc…]`: the merged logs of the project. */
export function logsCommand(context: Context): Command {
  return new Command("logs")
    .description("print the services' logs, merged by time")
    .argument("[services...]", "only these services")
    .option("-f, --follow", "go on with what they print, until Ctrl-C")
    .option("--no-follow", "print what is there and end (into a pipe the default)")
    .addOption(new Option("-n, --tail <lines>", "only the last lines of each container: a number or all").argParser(tailOf))
    .option("--since <time>", "only lines from then on: 10m, 2h30m, 2026-01-31T08:00:00Z")
    .option("--grep <regex>", "only lines that match")
    .option("-t, --timestamps", "begin each line with the engine's time")
    .option("--no-prefix", "do not begin each line with its service")
    .option("--no-color", "no colours")
    .addOption(new Option("--plain", "print lines instead of opening the terminal UI"))
    .option("--json", 'one object a line: {"time","service","container","stream","line"}')
    .addHelpText("after", examples)
    .action((services: readonly string[], flags: LogsFlags) => logs(context, services, flags));
}

async function logs(context: Context, services: readonly string[], flags: LogsFlags): Promise<void> {
  const { env, cwd, stderr } = context;
  if (flags.grep !== undefined) regexFilter(flags.grep);
  if (!asksForLines(flags) && hasTui(context, flags))
    return await look(context, { services, ...(flags.grep === undefined ? {} : { filter: flags.grep }) });
  const sinceNs = flags.since === undefined ? undefined : parseSince(flags.since, Date.now());
  const filter = flags.grep === undefined ? undefined : regexFilter(flags.grep);
  const question = { cwd, env, flags: context.compose() };
  const [project, engine] = await Promise.all([findProjectName(question), openEngine(env)]);
  const containers = await listProjectContainers(engine, project);
  const running = knownContainers(containers, []).map(({ service }) => service);
  await refuseUnknown(services, running, question);
  if (knownContainers(containers, services).length === 0) stderr.write(`${noContainers(project, services)}\n`);
  await streamLogs(context, {
    wanted: {
      engine,
      project,
      services,
      follow: flags.follow === true,
      ...(flags.tail === undefined ? {} : { tail: flags.tail }),
      ...(sinceNs === undefined ? {} : { sinceNs }),
    },
    ...(filter ? { filter } : {}),
    json: flags.json === true,
    colour: flags.color,
    prefix: flags.prefix,
    timestamps: flags.timestamps === true,
  });
}

/** These choose what is printed, and so ask for lines. */
function asksForLines({ follow, tail, since, timestamps, color, prefix, json }: LogsFlags): boolean {
  return (
    follow === false || tail !== undefined || since !== undefined || timestamps === true || !color || !prefix || json === true
  );
}

function tailOf(text: string): number | undefined {
  if (text === "all") return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("write a number of lines, or all.");
  return Number(text);
}

function noContainers(project: string, services: readonly string[]): string {
  const what = services.length === 0 ? `project ${project}` : services.join(", ");
  return `no containers of ${what} yet; start with: ${["gdev up", ...services].join(" ")}`;
}
