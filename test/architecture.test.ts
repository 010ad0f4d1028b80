import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../src/", import.meta.url));

/** Which rooms a room may enter besides itself, and which packages it may use (`any`: all). */
const house: Readonly<Record<string, { rooms: readonly string[]; packages: readonly string[] | "any"; why: string }>> = {
  core: {
    rooms: [],
    packages: ["yaml", "dockerfile-ast", "smol-toml"],
    why: "core decides and does nothing: move the effect to docker, host or ui, and hand core its result",
  },
  docker: { rooms: ["core"], packages: "any", why: "docker, host and ui never meet: let run or a command bring them together" },
  host: { rooms: ["core"], packages: "any", why: "docker, host and ui never meet: let run or a command bring them together" },
  ui: { rooms: ["core"], packages: "any", why: "ui shows what it is given: let a command fetch it" },
  run: {
    rooms: ["docker", "host", "core"],
    packages: "any",
    why: "run does the work and shows nothing: report an Event instead",
  },
  commands: { rooms: ["run", "docker", "host", "ui", "core"], packages: "any", why: "commands stand above everything but cli" },
  "cli.ts": { rooms: ["commands", "core", "ui"], packages: "any", why: "cli reads argv, renders errors and sets the exit code" },
};

/** Packages that only one room may use. */
const owners: Readonly<Record<string, string>> = {
  execa: "docker",
  ink: "ui/tui",
  react: "ui/tui",
  pg: "host",
  "wait-on": "host",
  chokidar: "host",
};

/** `gdev wait … -- command` stands in for the command, so it passes every signal on. */
const signalKeepers = ["cli.ts", "run/wait/command.ts"];

interface Import {
  readonly from: string;
  readonly to: string;
}

const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));
const texts = new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));
const imports = files.flatMap((file) => importsOf(file));
const inside = imports.filter(({ to }) => !to.startsWith("package:"));

describe("the house", () => {
  it("has rooms that all have a rule", () => {
    expect([...new Set(files.map(roomOf))].sort()).toEqual(Object.keys(house).sort());
  });

  it("has doors that open one way", () => {
    const wrong = inside.filter(
      ({ from, to }) => roomOf(from) !== roomOf(to) && !house[roomOf(from)]?.rooms.includes(roomOf(to)),
    );
    expect(wrong.map(({ from, to }) => `${from} imports ${to}: ${house[roomOf(from)]?.why}`)).toEqual([]);
  });

  it("lets core use no Node module and only the packages that parse", () => {
    const packages = imports.filter(({ from, to }) => roomOf(from) === "core" && to.startsWith("package:"));
    const wrong = packages.filter(({ to }) => !(house.core?.packages ?? []).includes(packageOf(to)));
    expect(wrong.map(({ from, to }) => `${from} imports ${to}: ${house.core?.why}`)).toEqual([]);
  });

  it("keeps core free of clock, randomness and process", () => {
    const effects = /\b(Date\.now|new Date\(\)|performance\.|Math\.random|process\.|setTimeout|setInterval|fetch\()/;
    const wrong = files.filter((file) => roomOf(file) === "core" && effects.test(withoutComments(textOf(file))));
    expect(wrong.map((file) => `${file}: hand the time or the chance in as a parameter`)).toEqual([]);
  });

  it("gives each heavy package to one room", () => {
    const wrong = imports.filter(({ from, to }) => {
      const owner = to.startsWith("package:") ? owners[packageOf(to)] : undefined;
      return owner !== undefined && !from.startsWith(`${owner}/`);
    });
    expect(wrong.map(({ from, to }) => `${from} imports ${to}: only src/${owners[packageOf(to)]} may`)).toEqual([]);
  });

  it("leaves the process to cli.ts: exit code, signals, environment", () => {
    const effects = /process\.(exit\b|exitCode|on\(|once\(|env\b)/;
    const wrong = files.filter((file) => !signalKeepers.includes(file) && effects.test(withoutComments(textOf(file))));
    expect(wrong.map((file) => `${file}: take it from the Context, or throw`)).toEqual([]);
  });

  it("has no circles of files", () => {
    expect(circles().map((circle) => circle.join(" → "))).toEqual([]);
  });

  it("has files that can be read in one sitting", () => {
    const long = files.filter((file) => textOf(file).split("\n").length > 300);
    expect(long.map((file) => `${file}: more than 300 lines; which noun in it wants a file of its own?`)).toEqual([]);
  });
});

/** Static, re-exporting and dynamic imports; relative ones as paths below src, others as `package:name`. */
function importsOf(file: string): readonly Import[] {
  const specifiers = [
    ...textOf(file).matchAll(/(?:^|\n)(?:import|export)[^"';]*?from "([^"]+)"|import\("([^"]+)"\)|(?:^|\n)import "([^"]+)"/g),
  ];
  return specifiers.map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? "";
    if (!specifier.startsWith(".")) return { from: file, to: `package:${specifier}` };
    return { from: file, to: relative(root, normalize(join(root, dirname(file), specifier))) };
  });
}

function textOf(file: string): string {
  return texts.get(file) ?? "";
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "");
}

/** `core/plan/make.ts` → core; `cli.ts` is a room of its own. */
function roomOf(file: string): string {
  return file.split("/")[0] ?? file;
}

function packageOf(to: string): string {
  const name = to.slice("package:".length);
  return name.startsWith("@") ? name.split("/").slice(0, 2).join("/") : (name.split("/")[0] ?? name);
}

/** Each circle once, as the files on it. */
function circles(): readonly (readonly string[])[] {
  const found = new Map<string, readonly string[]>();
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) {
      const circle = path.slice(start);
      found.set([...circle].sort().join(), circle);
      return;
    }
    if (done.has(file)) return;
    for (const { from, to } of inside) if (from === file) walk(to, [...path, file]);
    done.add(file);
  };
  for (const file of files) walk(file, []);
  return [...found.values()];
}
