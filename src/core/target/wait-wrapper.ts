import { baseName, isShell } from "./programs.ts";

/** A start command that waits for other services before it starts the program, taken apart. */
export interface WaitWrapper {
  /** What it waits with, as written: `wait-for.sh`, `dockerize`, `nc loop`. */
  readonly waiter: string;
  /** The words of the wait, in which the names of what it waits for stand. */
  readonly waitsFor: readonly string[];
  /** The program behind the wait, as argv; empty where there is none. */
  readonly command: readonly string[];
}

/**
 * Recognises wait-for.sh, wait-for-it.sh, wait-for-postgres.sh and the like (`wait-for… host:port -- program`), dockerize, wait4x
 * and a shell loop around `nc -z`, pg_isready or /dev/tcp, in exec form or as the string of `sh -c`, also several in a row.
 * Undefined: the command waits for nothing. `argv` is the container's whole start command: entrypoint followed by command.
 */
export function unwrapWait(argv: readonly string[]): WaitWrapper | undefined {
  const outer = unwrapOnce(argv);
  const inner = outer && unwrapWait(outer.command);
  return inner ? { waiter: outer.waiter, waitsFor: [...outer.waitsFor, ...inner.waitsFor], command: inner.command } : outer;
}

function unwrapOnce(argv: readonly string[]): WaitWrapper | undefined {
  const shell = shellLine(argv);
  return shell ? (unwrapLoop(shell) ?? unwrapShellLine(shell)) : unwrapArgv(argv);
}

interface ShellLine {
  /** `["sh", "-c"]`. */
  readonly prefix: readonly string[];
  readonly line: string;
}

function shellLine(argv: readonly string[]): ShellLine | undefined {
  const [shell, flag, line, ...more] = argv;
  if (shell === undefined || flag === undefined || line === undefined || more.length > 0) return undefined;
  return isShell(shell) && /^-[a-z]*c$/.test(flag) ? { prefix: [shell, flag], line } : undefined;
}

/** `wait-for.sh db:5432 -t 30 -- ./main` and `dockerize -wait tcp://db:5432 -timeout 30s ./main`. */
function unwrapArgv(argv: readonly string[]): WaitWrapper | undefined {
  const start = argv[0] !== undefined && isShell(argv[0]) ? 1 : 0;
  const waiter = baseName(argv[start] ?? "");
  const rest = argv.slice(start + 1);
  if (waiter === "dockerize") return unwrapDockerize(rest);
  if (!/^wait[-_]?for([-_].*)?(\.sh)?$/.test(waiter) && waiter !== "wait4x") return undefined;
  const dashes = rest.indexOf("--");
  return dashes < 0 ? undefined : { waiter, waitsFor: rest.slice(0, dashes), command: rest.slice(dashes + 1) };
}

/** Flags of dockerize that take no value. Source: the flag list of jwilder/dockerize. */
const dockerizeSwitches = new Set([
  "-version",
  "-no-overwrite",
  "-poll",
  "-exit-code",
  "-validate-cert",
  "-skip-tls-verify",
  "-multiline",
]);

/** Undefined also where it does more than wait: it writes files from templates, or follows log files. */
function unwrapDockerize(words: readonly string[]): WaitWrapper | undefined {
  let position = 0;
  for (let word = words[0]; word?.startsWith("-"); word = words[position]) {
    const flag = word.replace(/^--/, "-").split("=")[0] ?? "";
    if (/^-(template|stdout|stderr|env|env-section|env-header)$/.test(flag)) return undefined;
    position += word.includes("=") || word === "--" || dockerizeSwitches.has(flag) ? 1 : 2;
    if (word === "--") break;
  }
  return { waiter: "dockerize", waitsFor: words.slice(0, position), command: words.slice(position) };
}

const loopTests = /\b(nc|pg_isready|mysqladmin|curl|wget)\b|\/dev\/tcp\//;

/** `until nc -z db 5432; do sleep 1; done; exec ./main` and the same with `while !` and `&&`. */
function unwrapLoop({ line, prefix }: ShellLine): WaitWrapper | undefined {
  const loop = /^\s*(?:until|while\s*!)\s*(?<test>[^;]+);\s*do\b.*?\bdone\s*(?:;|&&)\s*(?<rest>.+)$/s.exec(
    line.replaceAll("\n", "; "),
  );
  const test = loopTests.exec(loop?.groups?.test ?? "");
  const rest = loop?.groups?.rest?.trim();
  if (!test || !rest) return undefined;
  const waiter = `${test[1] ?? "/dev/tcp"} loop`;
  return { waiter, waitsFor: [loop?.groups?.test ?? ""], command: [...prefix, rest] };
}

/** `sh -c "./wait-for-it.sh db:5432 -- ./main --port 80"`: what stands behind `--`, `&&` or `;` stays one shell line. */
function unwrapShellLine({ prefix, line }: ShellLine): WaitWrapper | undefined {
  const waiters = String.raw`(?:(?:sh|bash)\s+)?\S*(?:wait[-_]?for\S*|wait4x|wait-on|dockerize)`;
  const match = new RegExp(
    `^\\s*(?:exec\\s+)?(?<words>${waiters}\\s[^;&|]*?)(?:\\s--\\s+|\\s*(?:&&|;)\\s*)(?<rest>.+)$`,
    "s",
  ).exec(line);
  const words = match?.groups?.words?.trim().split(/\s+/);
  const rest = match?.groups?.rest?.trim();
  if (!words || !rest) return undefined;
  const waiter = words.map(baseName).find((word) => !isShell(word)) ?? "wait-for";
  return { waiter, waitsFor: words, command: [...prefix, rest] };
}
