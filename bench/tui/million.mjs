// A container prints a million lines as fast as it can while it is followed: until the last one is there, and what stays behind.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { here } from "../measure.mjs";
import { contestants, gdevUi } from "./contestants.mjs";
import { cpuMs, rssMb } from "./process.mjs";
import { ask, containerOf, env, folder, signal, socket, start } from "./project.mjs";
import { settled } from "./streaming.mjs";
import { linesIn, nowMs, open, sleep } from "./terminal.mjs";

const count = 1_000_000;
/** Half a million of these fit into what gdev keeps. */
const lineBytes = 96;
const limitMs = 60_000;
const what = "1 M lines printed → the last one is there";
const sinceNow = "follow=1&stdout=1&stderr=1&timestamps=1&tail=1";

export async function million(table, { rounds, minutes }) {
  const ingest = await ingestProgram();
  for (let round = 0; round < rounds; round++) {
    await once(table, "bare Engine API read (node:http)", 0, bareNode);
    if (round === 0) await once(table, "bare Engine API read (curl)", 0, bareCurl);
    if (round === 0) await once(table, "gdev's ingest without its UI", 0, (begin) => ingest.follow(table, begin));
    for (const contestant of contestants) {
      if (round > 0 && contestant.isEmulated) continue;
      const isLast = contestant === gdevUi && round === rounds - 1;
      await once(table, contestant.name, isLast ? 5000 : 0, (begin) => onScreen(table, contestant, begin, isLast ? minutes : 0));
    }
  }
  await stored(table, ingest);
  ingest.remove();
}

/** One service that waits for its signal. `follow` calls `begin` when it is ready, and resolves to the bytes of the last line and the time when it came. */
async function once(table, name, after, follow) {
  start([["-first", "5", "-bytes", `${lineBytes}`, "-burst", `${count}`, "-after", `${after}`]]);
  await sleep(500);
  const last = await follow(() => signal(1));
  if (last === undefined) return table.add(what, name, "s", undefined);
  const begunMs = Number(/begun=(\d+)/.exec(last.bytes.toString("latin1"))[1]) / 1000;
  table.add(what, name, "s", (last.atMs - begunMs) / 1000);
  linesIn(last.bytes.subarray(last.bytes.indexOf("begun=") - 40), (_service, number, printedMs) => {
    if (number === count + 4)
      table.add("the container's own printing meanwhile", `beside ${name}`, "s", (printedMs - begunMs) / 1000);
  });
}

const isLast = (bytes) => {
  const at = bytes.indexOf("begun=");
  return at !== -1 && bytes.length >= at + 22;
};

/** Here every line comes as a piece of its own, and nothing is done with it. */
function bareNode(begin) {
  return new Promise((resolve, reject) => {
    let asked = false;
    ask(`/containers/${containerOf(1)}/logs?${sinceNow}`, (bytes, request) => {
      if (!asked) begin();
      asked = true;
      if (!isLast(bytes)) return;
      resolve({ bytes, atMs: nowMs() });
      request.destroy();
    }).catch(reject);
  });
}

function bareCurl(begin) {
  return new Promise((resolve) => {
    const curl = spawn("curl", ["-sN", "--unix-socket", socket(), `http://docker/containers/${containerOf(1)}/logs?${sinceNow}`]);
    let before = Buffer.alloc(0);
    curl.stdout.once("data", begin);
    curl.stdout.on("data", (bytes) => {
      const whole = Buffer.concat([before, bytes]);
      before = whole.subarray(-128);
      if (!isLast(whole)) return;
      resolve({ bytes: whole, atMs: nowMs() });
      curl.kill();
    });
  });
}

