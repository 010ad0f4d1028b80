// From exec to the first text, to all services with their true state, and to the first line of the logs.

import pty from "@lydell/node-pty";
import { contestants } from "./contestants.mjs";
import { env, folder, start } from "./project.mjs";
import { hasLine, nowMs, open, sleep } from "./terminal.mjs";

export async function firstPaint(table, { rounds }) {
  start(Array.from({ length: 8 }, () => ["-first", "100"]));
  await sleep(1000);
  for (let round = 0; round < rounds; round++) {
    table.add("exec → end", "`node -e 0`", "ms", await bareNode());
    for (const contestant of contestants) await paint(table, contestant);
  }
}

function bareNode() {
  const startedMs = nowMs();
  const child = pty.spawn(process.execPath, ["-e", "0"], { cols: 200, rows: 50, cwd: folder, env });
  return new Promise((resolve) => child.onExit(() => resolve(nowMs() - startedMs)));
}

async function paint(table, contestant) {
  const program = await open(contestant);
  let written = Buffer.alloc(0);
  program.listen((bytes) => {
    written = contestant.isEmulated ? bytes : Buffer.concat([written, bytes]);
  });
  const moments = [
    ["exec → first paint (goal ≤ 120 ms)", contestant.hasPainted],
    ["exec → services with their state (≤ 250 ms)", contestant.hasServices && (() => contestant.hasServices(written))],
    // Who shows one container only shows any of this engine's.
    ["exec → first log lines (≤ 300 ms)", contestant.prepare ? undefined : hasLine],
  ].filter(([, test]) => test !== undefined);
  const times = await Promise.all(moments.map(([, test]) => program.until(test, 4000)));
  await program.close();
  for (const [at, [what]] of moments.entries())
    table.add(what, contestant.name, "ms", times[at] === undefined ? undefined : times[at] - program.startedMs);
}
