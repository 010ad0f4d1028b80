// gdev's way from the engine to the store, without the UI: `<project> follow <lines>` until so many lines have come, `<project> history` for a whole log.
import type { LogItem } from "../../src/core/logs/service-lines.ts";
import { logStore } from "../../src/core/logs/store.ts";
import { openEngine } from "../../src/docker/engine.ts";
import { followLogs } from "../../src/run/follow/follow.ts";
import { fillStore } from "../../src/run/session/logs.ts";

const [project = "", how, wanted] = process.argv.slice(2);
const engine = await openEngine(process.env);
const store = logStore();
const driftMs = Date.now() + 0.5 - (performance.timeOrigin + performance.now());
let seen = 0;
let wrong = 0;
let newest: number | undefined;
let last: Uint8Array | undefined;

if (how === "follow") {
  const ends = new AbortController();
  const { signal } = ends;
  await fillStore({ engine, project, services: [], store, signal, onItem: (item) => follow(item, ends), onOlder: () => {} });
} else {
  const beganMs = performance.now();
  for await (const item of followLogs({ engine, project, follow: false })) {
    store.add(item);
    count(item);
  }
  const { user, system } = process.cpuUsage();
  process.stdout.write(JSON.stringify({ ms: performance.now() - beganMs, cpuMs: (user + system) / 1000, seen, wrong }));
}

function follow(item: LogItem, ends: AbortController): void {
  if (newest === undefined) process.stdout.write("ready\n");
  count(item);
  if (seen < Number(wanted)) return;
  ends.abort();
  const atMs = performance.timeOrigin + performance.now() + driftMs;
  const text = new TextDecoder().decode(last);
  process.stdout.write(JSON.stringify({ atMs, last: text, seen, wrong, rss: process.memoryUsage.rss() }));
}

/** `#1.000000042@…`: the numbers have to follow one another. */
function count(item: LogItem): void {
  if (item.kind === "mark") return;
  for (const { bytes } of item.lines) {
    let number = 0;
    for (let at = 3; at < 12; at++) number = number * 10 + (bytes[at] ?? 0) - 0x30;
    if (number !== (newest ?? -1) + 1) wrong++;
    newest = number;
    seen++;
    last = bytes;
  }
}
