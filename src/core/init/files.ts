import type { LanguagePreset } from "../target/synth/preset.ts";
import { type AirInstall, airFor } from "./air.ts";
import { credentials } from "./database.ts";
import type { Program, ProjectFacts } from "./facts.ts";
import { fill, type Values } from "./fill.ts";

/** The templates of presets/init, and what is known of Go. */
export interface Pieces {
  readonly language: LanguagePreset;
  readonly dockerfile: string;
  readonly devStage: string;
  readonly airToml: string;
  readonly compose: string;
  readonly service: string;
  readonly dockerignore: string;
  readonly envExample: string;
}

/** A file in text form, by its path relative to the project's folder. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** What of the project's Docker files is taken from what the sources say. */
export interface DockerFiles {
  readonly files: readonly TextFile[];
  /** What a reader has to know, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * The files that a Go project with these facts needs: go.mod where it has none, six stages (five with cgo, which no static image can run), a service for each program, air's
 * settings, and what the environment may say. `name` is for go.mod, `workdir` where the dev stage has the source, `known` beats what the facts say. Pure.
 */
export function dockerFiles(
  facts: ProjectFacts,
  pieces: Pieces,
  name: string,
  workdir = "/app",
  known: Values = {},
): DockerFiles {
  const { programs } = facts;
  const services = published(programs, facts);
  const values = { ...commonValues(facts, pieces, workdir), ...known };
  const compose = fill(pieces.compose, {
    ...values,
    ...credentials,
    services: services
      .map((service) => serviceText(service, facts, pieces, workdir))
      .join("\n")
      .trimEnd(),
  });
  const asked = [...new Set(programs.flatMap(({ environment }) => environment))].sort();
  const hostPorts = services.flatMap(({ ports }) => ports.map(({ variable, host }) => `${variable}=${host}`));
  const env = fill(pieces.envExample, {
    ports: hostPorts,
    hostPort: hostPorts,
    postgres: facts.postgres,
    asked,
    variable: asked,
  });
  return {
    files: [
      ...(facts.module === undefined ? [{ path: "go.mod", text: `module ${name}\n\ngo ${facts.go.join(".")}\n` }] : []),
      { path: "Dockerfile", text: fill(pieces.dockerfile, values) },
      { path: "docker-compose.yml", text: compose },
      { path: ".air.toml", text: fill(pieces.airToml, values) },
      { path: ".dockerignore", text: fill(pieces.dockerignore, { folder: ignoredFolders(facts) }) },
      ...(hostPorts.length > 0 || facts.postgres || asked.length > 0 ? [{ path: ".env.example", text: env }] : []),
    ],
    notes: notesOf(facts),
  };
}

/** The values that the templates share. */
export function commonValues(facts: ProjectFacts, { language }: Pieces, workdir: string): Values {
  const { programs, cgo, go } = facts;
  const [first] = programs;
  const several = programs.length > 1;
  const air = airFor(go, language);
  const isCgo = cgo.length > 0;
  const ports = [...new Set(programs.flatMap(({ listening }) => listening.ports))].map(String);
  return {
    go: go.join("."),
    static: !isCgo,
    cgo: isCgo,
    cgoBecause: cgo[0] ?? "nothing",
    several,
    main: first?.package ?? ".",
    package: several ? "$MAIN" : (first?.package ?? "."),
    vendored: facts.vendored,
    download: !facts.vendored,
    version: facts.version,
    ldflags: `-s -w${facts.version ? " -X main.version=$VERSION" : ""}`,
    air: air.command,
    newerGo: air.newerGo,
    ...configValues(air, workdir),
    expose: several ? [] : ports.join(" "),
    assets: facts.assets,
    postgres: facts.postgres,
    watched: facts.watched.map((ending) => JSON.stringify(ending)).join(", "),
  };
}

/** Old versions of air do not start with an absolute tmp_dir. `args` are what the program is started with, as words of a shell line. */
export function configValues({ modern, killDelay }: AirInstall, workdir: string, args: readonly string[] = []): Values {
  const up = workdir
    .split("/")
    .filter((part) => part !== "")
    .map(() => "../");
  const words = args.map(plainWord);
  const plain = words.every((word) => word !== undefined) ? ["/tmp/air/app", ...words] : undefined;
  const line = ["/tmp/air/app", ...args].join(" ");
  return {
    // Newer versions of air ask for it also where full_bin is what counts.
    entrypoint: modern ? (plain ?? ["/tmp/air/app"]).map((word) => JSON.stringify(word)).join(", ") : "",
    fullBin: modern && plain ? "" : JSON.stringify(modern ? `exec ${line}` : line),
    killDelay,
    tmpDir: modern ? "/tmp/air" : `${up.join("")}tmp/air`,
  };
}

/** A word of a shell line that a program gets as it is; undefined where the shell has a say. */
function plainWord(word: string): string | undefined {
  if (/^[\w./:=,@%+-]+$/.test(word)) return word;
  return /^'(?:[^']|'\\'')*'$/.test(word) ? word.slice(1, -1).replaceAll("'\\''", "'") : undefined;
}

