// Who is measured, and how each of them is read.
import { accessSync, constants } from "node:fs";
import { basename, delimiter, join } from "node:path";
import { gdev } from "../measure.mjs";
import { folder } from "./project.mjs";

/**
 * `hasPainted`: the first text of its own is there. `hasServices`: all eight services are shown as running, in all that was written so far. `keys`: pairs of keys
 * that undo one another, each with how its effect is recognised.
 */
export const gdevUi = {
  name: "gdev",
  command: [process.execPath, gdev],
  quit: "q",
  hasPainted: (bytes) => bytes.includes(basename(folder)),
  hasServices: (written) => written.toString("latin1").split("mrunning").length > 8,
  keys: [
    {
      name: "selection (`j`, `k`)",
      pair: [
        { key: "j", isSeen: hasServiceRow },
        { key: "k", isSeen: hasServiceRow },
      ],
    },
    {
      name: "log pane (`w`)",
      pair: [
        { key: "w", isSeen: (bytes) => logTitle(bytes)?.includes("wrap") },
        { key: "w", isSeen: (bytes) => logTitle(bytes)?.includes("wrap") === false },
      ],
    },
  ],
};

/** The row of the second service is written only when something in it changes. */
function hasServiceRow(bytes) {
  return bytes.includes("\x1b[4;1H");
}

function logTitle(bytes) {
  return /logs.*?\x1b\[0m/s.exec(bytes.toString("latin1"))?.[0];
}

const composeLogs = { name: "docker compose logs -f", command: ["docker", "compose", "logs", "-f"], quit: "\x03" };

const lazydocker = {
  name: "lazydocker",
  command: ["lazydocker"],
  quit: "q",
  isEmulated: true,
  hasPainted: (screen) => /\w/.test(screen),
  hasServices: (screen) => screen.toString().split("running").length > 8,
  keys: [
    {
      name: "menu (`x`, esc)",
      pair: [
        { key: "x", isSeen: (screen) => screen.includes("Menu") },
        { key: "\x1b", isSeen: (screen) => !screen.includes("Menu") },
      ],
    },
  ],
};

const oxker = {
  name: "oxker",
  command: ["oxker"],
  quit: "q",
  isEmulated: true,
  /** It shows the logs of the selected container: the last one is a producer. */
  prepare: "\x1b[F",
  hasPainted: (screen) => /\w/.test(screen),
  /** Of eight containers its list shows seven. */
  hasServices: (screen) => screen.toString().split("running").length > 7,
  keys: [
    {
      name: "help (`h`)",
      pair: [
        { key: "h", isSeen: (screen) => screen.includes("github.com") },
        { key: "h", isSeen: (screen) => !screen.includes("github.com") },
      ],
    },
  ],
};

const all = [gdevUi, composeLogs, lazydocker, oxker];
const [only] = process.argv.flatMap((word) => /^--only=(.+)/.exec(word)?.[1] ?? []);

/** Those that are on this machine, and the names of those that are not. */
export const contestants = all.filter(({ name, command: [program] }) => (only ? name.startsWith(only) : isOnPath(program)));
export const absent = all.filter(({ command: [program] }) => !isOnPath(program)).map(({ name }) => name);

function isOnPath(program) {
  const folders = program.includes("/") ? [""] : (process.env.PATH ?? "").split(delimiter);
  return folders.some((path) => {
    try {
      accessSync(join(path, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
