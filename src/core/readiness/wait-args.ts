import { UserError } from "../error.ts";
import { parseDuration } from "./duration.ts";

/** What `gdev wait` was asked for. */
export interface WaitWish {
  readonly targets: readonly string[];
  /** undefined: for ever. */
  readonly timeoutMs: number | undefined;
  readonly quiet: boolean;
  readonly json: boolean;
  readonly help: boolean;
  /** The command to run afterwards; empty for none. */
  readonly command: readonly string[];
}

const defaultTimeoutMs = 30_000;

/**
 * The arguments after `gdev wait` → WaitWish. Takes gdev's own form and those of the scripts that it replaces: wait-for.sh
 * (`host:port -t 15 -q -- cmd`) and wait-for-it.sh (`-h host -p port -s -t 15 -- cmd`). A bare number is seconds, 0 is for ever.
 * `-h` without a host is help. UserError with exit code 2 for what it does not know.
 */
export function parseWaitArgs(argv: readonly string[]): WaitWish {
  const split = argv.indexOf("--");
  const words = split < 0 ? argv : argv.slice(0, split);
  const command = split < 0 ? [] : argv.slice(split + 1);
  const wish = readWords(words);
  if (!wish.help && wish.targets.length === 0) {
    throw usage("nothing to wait for", "name a service, host:port, postgres://…, tcp:host:port, http(s)://… or file:path");
  }
  return { ...wish, command };
}

interface Flag {
  readonly name: string;
  /** The value written into the same word: `-t15`, `--timeout=15`. */
  readonly joined: string | undefined;
}

function readWords(words: readonly string[]): Omit<WaitWish, "command"> {
  const targets: string[] = [];
  let wish = { timeoutMs: defaultTimeoutMs as number | undefined, quiet: false, json: false, help: false };
  let host: string | undefined;
  let port: string | undefined;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    if (!word.startsWith("-")) {
      targets.push(word);
      continue;
    }
    const flag = parseFlag(word);
    const next = words[index + 1];
    const value = (): string => {
      if (flag.joined !== undefined) return flag.joined;
      if (next === undefined || next.startsWith("-")) throw usage(`${word} needs a value`);
      index += 1;
      return next;
    };
    switch (flag.name) {
      case "-t":
      case "--timeout":
        wish = { ...wish, timeoutMs: timeout(value()) };
        break;
      case "-q":
      case "--quiet":
        wish = { ...wish, quiet: true };
        break;
      case "--json":
        wish = { ...wish, json: true };
        break;
      case "-s":
      case "--strict":
        break;
      case "-h":
        if (flag.joined === undefined && (next === undefined || next.startsWith("-"))) wish = { ...wish, help: true };
        else host = value();
        break;
      case "--host":
        host = value();
        break;
      case "-p":
      case "--port":
        port = value();
        break;
      case "--help":
        wish = { ...wish, help: true };
        break;
      default:
        throw usage(`unknown flag ${word}`);
    }
  }
  if (port !== undefined) targets.push(`${host ?? "localhost"}:${port}`);
  else if (host !== undefined) throw usage(`-h ${host} needs a port: -p 5432`);
  return { ...wish, targets };
}

function parseFlag(word: string): Flag {
  const long = /^(--[\w-]+)(?:=(.*))?$/s.exec(word);
  if (long?.[1]) return { name: long[1], joined: long[2] };
  const short = /^(-[thp])=?(.+)$/s.exec(word);
  if (short?.[1]) return { name: short[1], joined: short[2] };
  return { name: word, joined: undefined };
}

function timeout(text: string): number | undefined {
  const timeoutMs = parseDuration(text);
  if (timeoutMs === undefined) throw usage(`"${text}" is no duration`, "write seconds (15), or 30s, 2m, 500ms");
  return timeoutMs === 0 ? undefined : timeoutMs;
}

function usage(what: string, why?: string): UserError {
  return new UserError(`gdev wait: ${what}`, { exitCode: 2, ...(why ? { why } : {}), remedy: "gdev wait --help" });
}