async function onScreen(table, contestant, begin, minutes) {
  const program = await open(contestant);
  await settled(program, contestant, 3000);
  let bytes;
  const came = program.until((chunk) => {
    bytes = chunk;
    return isLast(chunk);
  }, limitMs);
  const before = cpuMs(program.pid);
  begin();
  const atMs = await came;
  if (atMs !== undefined) table.add("CPU time for 1 M lines", contestant.name, "s", (cpuMs(program.pid) - before) / 1000);
  table.add("RSS after 1 M lines (goal ≤ 200 MB)", contestant.name, "MB", rssMb(program.pid));
  if (minutes > 0) {
    await flatness(table, contestant, program, minutes);
    await saved(table, program);
  }
  await program.close();
  return atMs === undefined ? undefined : { bytes, atMs };
}

/** A minute more, at 5000 lines/s. */
async function flatness(table, { name }, { pid }, minutes) {
  signal(1);
  for (let sample = 0; sample < minutes * 12; sample++) {
    await sleep(5000);
    table.add("RSS in the minute after it, at 5 000 lines/s", name, "MB", rssMb(pid));
  }
}

/** What the UI's own `s` writes: the kept lines, none missing, none twice. */
async function saved(table, program) {
  program.press("s");
  await sleep(300);
  const done = program.until((bytes) => bytes.includes("saved to"), 20_000);
  program.press("\r");
  if ((await done) === undefined) throw new Error("gdev did not save its lines");
  const [file] = readdirSync(folder).filter((entry) => entry.endsWith(".log"));
  let lines = 0;
  let newest;
  let wrong = 0;
  linesIn(readFileSync(join(folder, file)), (_service, number) => {
    if (newest !== undefined && number !== newest + 1) wrong++;
    newest = number;
    lines++;
  });
  table.add("lines saved by `s`", "gdev", "lines", lines);
  table.add("of them not one after the other (goal 0)", "gdev", "lines", wrong);
}

/** gdev's own ingest as a program: the repository's TypeScript, bundled as gdev is. */
async function ingestProgram() {
  const home = mkdtempSync(join(tmpdir(), "gdev-bench-"));
  const { status, stderr } = spawnSync(process.execPath, [here("../src/build.mjs"), here("tui/ingest.ts"), join(home, "bundle")]);
  if (status !== 0) throw new Error(`bench/tui/ingest.ts: ${stderr}`);
  const run = (...args) => {
    const child = spawn(process.execPath, [join(home, "bundle/ingest.js"), env.COMPOSE_PROJECT_NAME, ...args], { env });
    child.stderr.pipe(process.stderr);
    return child;
  };
  return {
    run,
    remove: () => rmSync(home, { recursive: true, force: true }),
    async follow(table, begin) {
      const { ready, result } = answersOf(run("follow", `${count + 5}`));
      await ready;
      begin();
      const { atMs, last, seen, wrong, rss } = await result;
      table.add("lines ingested, counted (goal: all)", "gdev's ingest without its UI", "lines", seen);
      table.add("of them lost, doubled or out of order (goal 0)", "gdev's ingest without its UI", "lines", wrong);
      table.add("RSS after 1 M lines (goal ≤ 200 MB)", "gdev's ingest without its UI", "MB", rss / 1e6);
      return { atMs, bytes: Buffer.from(last) };
    },
  };
}

function answersOf(child) {
  let text = "";
  let isReady;
  const ready = new Promise((resolve) => {
    isReady = resolve;
  });
  const result = new Promise((resolve, reject) => {
    child.stdout.on("data", (bytes) => {
      text += bytes;
      if (text.includes("ready\n")) isReady();
    });
    child.on("close", (code) =>
      code === 0 ? resolve(JSON.parse(text.replace("ready\n", ""))) : reject(new Error("ingest failed")),
    );
  });
  return { ready, result };
}

/** The last container's log again, from its beginning: with all of its lines there, reading is all that takes time. */
async function stored(table, ingest) {
  const beganMs = nowMs();
  await ask(`/containers/${containerOf(1)}/logs?stdout=1&stderr=1&timestamps=1`, () => {});
  table.add("a log of 1 M lines read whole", "bare Engine API read (node:http)", "s", (nowMs() - beganMs) / 1000);
  const { ms } = await answersOf(ingest.run("history")).result;
  table.add("a log of 1 M lines read whole", "gdev's ingest without its UI", "s", ms / 1000);
}
