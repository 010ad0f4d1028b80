import type { GoFile } from "../doctor/facts/go.ts";

/** Where a program listens, as far as its text tells. */
export interface Listening {
  /** In the order in which they were found; empty: it does not listen, or does not say where. */
  readonly ports: readonly number[];
  /** The variable that tells it the port. */
  readonly variable?: string;
  /** It listens, and where could not be found: the usual port is taken. */
  readonly guessed: boolean;
}

const usualPort = 8080;

/** Variables that hold a port of something else. */
const foreign = /(DB|DATABASE|SQL|POSTGRES|PG|MYSQL|REDIS|MONGO|NATS|KAFKA|RABBIT\w*|AMQP|SMTP|MAIL)_?PORT$/;

/**
 * Ports in the text of a program: `":8080"` wherever it stands (an address without host is one to listen on), a listening call with a
 * host, the default beside a variable whose name ends in PORT, a flag called port, and what gin's Run takes without arguments. Comments are no text.
 */
export function listeningOf(files: readonly GoFile[]): Listening {
  const texts = files.map(({ text }) => text);
  const variable = firstOf(texts, /["`]((?:[A-Z0-9]+_)*PORT)["`]/g, (name) => !foreign.test(name));
  const ports = [
    ...allOf(texts, /["`]:(\d{2,5})["`]/g),
    ...allOf(
      texts,
      /\b(?:Listen\w*|Run|Start|Serve\w*)\([^()\n]*["`](?:0\.0\.0\.0|127\.0\.0\.1|localhost|\[::\]):(\d{2,5})["`]/g,
    ),
    ...allOf(texts, /\bAddr:\s*["`](?:0\.0\.0\.0|127\.0\.0\.1|localhost|\[::\]):(\d{2,5})["`]/g),
    ...(variable ? allOf(texts, new RegExp(`["\`]${variable}["\`]\\s*\\)?\\s*,\\s*["\`]?:?(\\d{2,5})`, "g")) : []),
    ...(variable ? allOf(texts, /\b\w*[pP]ort\s*:?=\s*["`]?:?(\d{2,5})\b/g) : []),
    ...allOf(texts, /\b(?:Int|IntVar|String|StringVar)\((?:&\w+,\s*)?"(?:port|addr)",\s*["`]?:?(\d{2,5})\b/g),
  ];
  const found = [...new Set(ports)].filter((port) => port > 0 && port < 65536);
  const named = variable ? { variable } : {};
  if (found.length > 0) return { ports: found, ...named, guessed: false };
  const gin = files.some(({ imports }) => imports.includes("github.com/gin-gonic/gin"));
  if (gin && texts.some((text) => /\.Run\(\)/.test(text))) return { ports: [usualPort], variable: "PORT", guessed: false };
  const listens = variable !== undefined || texts.some((text) => /\bListenAndServe\w*\(|\bnet\.Listen\(\s*"tcp/.test(text));
  return listens ? { ports: [usualPort], ...named, guessed: variable === undefined } : { ports: [], guessed: false };
}

/** True where a text opens a port: a call of the standard library or of a usual framework. */
export function opensPort(files: readonly GoFile[]): boolean {
  const isFramework = files.some(({ imports }) => imports.some((path) => frameworks.test(path)));
  return files.some(
    ({ text }) =>
      /\b(?:Listen(?:AndServe)?(?:TLS)?|Serve(?:TLS)?|ListenConfig)\b/.test(text) ||
      (isFramework && /\.(?:Run|Start|Listen)\w*\(/.test(text)),
  );
}

/** Frameworks whose start is named like anything else. */
const frameworks = /^github\.com\/(gin-gonic\/gin|labstack\/echo|gofiber\/fiber|kataras\/iris|beego|go-kratos|cloudwego)(\/|$)/;

/** A port that a file of settings names, in YAML, TOML, JSON or `NAME=value`: `listen: ":8000"`, `port = 8000`; not that of something else. */
export function configuredPort(text: string): number | undefined {
  const pattern =
    /^[ \t]*["']?((?:[A-Za-z0-9]+[_-])*(?:port|listen|addr|address|bind))["']?[ \t]*[:=][ \t]*["']?(?:(?:0\.0\.0\.0|127\.0\.0\.1|localhost|\[::\])?:)?(\d{2,5})["']?,?[ \t]*(?:#.*)?$/gim;
  for (const [, name = "", port] of text.matchAll(pattern)) {
    const number = Number(port);
    if (!foreign.test(name.toUpperCase()) && !foreignPorts.has(number) && number > 0 && number < 65536) return number;
  }
  return undefined;
}

/** Where databases, brokers and mail servers listen. */
const foreignPorts = new Set([25, 465, 587, 1433, 3306, 5432, 6379, 5672, 9092, 11211, 27017, 4222]);

function allOf(texts: readonly string[], pattern: RegExp): readonly number[] {
  return texts.flatMap((text) => [...text.matchAll(pattern)].map((match) => Number(match[1])));
}

function firstOf(texts: readonly string[], pattern: RegExp, wanted: (word: string) => boolean): string | undefined {
  for (const text of texts) {
    for (const match of text.matchAll(pattern)) if (match[1] && wanted(match[1])) return match[1];
  }
  return undefined;
}
