import type { Happening } from "../event.ts";
import { parseSize } from "../format.ts";

/** What is known of one image's pull so far. */
export interface PullReading {
  readonly image: string;
  readonly layers: ReadonlyMap<string, Layer>;
  /** What was reported last, so that only changes are. */
  readonly told: string;
  /** Compose's words that are no progress: the error, if it fails. */
  readonly words: readonly string[];
}

interface Layer {
  readonly status: "waiting" | "downloading" | "extracting" | "done";
  readonly currentBytes: number;
  readonly totalBytes: number;
}

/** A pull that has printed nothing yet. */
export function pullStart(image: string): PullReading {
  return { image, layers: new Map(), told: "pulling 0", words: [] };
}

/**
 * Takes the next line of `docker compose --progress plain pull <one service>`, in the words of Compose 2.26 to 5:
 *
 *      api Pulling
 *      7dc7ae46b047 Downloading [==>      ]  1.671MB/8.321MB
 *      7dc7ae46b047 Pull complete
 *
 * Gives a `pull-progress` when the status (`pulling`, `downloading`, `extracting`) or the whole percent changes; bytes are those of the layers
 * heard of so far. Compose does not say when all is done: its exit code does.
 */
export function readPull(
  reading: PullReading,
  line: string,
): { readonly reading: PullReading; readonly happenings: readonly Happening[] } {
  const [, id, status, rest = ""] = /^ *([0-9a-f]{12}) (\S+(?: [a-z]+)*)(.*)$/.exec(line) ?? [];
  if (id === undefined || status === undefined) {
    return { reading: isProgress(line) ? reading : { ...reading, words: [...reading.words, line.trim()] }, happenings: [] };
  }
  const layers = new Map(reading.layers).set(id, layerAfter(reading.layers.get(id), status, rest));
  const { told, happening } = summed(reading.image, [...layers.values()]);
  return { reading: { ...reading, layers, told }, happenings: told === reading.told ? [] : [happening] };
}

function layerAfter(before: Layer | undefined, status: string, rest: string): Layer {
  const [, current, total] = /(\d\S*B)\/(\d\S*B)/.exec(rest) ?? [];
  const totalBytes = parseSize(total ?? "") ?? before?.totalBytes ?? 0;
  switch (status) {
    case "Downloading":
      return { status: "downloading", currentBytes: parseSize(current ?? "") ?? before?.currentBytes ?? 0, totalBytes };
    case "Download complete":
    case "Verifying Checksum":
    case "Extracting":
      return { status: "extracting", currentBytes: totalBytes, totalBytes };
    case "Pull complete":
    case "Already exists":
      return { status: "done", currentBytes: totalBytes, totalBytes };
    default:
      return before ?? { status: "waiting", currentBytes: 0, totalBytes };
  }
}

function summed(image: string, layers: readonly Layer[]): { readonly told: string; readonly happening: Happening } {
  const currentBytes = layers.reduce((sum, layer) => sum + layer.currentBytes, 0);
  const totalBytes = layers.reduce((sum, layer) => sum + layer.totalBytes, 0);
  const pending = layers.some(({ status }) => status === "downloading" || status === "waiting");
  const status = totalBytes === 0 ? "pulling" : pending ? "downloading" : "extracting";
  const percent = totalBytes === 0 ? 0 : Math.floor((currentBytes * 100) / totalBytes);
  return { told: `${status} ${percent}`, happening: { type: "pull-progress", image, status, currentBytes, totalBytes } };
}

/** Compose's lines about the service itself: nothing that a reader of the error needs. */
function isProgress(line: string): boolean {
  return line.trim() === "" || / (?:Pulling|Pulled|Interrupted|Skipped\b.*)\s*$/.test(line);
}
