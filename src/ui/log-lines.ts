import { lineText } from "../core/logs/bytes.ts";
import { safeText } from "../core/logs/escape.ts";
import type { LogMark, LogSource, ServiceLines } from "../core/logs/service-lines.ts";
import { formatNs } from "../core/logs/time.ts";
import { type Colours, serviceColour } from "./log-colours.ts";

export interface LogLook {
  readonly colours: Colours;
  /** Begin each line with its service. */
  readonly prefix: boolean;
  /** The engine's time before each line. */
  readonly timestamps: boolean;
}

export interface LogPainter {
  /** The lines as they are to be written, each with a line end. */
  lines(lines: ServiceLines): string;
  /** A mark as a line of its own, with a line end. */
  mark(mark: LogMark): string;
}

/**
 * Paints log lines for a terminal or a pipe. `known`: the containers that are there; others may come.
 *
 *     api      | listening on :8080
 *     worker-1 | job 7 done
 *     worker-2 | job 8 done
 *
 * A service with several containers shows their numbers. On a terminal each service has its colour, and the bar of a line from
 * stderr is red. What the containers wrote goes through `safeText`.
 */
export function logPainter(known: readonly Pick<LogSource, "service" | "number">[], look: LogLook): LogPainter {
  const services = new Map<string, Shown>();
  let prefixes = new Map<string, string>();
  let width = 0;

  const meet = (service: string, number: number): Shown => {
    const shown = services.get(service) ?? { place: services.size, name: safeText(service, "none"), numbers: new Set() };
    if (!shown.numbers.has(number)) {
      services.set(service, shown);
      shown.numbers.add(number);
      width = Math.max(width, ...[...shown.numbers].map((each) => label(shown, each).length));
      prefixes = new Map();
    }
    return shown;
  };

  const prefix = ({ service, number }: LogSource, stream: "stdout" | "stderr"): string => {
    if (!look.prefix) return "";
    const shown = meet(service, number);
    const key = `${service}/${number}/${stream}`;
    const ready = prefixes.get(key) ?? paintPrefix(label(shown, number).padEnd(width), shown.place, stream, look.colours);
    prefixes.set(key, ready);
    return ready;
  };

  for (const service of [...new Set(known.map((source) => source.service))].sort()) {
    for (const source of known) if (source.service === service) meet(service, source.number);
  }

  return {
    lines(source) {
      const keep = look.colours === "none" ? "none" : "colours";
      let text = "";
      for (const { atNs, stream, bytes } of source.lines) {
        const time = look.timestamps ? `${formatNs(atNs)} ` : "";
        text += `${prefix(source, stream)}${time}${safeText(lineText(bytes), keep)}\n`;
      }
      return text;
    },
    mark(mark) {
      const who = "service" in mark ? label(meet(mark.service, mark.number), mark.number) : "";
      const words = `-- ${markWords(who, mark)}`;
      return look.colours === "none" ? `${words}\n` : `\x1b[2m${words}\x1b[0m\n`;
    },
  };
}

/**
 * Each line as an NDJSON object `{"time","service","container","stream","line"}`. `line` is all that the container wrote; characters that
 * a terminal would act on are written as `\u` escapes.
 */
export function jsonLines({ service, container, lines }: ServiceLines): string {
  let text = "";
  for (const { atNs, stream, bytes } of lines) {
    const line = { time: formatNs(atNs), service, container, stream, line: lineText(bytes) };
    text += `${JSON.stringify(line).replace(activeCharacters, escaped)}\n`;
  }
  return text;
}

interface Shown {
  /** Its place in the row of colours. */
  readonly place: number;
  readonly name: string;
  readonly numbers: Set<number>;
}

function label({ name, numbers }: Shown, number: number): string {
  return numbers.size > 1 ? `${name}-${number}` : name;
}

function paintPrefix(text: string, place: number, stream: "stdout" | "stderr", colours: Colours): string {
  if (colours === "none") return `${text} | `;
  return `${serviceColour(place, colours)}${text} ${stream === "stderr" ? "\x1b[31m" : ""}|\x1b[0m `;
}

/** What a mark says; `who`: the container's name as it is shown, harmless. Harmless itself. */
export function markWords(who: string, mark: LogMark): string {
  switch (mark.what) {
    case "started":
    case "restarted":
      return `${who} ${mark.what}`;
    case "removed":
      return `${who} was removed`;
    case "exited":
      return `${who} exited with code ${mark.exitCode}`;
    case "unreadable":
      return `${who}: no log: ${safeText(mark.why, "none")}`;
    case "engine-lost":
      return `the Docker engine is gone, trying again (${safeText(mark.why, "none")})`;
    case "engine-back":
      return "the Docker engine is back";
    default:
      return mark satisfies never;
  }
}

/** DEL, C1 controls, directional and other invisible format characters: JSON would print them as they are. */
const activeCharacters = /[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
