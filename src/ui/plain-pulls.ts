import type { Event } from "../core/event.ts";
import { formatDuration, formatSize } from "../core/format.ts";
import { safeText } from "../core/logs/escape.ts";
import type { PlainLine } from "./plain-line.ts";

export type PullEvent = Event & { readonly type: "pull-progress" };

export interface PullPainter {
  event(event: PullEvent): readonly string[];
  /** A line for each pull that has been running for long, with how far it is. */
  tick(at: number): readonly string[];
}

const heartbeatMs = 10_000;

/** Paints pulls of images: a line at the end, `db  pulled postgres:17  12 s`, and on the way one every ten seconds. */
export function pullPainter({ look, style, line }: PlainLine): PullPainter {
  const pulls = new Map<string, { readonly event: PullEvent; readonly startedAt: number; readonly toldAt: number }>();
  return {
    event(event) {
      const { service, image, status, at } = event;
      const before = pulls.get(image) ?? { startedAt: at, toldAt: at };
      pulls.set(image, { ...before, event });
      if (status !== "complete") return [];
      pulls.delete(image);
      const took = style.dim(formatDuration(at - before.startedAt));
      return look.verbosity === "quiet" ? [] : [line(service, `pulled ${safeText(image, "none")}  ${took}`)];
    },
    tick(at) {
      const silent = [...pulls].filter(([, { toldAt }]) => at - toldAt >= heartbeatMs);
      return silent.map(([image, pull]) => {
        pulls.set(image, { ...pull, toldAt: at });
        return line(pull.event.service, style.dim(progressText(pull.event)));
      });
    },
  };
}

function progressText({ image, status, currentBytes, totalBytes }: PullEvent): string {
  const words = `${safeText(status, "none")} ${safeText(image, "none")}`;
  if (currentBytes === undefined || !totalBytes) return words;
  return `${words}  ${Math.floor((currentBytes * 100) / totalBytes)} % of ${formatSize(totalBytes)}`;
}
