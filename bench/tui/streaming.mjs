// While eight services print: from a line's printing to its being on the screen, from a key to what it changes, and what that costs.
import { contestants } from "./contestants.mjs";
import { cpuMs, rssMb, wakes } from "./process.mjs";
import { start } from "./project.mjs";
import { hasLine, linesIn, nowMs, open, sleep } from "./terminal.mjs";

const windowMs = 2000;
/** By then its hot paths are compiled, and what it reads at its start has been read. */
const settleMs = 6000;

/** `rate`: lines a second of all services together. `goals`: in words, of the rows of this measure. */
export async function streaming(table, { rate, windows, presses, goals }) {
  const perSecond = `${rate.toLocaleString("en").replace(",", " ")} lines/s`;
  start(Array.from({ length: 8 }, () => ["-first", "100", "-rate", `${rate / 8}`]));
  await sleep(500);
  for (const contestant of contestants) {
    const program = await open(contestant);
    try {
      await settled(program, contestant);
      const latencies = latenciesOf(program);
      await costs(table, `at ${perSecond}`, contestant, program, { windows, goal: goals.cpu });
      for (const ageMs of latencies())
        table.add(`line printed → on screen at ${perSecond}${goals.line}`, contestant.name, "ms", ageMs);
      if (presses === 0) continue;
      for (const { name, pair } of contestant.keys ?? []) {
        const answers = await keys(program, pair, presses);
        table.add(`key → screen at ${perSecond}${goals.key}`, `${contestant.name}, ${name}`, "ms", ...answers);
      }
    } finally {
      await program.close();
    }
  }
}

/** Nobody prints anything. */
export async function idle(table, { windows }) {
  start(Array.from({ length: 8 }, () => ["-first", "100"]));
  await sleep(500);
  for (const contestant of contestants) {
    const program = await open(contestant);
    await settled(program, contestant);
    await costs(table, "idle", contestant, program, { windows, goal: " (≤ 1 %)" });
    table.add("RSS idle", contestant.name, "MB", rssMb(program.pid));
    await program.close();
  }
}

/** Waits until lines are shown, and a while longer. */
export async function settled(program, { prepare }, ms = settleMs) {
  if (prepare) {
    await sleep(1000);
    program.press(prepare);
  }
  await program.until(hasLine);
  await sleep(ms);
}

async function costs(table, when, { name }, { pid }, { windows, goal }) {
  for (let window = 0; window < windows; window++) {
    const before = { cpuMs: cpuMs(pid), wakes: wakes(pid), atMs: nowMs() };
    await sleep(windowMs);
    const passedMs = nowMs() - before.atMs;
    table.add(`CPU ${when}${goal}`, name, "% of a core", ((cpuMs(pid) - before.cpuMs) / passedMs) * 100);
    table.add(`wake-ups ${when}`, name, "/s", ((wakes(pid) - before.wakes) / passedMs) * 1000);
  }
}

/** How old each line is when it is seen for the first time; gives what was gathered, and ends. */
function latenciesOf(program) {
  const newest = new Map();
  const ages = [];
  const end = program.listen((bytes, atMs) => {
    linesIn(bytes, (service, number, printedMs) => {
      if (number <= (newest.get(service) ?? -1)) return;
      newest.set(service, number);
      ages.push(atMs - printedMs);
    });
  });
  return () => {
    end();
    return ages;
  };
}

async function keys(program, pair, presses) {
  const answers = [];
  for (let press = 0; press < presses; press++) {
    const { key, isSeen } = pair[press % pair.length];
    // At any moment of the programs' own rhythms.
    await sleep(100 + Math.random() * 150);
    const seen = program.until(isSeen, 5000);
    const pressedMs = nowMs();
    program.press(key);
    const seenMs = await seen;
    answers.push(seenMs === undefined ? undefined : seenMs - pressedMs);
  }
  return answers;
}
