import { createInterface } from "node:readline/promises";
import { Interrupted } from "../core/error.ts";
import { safeText } from "../core/logs/escape.ts";
import type { Asking } from "./ask.ts";

/** Asks for a word on one line and resolves to it without blanks around it, or to the fallback for none. Throws Interrupted when the signal aborts. */
export async function askWord(question: string, fallback: string, { input, output, signal }: Asking): Promise<string> {
  const lines = createInterface({ input, output, terminal: false });
  try {
    const ended = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
    const asked = `${safeText(question, "none")}${fallback === "" ? "" : ` [${safeText(fallback, "none")}]`}: `;
    const answer = await Promise.race([lines.question(asked, { signal }), ended]);
    return answer.trim() || fallback;
  } catch (error) {
    throw signal.aborted ? new Interrupted() : error;
  } finally {
    lines.close();
  }
}
