import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { join } from "node:path";
import { expect, inject } from "vitest";
import { type ContainerView, viewContainers } from "./containers.ts";
import { snapshotFiles } from "./files.ts";
import { type Run, type Running, startProcess } from "./process.ts";
import { openTerminal, type TerminalRun } from "./terminal.ts";

/** What belongs to one scenario alone. */
export interface ScenarioWorld {
  readonly project: string;
  readonly folder: string;
  /** Holds the project's folder, the state folder and whatever else the scenario needs. */
  readonly scratch: string;
  readonly env: NodeJS.ProcessEnv;
  readonly ports: Readonly<Record<string, number>>;
  readonly images: readonly string[];
  /** Ids of all images that were ever named after the project. */
  readonly built: Set<string>;
}

/** What a scenario's steps are made of. `gdev` and `docker` are commands; the rest looks at what has become of them. */
export interface Scenario {
  /** Compose's name for the project: that of the folder. */
  readonly project: string;
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** The cli.js that `gdev` runs, for what has to call it by itself. */
  readonly cli: string;
  /** Variable → port. */
  readonly ports: Readonly<Record<string, number>>;
  /** Runs gdev to its end. Words in one string are split at blanks. */
  readonly gdev: (words: string | readonly string[], world?: World) => Promise<Run>;
  /** Starts gdev and leaves it running; it is killed at the end of the scenario if it still is. */
  readonly start: (words: string | readonly string[], world?: World) => Running;
  /** Starts gdev in a terminal of its own and leaves it running, as `start` does. */
  readonly terminal: (words: string | readonly string[], world?: TerminalWorld) => TerminalRun;
  readonly docker: (words: string | readonly string[]) => Promise<Run>;
  /** Runs any program in the project's folder. */
  readonly run: (program: string, args: readonly string[], world?: World) => Promise<Run>;
  /** The only container of a service; what is given of it must be so. */
  readonly service: (name: string, expected?: Partial<ContainerView>) => Promise<ContainerView>;
  /** All containers of the project, running or not. */
  readonly containers: () => Promise<readonly ContainerView[]>;
  /** Service → container id. */
  readonly ids: () => Promise<Readonly<Record<string, string>>>;
  /** Names of the project's volumes. */
  readonly volumes: () => Promise<readonly string[]>;
  /** Names of the project's networks. */
  readonly networks: () => Promise<readonly string[]>;
  /** Tags of the images that are named after the project. */
  readonly images: () => Promise<readonly string[]>;
  /** One HTTP request from the host to a port of the fixture (its variable); fails unless status and body are so. */
  readonly answers: (port: string, body: RegExp, request?: { readonly path?: string; readonly status?: number }) => Promise<void>;
  readonly read: (file: string) => Promise<string>;
  readonly write: (file: string, text: string) => Promise<void>;
  /** Replaces a piece of a file, which must be there. */
  readonly edit: (file: string, from: string, to: string) => Promise<void>;
  readonly remove: (file: string) => Promise<void>;
  /** Fails unless the project's files are as the fixture has them and the scenario's own edits left them: `git status` would be clean. */
  readonly filesUntouched: () => Promise<void>;
  /** From now on, records every call of the docker command; gives them back, each as its arguments. */
  readonly recordDocker: () => Promise<() => Promise<readonly string[]>>;
  /** Ends the scenario as skipped, with the reason. */
  readonly skip: (reason: string) => never;
}

