import { lineText } from "./bytes.ts";
import { safeText } from "./escape.ts";
import { mayBeStructured, parseStructured } from "./structured.ts";
import { structuredText } from "./structured-text.ts";

export interface LineLook {
  /** Structured lines as their container wrote them. */
  readonly raw: boolean;
  /** How far the reader's zone is ahead of UTC. */
  readonly zoneMinutes: number;
}

/**
 * A container's line as it is shown: structured lines laid out (`structuredText`, may hold line feeds), others as they are, both
 * harmless (`safeText`), with their colours or without.
 */
export function shownText(bytes: Uint8Array, { raw, zoneMinutes }: LineLook, keep: "colours" | "none"): string {
  const text = lineText(bytes);
  if (!raw && mayBeStructured(bytes, 0, bytes.length)) {
    const structured = parseStructured(text, zoneMinutes);
    if (structured !== undefined) return structuredText(structured, keep === "colours");
  }
  return safeText(text, keep);
}
