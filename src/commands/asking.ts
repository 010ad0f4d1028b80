import type { Asking } from "../ui/ask.ts";
import type { Context } from "./context.ts";

/** Whether there is a terminal to ask on. */
export function canAsk({ process, stdout }: Context): boolean {
  return process.stdin.isTTY === true && stdout.isTTY === true;
}

/** Where a question is asked and answered. */
export function asking({ process, stdout, signal }: Context): Asking {
  return { input: process.stdin, output: stdout, signal };
}
