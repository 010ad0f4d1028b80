import { lineText } from "../../core/logs/bytes.ts";
import { withoutColours } from "../../core/logs/clip.ts";
import { safeText } from "../../core/logs/escape.ts";
import type { LogEntries } from "../../core/logs/store.ts";
import { formatNs } from "../../core/logs/time.ts";
import type { LogView } from "../../core/logs/view.ts";
import { padText } from "../width.ts";
import { logLabels } from "./log-labels.ts";

/** The lines on the page, whole and as they are shown, without colours: `api    | listening`, each with a line end. For the clipboard. */
export function visibleText(view: LogView, entries: LogEntries): string {
  const labels = logLabels(entries.sources(), view.isVisible);
  return view
    .page()
    .map(({ sequence }) => {
      const entry = entries.entry(sequence);
      if (entry === undefined) return "";
      if (entry.kind === "mark") return `-- ${labels.mark(entry.mark)}\n`;
      return `${padText(labels.name(entry.source), labels.columns())} | ${withoutColours(view.text(sequence) ?? "")}\n`;
    })
    .join("");
}

/**
 * All lines that are shown, also those that filter and search have not come to yet, in pieces of some 64 KiB: as `gdev logs -t` prints
 * them, with the engine's full time and what the container wrote, without colours.
 */
export function* savedLines(view: LogView, entries: LogEntries): Generator<string> {
  const labels = logLabels(entries.sources(), view.isVisible);
  const columns = labels.columns();
  let text = "";
  let last: number | undefined;
  for (const sequence of view.sequences()) {
    const entry = entries.entry(sequence);
    if (entry === undefined) continue;
    if (entry.kind === "line" && entry.continued && last === sequence - 1) text += safeText(lineText(entry.bytes), "none");
    else {
      if (last !== undefined) text += "\n";
      text +=
        entry.kind === "mark"
          ? `-- ${labels.mark(entry.mark)}`
          : `${padText(labels.name(entry.source), columns)} | ${formatNs(entry.atNs)} ${safeText(lineText(entry.bytes), "none")}`;
    }
    last = sequence;
    if (text.length < pieceLength) continue;
    yield text;
    text = "";
  }
  if (last !== undefined) yield `${text}\n`;
}

const pieceLength = 64 * 1024;