interface PublishedPort {
  readonly container: number;
  readonly host: number;
  /** The variable that moves it on the host. */
  readonly variable: string;
}

interface Published {
  readonly program: Program;
  readonly ports: readonly PublishedPort[];
}

/** Each port of each program gets a port of the host: the same, or the next free one. */
function published(programs: readonly Program[], facts: ProjectFacts): readonly Published[] {
  const hosts = new Set<number>();
  const read = new Set(programs.flatMap(({ environment, listening }) => [...environment, listening.variable]));
  const variables = new Set<string>();
  return programs.map((program) => ({
    program,
    ports: program.listening.ports.map((container) => {
      let host = container < 1024 ? container + 8000 : container;
      while (hosts.has(host) || (facts.postgres && host === 5432)) host++;
      hosts.add(host);
      const word = program.name.toUpperCase().replace(/\W/g, "_");
      const candidates = [`${word}_PORT`, `${word}_HOST_PORT`, `${word}_PORT_${container}`];
      const variable = candidates.find((each) => !variables.has(each) && !read.has(each)) ?? `${word}_HOST_PORT_${container}`;
      variables.add(variable);
      return { container, host, variable };
    }),
  }));
}

function serviceText({ program, ports }: Published, facts: ProjectFacts, pieces: Pieces, workdir: string): string {
  const { listening, environment, database } = program;
  const own = listening.variable ? { [listening.variable]: JSON.stringify(String(listening.ports[0] ?? "")) } : {};
  const usesDatabase = facts.postgres && (Object.keys(database).length > 0 || facts.programs.length === 1);
  const settings = Object.entries({ ...own, ...quoted(database) }).map(([name, value]) => `${name}: ${value}`);
  return fill(pieces.service, {
    name: program.name,
    package: program.package,
    workdir,
    several: facts.programs.length > 1,
    settings,
    setting: settings,
    envFile: environment.length > 0,
    ports: ports.length > 0,
    port: ports.map(({ container, host, variable }) => `"127.0.0.1:\${${variable}:-${host}}:${container}"`),
    postgres: usesDatabase,
  });
}

/** Numbers are texts in an environment. */
function quoted(settings: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, /^\d+$/.test(value) ? JSON.stringify(value) : value]),
  );
}

/** Folders of build results, unless they hold sources or what the sources embed or open. */
function ignoredFolders({ packages, embedded, assets }: ProjectFacts): readonly string[] {
  const used = [...packages, ...embedded, ...assets];
  return ["bin", "dist", "tmp"].filter((folder) => !used.some((path) => path === folder || path.startsWith(`${folder}/`)));
}

function notesOf({ programs, commands, cgo, postgres, assets, module }: ProjectFacts): readonly string[] {
  const guessed = programs.filter(({ listening }) => listening.guessed).map(({ package: path }) => path);
  const lost = postgres && programs.every(({ database }) => Object.keys(database).length === 0);
  return [
    ...(module === undefined ? ["there is no go.mod: gdev writes one; go mod tidy adds what the sources import"] : []),
    ...(commands.length > 0 ? [`no service for ${commands.join(", ")}: by its name it is called by hand`] : []),
    ...(guessed.length > 0 ? [`${guessed.join(" and ")} listens, but not where gdev could read: port 8080 is taken`] : []),
    ...(cgo.length > 0 ? [`${cgo[0]} needs cgo: the builder has a C compiler, and there is no distroless static stage`] : []),
    ...(lost
      ? [
          "the sources name their database without the environment: in its container it is db:5432, user, password and database are in .env.example",
        ]
      : []),
    ...(assets.length > 0 ? [`${assets.join(", ")} is read at run time: production copies it to /app`] : []),
  ];
}
