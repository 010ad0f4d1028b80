import { composeLabels } from "../core/labels.ts";
import { secondsOf } from "../core/logs/time.ts";
import type { Engine } from "./engine.ts";

/** What the engine says happened to a container of a compose project. */
export interface EngineEvent {
  /** The engine's word: `create`, `start`, `die`, `destroy`, `rename`, `oom`, `pause`, `health_status`, … */
  readonly action: string;
  /** What stands behind a colon in the engine's action, such as `healthy` in `health_status: healthy`. */
  readonly detail?: string;
  readonly containerId: string;
  readonly containerName: string;
  readonly service: string;
  readonly number: number;
  /** Of `die`. */
  readonly exitCode?: number;
  readonly atNs: bigint;
}

export interface EventsWanted {
  readonly project: string;
  /** Also what happened from this engine time on, as far as the engine remembers it (its last 256 events). */
  readonly sinceNs?: bigint;
  /** Ends the reading without an error. */
  readonly signal?: AbortSignal;
  /** Called when the engine has accepted the request: nothing that happens from then on is missed. */
  readonly onOpen?: () => void;
}

/**
 * The events of the project's containers, as they happen; those of `compose run` are left out. Ends when the engine closes the
 * connection; throws its errors.
 */
export async function* readEvents(
  engine: Engine,
  { project, sinceNs, signal, onOpen }: EventsWanted,
): AsyncGenerator<EngineEvent> {
  const filters = JSON.stringify({ type: ["container"], label: [`${composeLabels.project}=${project}`] });
  const query = new URLSearchParams({ filters, ...(sinceNs === undefined ? {} : { since: secondsOf(sinceNs) }) });
  try {
    const stream = await engine.stream({ path: `/events?${query}`, ...(signal ? { signal } : {}) });
    onOpen?.();
    let rest = "";
    stream.setEncoding("utf8");
    for await (const chunk of stream) {
      const texts = `${rest}${chunk}`.split("\n");
      rest = texts.pop() ?? "";
      for (const text of texts) {
        const event = parseEvent(text);
        if (event) yield event;
      }
    }
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
}

/** One line of the engine's event stream; undefined for anything that is no event of a container of a service. */
export function parseEvent(text: string): EngineEvent | undefined {
  if (text.trim() === "") return undefined;
  const raw = JSON.parse(text) as RawEvent;
  const attributes: Attributes = raw.Actor?.Attributes ?? {};
  const service = attributes[composeLabels.service];
  if (raw.Type !== "container" || service === undefined || attributes[composeLabels.oneoff] === "True") return undefined;
  const [action = "", detail] = (raw.Action ?? "").split(/: */, 2);
  return {
    action,
    ...(detail === undefined ? {} : { detail }),
    containerId: raw.Actor?.ID ?? "",
    containerName: attributes.name ?? "",
    service,
    number: Number(attributes[composeLabels.number] ?? 1),
    ...(attributes.exitCode === undefined ? {} : { exitCode: Number(attributes.exitCode) }),
    atNs: BigInt(Math.round(raw.time ?? 0)) * 1_000_000_000n + nanosOf(text),
  };
}

interface RawEvent {
  readonly Type?: string;
  readonly Action?: string;
  readonly time?: number;
  readonly Actor?: { readonly ID?: string; readonly Attributes?: Attributes };
}

type Attributes = Readonly<Record<string, string>> & { readonly name?: string; readonly exitCode?: string };

/** `timeNano` has more digits than a number keeps; its last nine are what `time` leaves out. */
function nanosOf(text: string): bigint {
  const digits = /"timeNano":\d*?(\d{1,9})[,}]/.exec(text)?.[1];
  return digits === undefined ? 0n : BigInt(digits);
}
