import { Interrupted } from "../core/error.ts";
import { composeLabels } from "../core/labels.ts";
import type { LineFilter } from "../core/logs/filter.ts";
import type { LogItem, ServiceLines } from "../core/logs/service-lines.ts";
import { type ContainerSummary, listProjectContainers } from "../docker/containers.ts";
import { followLogs, type LogsToFollow } from "../run/follow/follow.ts";
import { coloursFor } from "../ui/log-colours.ts";
import { jsonLines, type LogPainter, logPainter } from "../ui/log-lines.ts";
import { pipeTo } from "../ui/log-pipe.ts";
import type { Context } from "./context.ts";

export interface LogStream {
  /** Which lines, of which containers. */
  readonly wanted: Omit<LogsToFollow, "signal">;
  /** Keeps a line; absent: all. */
  readonly filter?: LineFilter;
  readonly json: boolean;
  readonly colour: boolean;
  readonly prefix: boolean;
  readonly timestamps: boolean;
}

/**
 * Prints logs until they end, Ctrl-C (thrown as Interrupted), or the reader of the output has gone. Lines go to stdout, marks such as a
 * restart to stderr.
 */
export async function streamLogs(context: Context, stream: LogStream): Promise<void> {
  const { stdout, stderr, env, signal } = context;
  const { engine, project, services } = stream.wanted;
  const out = pipeTo(stdout, signal);
  const known = knownContainers(await listProjectContainers(engine, project), services ?? []);
  const colours = stream.colour ? coloursFor(stdout, env) : "none";
  const painter = logPainter(known, { colours, prefix: stream.prefix, timestamps: stream.timestamps });
  for await (const item of followLogs({ ...stream.wanted, signal: out.signal })) {
    if (item.kind === "mark") {
      await out.flush();
      stderr.write(painter.mark(item));
    } else await out.write(paint(filtered(item, stream.filter), painter, stream.json));
  }
  await out.flush();
  if (signal.aborted) throw new Interrupted();
}

/** Service and number of the containers of these services; of all for none. */
export function knownContainers(
  containers: readonly ContainerSummary[],
  services: readonly string[],
): readonly { readonly service: string; readonly number: number }[] {
  return containers
    .map(({ Labels }) => ({ service: Labels[composeLabels.service] ?? "", number: Number(Labels[composeLabels.number] ?? 1) }))
    .filter(({ service }) => services.length === 0 || services.includes(service));
}

function filtered(item: ServiceLines, wanted: LineFilter | undefined): ServiceLines {
  return wanted === undefined ? item : { ...item, lines: item.lines.filter(({ bytes }) => wanted(bytes)) };
}

function paint(item: LogItem & { kind: "lines" }, painter: LogPainter, json: boolean): string {
  return json ? jsonLines(item) : painter.lines(item);
}