export interface World {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A terminal's size, and what else is different from a plain start. */
export interface TerminalWorld extends World {
  readonly columns?: number;
  readonly rows?: number;
}

/** What a scenario has done so far. */
export interface Doings {
  /** Every command that has ended. */
  readonly steps: Run[];
  /** Every command that was started. */
  readonly running: Running[];
  readonly terminals: TerminalRun[];
}

/** The steps of one scenario; all that they do is added to `doings`. */
export function makeScenario(world: ScenarioWorld, doings: Doings, skip: (reason: string) => never): Scenario {
  const { steps, running, terminals } = doings;
  const { project, folder, scratch, env, ports } = world;
  let untouched = snapshotFiles(folder);
  let path = env.PATH;
  const onEnd = (run: Run): void => void steps.push(run);
  const environment = (more: World["env"]): NodeJS.ProcessEnv => ({ ...env, PATH: path, ...more });
  const begin = (program: string, args: readonly string[], shown: string, { cwd = folder, env: more }: World = {}): Running => {
    const process = startProcess({ program, args, cwd, env: environment(more), shown, onEnd });
    running.push(process);
    return process;
  };
  const docker = (given: string | readonly string[]): Promise<Run> =>
    startProcess({ program: "docker", args: words(given), cwd: folder, env: engineEnv(env), onEnd }).ended();
  const look = (...args: readonly string[]): Promise<Run> =>
    startProcess({ program: "docker", args, cwd: folder, env: engineEnv(env) }).ended();
  const containers = (): Promise<readonly ContainerView[]> => viewContainers(look, project);
  const names = async (...args: readonly string[]): Promise<readonly string[]> =>
    (await look(...args))
      .exits(0)
      .stdout.split("\n")
      .filter((line) => line !== "")
      .sort();
  // An image that is built anew loses its tag, and could not be found afterwards.
  const imageIds = (): Promise<readonly string[]> => names("images", "-q", "--no-trunc", "--filter", `reference=${project}-*`);
  const accept = async (file: string): Promise<void> => {
    const [before, now] = await Promise.all([untouched, snapshotFiles(folder)]);
    const { [file]: _old, ...others } = before;
    const hash = now[file];
    untouched = Promise.resolve(hash === undefined ? others : { ...others, [file]: hash });
  };
  const write = async (file: string, text: string): Promise<void> => {
    await writeFile(join(folder, file), text);
    await accept(file);
  };
  const start: Scenario["start"] = (given, more) =>
    begin(process.execPath, [inject("cli"), ...words(given)], `gdev ${words(given).join(" ")}`, more);
  const read = (file: string): Promise<string> => readFile(join(folder, file), "utf8");
  return {
    project,
    folder,
    env,
    cli: inject("cli"),
    ports,
    start,
    gdev: async (given, more) => {
      const run = await start(given, more).ended();
      if (/\b(up|switch|build)\b/.test(run.command)) for (const id of await imageIds()) world.built.add(id);
      return run;
    },
    terminal: (given, { cwd = folder, env: more = {}, ...size } = {}) => {
      const shown = `gdev ${words(given).join(" ")}`;
      const args = [inject("cli"), ...words(given)];
      const terminal = openTerminal({ command: process.execPath, args, cwd, env: environment({}), more, shown, ...size });
      terminals.push(terminal);
      return terminal;
    },
    run: (program, args, more) => begin(program, args, [program, ...args].join(" "), more).ended(),
    docker,
    containers,
    service: async (name, expected = {}) => {
      const found = (await containers()).filter(({ service }) => service === name);
      expect(
        found.map(({ name: container }) => container),
        `containers of ${name}`,
      ).toHaveLength(1);
      expect(found[0]).toMatchObject(expected);
      return found[0] as ContainerView;
    },
    ids: async () => Object.fromEntries((await containers()).map(({ service, id }) => [service, id])),
    volumes: () => names("volume", "ls", "-q", "--filter", `label=com.docker.compose.project=${project}`),
    networks: () => names("network", "ls", "--format", "{{.Name}}", "--filter", `label=com.docker.compose.project=${project}`),
    images: () => names("images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", `reference=${project}-*`),
    answers: async (port, body, { path = "/", status = 200 } = {}) => {
      const answer = await request(ports[port] ?? 0, path);
      expect(answer.body).toMatch(body);
      expect(answer.status).toBe(status);
    },
    read,
    write,
    edit: async (file, from, to) => {
      const text = await read(file);
      expect(text, `${file} of the fixture`).toContain(from);
      await write(file, text.replace(from, to));
    },
    remove: async (file) => {
      await untouched;
      await rm(join(folder, file));
      await accept(file);
    },
    filesUntouched: async () => expect(await snapshotFiles(folder)).toEqual(await untouched),
    recordDocker: async () => {
      const bin = join(scratch, "bin");
      const record = join(scratch, "docker-calls");
      const real = (
        await startProcess({ program: "sh", args: ["-c", "command -v docker"], cwd: folder, env }).ended()
      ).stdout.trim();
      await mkdir(bin, { recursive: true });
      await writeFile(record, "");
      await writeFile(join(bin, "docker"), `#!/bin/sh\nprintf '%s\\n' "$*" >>'${record}'\nexec '${real}' "$@"\n`, {
        mode: 0o755,
      });
      path = `${bin}:${env.PATH}`;
      return async () => (await readFile(record, "utf8")).split("\n").filter((line) => line !== "");
    },
    skip,
  };
}

function words(given: string | readonly string[]): readonly string[] {
  return typeof given === "string" ? given.split(" ").filter((word) => word !== "") : given;
}

function request(port: number, path: string): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const asked = get({ host: "127.0.0.1", port, path, timeout: 10_000, agent: false }, (answer) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      answer.once("end", () => resolve({ status: answer.statusCode ?? 0, body }));
      answer.once("error", reject);
    });
    asked.once("timeout", () => asked.destroy(new Error(`127.0.0.1:${port}${path} did not answer within 10 s`)));
    asked.once("error", reject);
  });
}

/** With the real engine, also where a scenario gives gdev another one. */
function engineEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, DOCKER_HOST: process.env.DOCKER_HOST };
}
