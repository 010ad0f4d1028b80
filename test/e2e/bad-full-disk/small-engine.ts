import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { eventually } from "../framework/eventually.ts";
import type { Run } from "../framework/process.ts";

/** An engine of the scenario's own with a disk of a few megabytes. It has no network. */
export interface SmallEngine {
  /** For DOCKER_HOST. */
  readonly url: string;
  /** Where its disk is mounted. */
  readonly disk: string;
  /** Ends the engine and keeps its disk; `start` brings it up again. */
  readonly halt: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** Ends it for good, and removes its disk. */
  readonly stop: () => Promise<void>;
}

type RunProgram = (program: string, args: readonly string[]) => Promise<Run>;

/** Starts dockerd with its data on a memory disk of `megabytes`, and loads an image of the other engine into it. Undefined where that cannot be done here. */
export async function startSmallEngine(run: RunProgram, megabytes: number, image: string): Promise<SmallEngine | undefined> {
  const path = await dockerdPath(run);
  if (path === undefined || process.getuid?.() !== 0) return undefined;
  // Short, because a socket's path may not be longer than 108 bytes.
  const folder = await mkdtemp(join(tmpdir(), "gdev-small-"));
  const data = join(folder, "data");
  await mkdir(data);
  if ((await run("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", data])).exitCode !== 0) {
    await rm(folder, { recursive: true });
    return undefined;
  }
  await writeFile(join(folder, "daemon.json"), "{}\n");
  const url = `unix://${folder}/d.sock`;
  const flags = ["--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-forward=false"];
  const places = ["--data-root", data, "--exec-root", join(folder, "exec"), "--pidfile", join(folder, "pid")];
  const launch = () => {
    const daemon = spawn("dockerd", ["--host", url, "--config-file", join(folder, "daemon.json"), ...places, ...flags], {
      env: { ...process.env, PATH: path },
      stdio: "ignore",
      detached: true,
    });
    const ended = new Promise<void>((resolve) => daemon.once("close", () => resolve()));
    return { daemon, ended };
  };
  let running = launch();
  const answers = async (): Promise<void> => {
    await eventually(async () => (await run("docker", ["--host", url, "version"])).exits(0), 30_000);
  };
  const halt = async (): Promise<void> => {
    running.daemon.kill("SIGTERM");
    await running.ended;
  };
  const start = async (): Promise<void> => {
    running = launch();
    await answers();
  };
  const stop = async (): Promise<void> => {
    await halt();
    await run("umount", ["--lazy", data]);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await answers();
    (await run("sh", ["-c", `docker save '${image}' | docker --host '${url}' load`])).exits(0);
    return { url, disk: data, halt, start, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The PATH with dockerd in it: that of a dockerd which runs, or is installed, on this machine. */
async function dockerdPath(run: RunProgram): Promise<string | undefined> {
  const path = `${process.env.PATH}:/usr/sbin:/sbin`;
  if ((await run("sh", ["-c", `PATH='${path}' command -v dockerd`])).exitCode === 0) return path;
  for (const pid of await readdir("/proc").catch(() => [])) {
    const program = await readlink(`/proc/${pid}/exe`).catch(() => "");
    if (!program.endsWith("/dockerd")) continue;
    const folder = dirname(program);
    return `${folder}:${join(folder, "../bin")}:${path}`;
  }
  return undefined;
}
