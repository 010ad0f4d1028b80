/** A start command that waits for other services before it starts the program, taken apart. */
export interface WaitWrapper {
  /** What it waits with, as written: `wait-for.sh`, `dockerize`, `nc loop`. */
  readonly waiter: string;
  /** The program behind the wait, as argv. */
  readonly command: readonly string[];
}

/**
 * Recognises wait-for.sh, wait-for-it.sh, wait-for-postgres.sh and the like (`wait-for… host:port -- program`), dockerize, wait4x
 * and a shell loop around `nc -z` or pg_isready, in exec form or as the string of `sh -c`. Undefined: the command waits for nothing.
 * `argv` is the container's whole start command: entrypoint followed by command.
 */
export function unwrapWait(argv: readonly string[]): WaitWrapper | undefined {
  const shell = shellLine(argv);
  if (shell === undefined) return unwrapArgv(argv);
  return unwrapLoop(shell.line, shell.prefix) ?? unwrapShellLine(shell);
}

interface ShellLine {
  /** `["sh", "-c"]`. */
  readonly prefix: readonly string[];
  readonly line: string;
}

function shellLine(argv: readonly string[]): ShellLine | undefined {
  const [shell, flag, line] = argv;
  if (shell === undefined || line === undefined || argv.length !== 3) return undefined;
  return /(^|\/)(sh|bash|ash|dash)$/.test(shell) && /^-[a-z]*c$/.test(flag ?? "") ? { prefix: [shell, flag ?? "-c"], line } : undefined;
}

/** `wait-for.sh db:5432 -t 30 -- ./main` and `dockerize -wait tcp://db:5432 -timeout 30s ./main`. */
function unwrapArgv(argv: readonly string[]): WaitWrapper | undefined {
  const start = /^(sh|bash|ash|dash)$/.test(baseName(argv[0])) ? 1 : 0;
  const waiter = baseName(argv[start]);
  const rest = argv.slice(start + 1);
  if (/^wait[-_]?for([-_].*)?(\.sh)?$/.test(waiter) || waiter === "wait4x" || waiter === "wait-on") {
    const dashes = rest.indexOf("--");
    return dashes < 0 ? undefined : { waiter, command: rest.slice(dashes + 1) };
  }
  if (waiter === "dockerize") return { waiter, command: afterDockerizeFlags(rest) };
  return undefined;
}

/** Flags of dockerize that take no value. Source: the flag list of jwilder/dockerize. */
const dockerizeSwitches = new Set(["-version", "-no-overwrite", "-poll", "-exit-code", "-validate-cert", "-skip-tls-verify", "-multiline"]);

function afterDockerizeFlags(words: readonly string[]): readonly string[] {
  let position = 0;
  while (position < words.length) {
    const word = (words[position] ?? "").replace(/^--/, "-");
    if (word === "-") return words.slice(position + 1);
    if (!word.startsWith("-")) return words.slice(position);
    position += word.includes("=") || dockerizeSwitches.has(word) ? 1 : 2;
  }
  return [];
}

/** `until nc -z db 5432; do sleep 1; done; exec ./main` and the same with `while !` and `&&`. */
function unwrapLoop(line: string, prefix: readonly string[]): WaitWrapper | undefined {
  const loop = /^\s*(?:until|while\s*!)\s+(?<test>[^;]*\b(?:nc|pg_isready|mysqladmin|curl|wget)\b[^;]*);\s*do\b.*?;?\s*done\s*(?:;|&&)\s*(?<rest>.+)$/s.exec(line);
  const rest = loop?.groups?.rest?.trim();
  if (!rest) return undefined;
  const waiter = /\b(nc|pg_isready|mysqladmin|curl|wget)\b/.exec(loop?.groups?.test ?? "")?.[0] ?? "shell";
  return { waiter: `${waiter} loop`, command: [...prefix, rest] };
}

/** `sh -c "./wait-for.sh db:5432 -- ./main --port 80"`: what stands behind `--` stays one shell line. */
function unwrapShellLine({ prefix, line }: ShellLine): WaitWrapper | undefined {
  const match = /^\s*(?:exec\s+)?(?<words>(?:(?:sh|bash)\s+)?\S*(?:wait[-_]?for\S*|wait4x|dockerize)\s[^;&|]*?)(?:\s--\s+|\s*&&\s*)(?<rest>.+)$/s.exec(line);
  const words = match?.groups?.words?.trim().split(/\s+/);
  const rest = match?.groups?.rest?.trim();
  if (!words || !rest) return undefined;
  const waiter = words.map((word) => baseName(word)).find((word) => !/^(sh|bash)$/.test(word)) ?? "wait-for";
  return { waiter, command: [...prefix, rest] };
}

function baseName(path: string | undefined): string {
  return path?.split("/").at(-1) ?? "";
}
