// A program on the terminal, for tui-terminal.test.ts: it stands where cli.ts and the TUI stand, and ends in every way that a key asks for.
import { spawn } from "node:child_process";
import { Box, Text } from "ink";
import { useEffect, useState } from "react";
import type { Input } from "../../src/ui/tui/keys.ts";
import { drawOnScreen, useScreenSize } from "../../src/ui/tui/screen-ink.ts";
import { spinner, stopwatch } from "../../src/ui/tui/screen-marks.ts";
import { openTerminal } from "../../src/ui/tui/terminal.ts";

let typed = "";
let show = (): void => {};
const startedAt = Date.now();

const terminal = openTerminal({
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  colour: true,
  onInput: take,
  onGone: hangUp,
  stopProcess: () => process.kill(0, "SIGTSTP"),
});
process.on("exit", terminal.restore);
process.on("SIGCONT", terminal.continued);
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGQUIT", 131],
] as const)
  process.on(signal, () => process.exit(code));
process.on("SIGHUP", hangUp);
process.on("uncaughtException", (error) => {
  terminal.restore();
  console.error(`it crashed: ${error.stack}`);
  process.exit(1);
});

terminal.take();
terminal.screen.paintFirst(["loading"]);
const { ended } = await drawOnScreen(terminal.screen, <Stage />);
await ended;

function Stage() {
  const [, render] = useState(0);
  const [broken, setBroken] = useState(false);
  const { columns, rows } = useScreenSize(terminal.screen);
  show = () => render((count) => count + 1);
  useEffect(() => {
    if (typed.endsWith("E")) throw new Error("broken in an effect");
  });
  if (typed.endsWith("T") && !broken) {
    setBroken(true);
    throw new Error("broken in a component");
  }
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Text wrap="truncate">
        <Text color="cyan">{spinner}</Text> {columns}×{rows} {stopwatch(startedAt)}|
      </Text>
      <Text wrap="truncate">typed: {typed}|</Text>
      <Text>pid {process.pid}</Text>
      <Box flexGrow={1} />
      <Text wrap="truncate" inverse>
        {"the last row".padEnd(columns - 1, ".")}!
      </Text>
    </Box>
  );
}

function take(input: Input): void {
  if (input.kind === "paste") typed += `<${input.text.replaceAll("\n", "¶")}>`;
  if (input.kind !== "key") return;
  typed += input.ctrl ? `^${input.name}` : input.name;
  if (input.name === "q") terminal.restore();
  if (input.name === "q") setImmediate(() => process.exit(0));
  if (input.name === "X") process.exit(3);
  if (input.name === "U") throw new Error("broken in a key");
  if (input.name === "R") void Promise.reject(new Error("broken in a promise"));
  if (input.name === "W") process.emitWarning("a warning of a library");
  if (input.name === "z" && input.ctrl) terminal.suspend();
  if (input.name === "!") void lend();
  show();
}

async function lend(): Promise<void> {
  const code = await terminal.handOver(shell);
  typed += `[${code}]`;
  show();
}

/** Dies of the signal itself: at an exit, Node 20 wants to restore a terminal that is not there any more, and aborts (nodejs/node#51519). */
function hangUp(): void {
  terminal.restore();
  process.removeAllListeners("SIGHUP");
  process.kill(process.pid, "SIGHUP");
}

function shell(): Promise<number | null> {
  return new Promise((resolve) =>
    spawn("sh", [], { stdio: "inherit", env: { ...process.env, PS1: "shell$ " } }).once("exit", resolve),
  );
}
