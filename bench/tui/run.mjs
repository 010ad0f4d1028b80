// The terminal UI on a real engine in a real pty, beside what else shows the same; see ../README.md. `run.mjs [--short] [--only=<contestant>] [measure …]`.
import { loadavg } from "node:os";
import { absent } from "./contestants.mjs";
import { firstPaint } from "./first-paint.mjs";
import { million } from "./million.mjs";
import { build, remove } from "./project.mjs";
import { idle, streaming } from "./streaming.mjs";
import { figures } from "./table.mjs";

const words = process.argv.slice(2);
const isShort = words.includes("--short");
const many = (full, short) => (isShort ? short : full);

const measures = {
  "first-paint": (table) => firstPaint(table, { rounds: many(11, 3) }),
  idle: (table) => idle(table, { windows: many(5, 2) }),
  "5k": (table) =>
    streaming(table, {
      rate: 5000,
      windows: many(5, 2),
      presses: many(40, 8),
      goals: { cpu: " (≤ 10 %)", line: " (≤ 60 ms)", key: " (≤ 20 ms)" },
    }),
  "50k": (table) =>
    streaming(table, { rate: 50_000, windows: many(3, 1), presses: 0, goals: { cpu: "", line: " (≤ 120 ms)", key: "" } }),
  million: (table) => million(table, { rounds: many(2, 1), minutes: many(1, 0.2) }),
};

const wanted = words.filter((word) => !word.startsWith("--"));
const unknown = wanted.filter((word) => !(word in measures));
if (unknown.length > 0) throw new Error(`no measure ${unknown.join(", ")}; there are ${Object.keys(measures).join(", ")}`);

const began = Date.now();
const table = figures();
const load = () =>
  loadavg()
    .map((load) => load.toFixed(1))
    .join(" ");
console.log(`before: ${load()}`);
// Also of a run that is ended early: what there is, and no containers left.
process.once("exit", () => {
  remove();
  console.log(`after:  ${load()}; ${Math.round((Date.now() - began) / 1000)} s in all`);
  if (absent.length > 0) console.log(`not on PATH, so not measured: ${absent.join(", ")}`);
  console.log();
  table.print({
    exec: "`node -e 0`",
    CPU: "docker compose logs -f",
    "wake-ups": "docker compose logs -f",
    "1 M lines": "bare Engine API read (node:http)",
    "a log": "bare Engine API read (node:http)",
  });
});
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
build();
for (const [name, measure] of Object.entries(measures)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stderr.write(`${name}, ${load()}\n`);
  await measure(table);
}
process.exit();
