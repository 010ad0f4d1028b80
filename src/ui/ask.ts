import { createInterface } from "node:readline/promises";
import type { Readable } from "node:stream";
import { Interrupted } from "../core/error.ts";

export interface Asking {
  readonly input: Readable;
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

/** Asks a question on one line and resolves to true for y or yes; an end of input is no. Throws Interrupted when the signal aborts. */
export async function askYes(question: string, { input, output, signal }: Asking): Promise<boolean> {
  const lines = createInterface({ input, output, terminal: false });
  try {
    const ended = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
    const answer = await Promise.race([lines.question(`${question} [y/N] `, { signal }), ended]);
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    throw signal.aborted ? new Interrupted() : error;
  } finally {
    lines.close();
  }
}
