import { Interrupted } from "../core/error.ts";
import { composeLabels } from "../core/labels.ts";
import { listProjectContainers } from "../docker/containers.ts";
import type { Engine } from "../docker/engine.ts";
import { followLogs } from "../run/follow.ts";
import { coloursFor } from "../ui/log-colours.ts";
import { jsonLines, logPainter } from "../ui/log-lines.ts";
import { pipeTo } from "../ui/log-pipe.ts";
import type { Context } from "./context.ts";

export interface AttachQuestion {
  readonly engine: Engine;
  readonly project: string;
  /** Empty: all. */
  readonly services: readonly string[];
  /** The first line to show, in nanoseconds of the engine's clock. */
  readonly sinceNs: bigint;
  readonly json: boolean;
}

/** Follows the logs until Ctrl-C, which is thrown as Interrupted, or until the reader of the output has gone. */
export async function showLogs(context: Context, { engine, project, services, sinceNs, json }: AttachQuestion): Promise<void> {
  const containers = await listProjectContainers(engine, project);
  const known = containers.map(({ Labels }) => ({
    service: Labels[composeLabels.service] ?? "",
    number: Number(Labels[composeLabels.number] ?? 1),
  }));
  const painter = logPainter(known, { colours: coloursFor(context.stdout, context.env), prefix: true, timestamps: false });
  const out = pipeTo(context.stdout, context.signal);
  for await (const item of followLogs({ engine, project, services, sinceNs, follow: true, signal: out.signal })) {
    if (item.kind === "mark") {
      await out.flush();
      if (!json) context.stderr.write(painter.mark(item));
    } else await out.write(json ? jsonLines(item) : painter.lines(item));
  }
  await out.flush();
  if (context.signal.aborted) throw new Interrupted();
}
