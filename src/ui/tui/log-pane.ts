import { clipText, withoutColours, wrapText } from "../../core/logs/clip.ts";
import { clockOf } from "../../core/logs/clock.ts";
import type { LogEntries, LogEntry } from "../../core/logs/store.ts";
import type { LogView, PageEntry } from "../../core/logs/view.ts";
import { type Colours, serviceColour } from "../log-colours.ts";
import { type Style, styleFor } from "../style.ts";
import { fitText, padText } from "../width.ts";
import { emptyWords } from "./log-empty.ts";
import { logLabels } from "./log-labels.ts";

export interface LogPaneQuestion {
  readonly view: LogView;
  readonly entries: LogEntries;
  /** The pane's own size. */
  readonly columns: number;
  readonly height: number;
  readonly colours: Colours;
  /** The engine's time before each line, `15:04:05.678`. */
  readonly timestamps: boolean;
  /** The place of each service in the row of colours; without it that of its name among those met so far. */
  readonly colourPlaces?: ReadonlyMap<string, number>;
}

export interface LogPane {
  /** Changes with anything that is seen in the pane. */
  stamp(): string;
  /** `height` rows of printable characters and colours, none wider than `columns`. */
  rows(): readonly string[];
}

/**
 * The log pane of a moment, painted by hand: the page of the view, which is told how much room it has.
 *
 *     api    │ listening on :8080
 *     ── worker restarted ──
 *     worker │ panic: out of jobs
 *
 * Each line begins with its service in its colour; the bar of a line of stderr is red, and without colours a `!`. The further rows of a
 * wrapped line, and the further pieces of one that is too long to be kept in one, stand under its text.
 */
export function logPane(question: LogPaneQuestion): LogPane {
  const { view, entries, columns, height, colours, timestamps } = question;
  const sources = entries.sources();
  const labels = logLabels(sources, view.isVisible);
  const style = styleFor(colours !== "none");
  const places = question.colourPlaces ?? new Map<string, number>();
  const known = [...new Set(sources.map(({ service }) => service))].sort();
  const layout = layoutOf(columns, labels.columns(), timestamps);
  view.resize({ rows: height, columns: layout.text });

  const label = (entry: LogLineEntry): string => {
    const text = padText(fitText(labels.name(entry.source), layout.label), layout.label);
    const { service } = entry.source;
    const colour = serviceColour(places.get(service) ?? known.indexOf(service), colours);
    return colour === "" ? text : `${colour}${text}\x1b[0m`;
  };
  const lineRows = (entry: LogLineEntry, { sequence, row, rows }: PageEntry): readonly string[] => {
    const coloured = view.text(sequence) ?? "";
    const plain = withoutColours(coloured);
    const text = colours === "none" ? plain : coloured;
    const spans = view.places(plain);
    const pieces = view.isWrapped()
      ? wrapText(text, layout.text, spans).slice(row, row + rows)
      : [clipText(text, layout.text, view.skip(), spans)];
    const bar = barOf(entry.stream, colours, style);
    const rest = `${" ".repeat(layout.label)} ${bar} ${" ".repeat(layout.clock)}`;
    return pieces.map((piece, at) => {
      if (row + at > 0 || entry.continued) return rest + piece;
      const time = timestamps ? `${style.dim(clockOf(entry.atNs, view.zoneMinutes()))} ` : "";
      return `${label(entry)} ${bar} ${time}${piece}`;
    });
  };
  const rowsOf = (seen: PageEntry): readonly string[] => {
    const entry = entries.entry(seen.sequence);
    if (entry === undefined) return [];
    return entry.kind === "line" ? lineRows(entry, seen) : [style.dim(clipText(`── ${labels.mark(entry.mark)} ──`, columns))];
  };

  return {
    stamp: () => `${view.stamp()} ${columns} ${layout.label} ${sources.length} ${colours} ${timestamps} ${view.zoneMinutes()}`,
    rows() {
      const page = view.page();
      const rows = page.length === 0 ? [style.dim(clipText(emptyWords(view.status()), columns))] : page.flatMap(rowsOf);
      return Array.from({ length: height }, (_, at) => rows[at] ?? "");
    },
  };
}

type LogLineEntry = LogEntry & { readonly kind: "line" };

/** Columns of a row's parts, their spaces included but for those around the bar. */
interface Layout {
  readonly label: number;
  readonly clock: number;
  readonly text: number;
}

/** A quarter of a narrow pane is enough for names. */
function layoutOf(columns: number, longestName: number, timestamps: boolean): Layout {
  const label = Math.min(longestName, Math.max(4, Math.floor(columns / 4)));
  const clock = timestamps ? "15:04:05.678 ".length : 0;
  return { label, clock, text: Math.max(2, columns - label - barColumns - clock) };
}

const barColumns = " │ ".length;

function barOf(stream: "stdout" | "stderr", colours: Colours, style: Style): string {
  if (stream === "stdout") return style.dim("│");
  return colours === "none" ? "!" : style.red("│");
}
