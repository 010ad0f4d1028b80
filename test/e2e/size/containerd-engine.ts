import { spawn } from "node:child_process";
import { mkdtemp, readdir, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { eventually } from "../framework/eventually.ts";
import type { Run } from "../framework/process.ts";

/** An engine of the scenario's own that keeps its images in containerd. It has no network. */
export interface ContainerdEngine {
  /** For DOCKER_HOST. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

type RunProgram = (program: string, args: readonly string[]) => Promise<Run>;

/** Starts dockerd with the containerd image store. Undefined where that cannot be done here: not root, or no dockerd. */
export async function startContainerdEngine(run: RunProgram): Promise<ContainerdEngine | undefined> {
  const path = await dockerdPath();
  if (path === undefined || process.getuid?.() !== 0) return undefined;
  // Short, because a socket's path may not be longer than 108 bytes.
  const folder = await mkdtemp(join(tmpdir(), "gdev-ctrd-"));
  await writeFile(join(folder, "daemon.json"), '{"features":{"containerd-snapshotter":true}}\n');
  const url = `unix://${folder}/d.sock`;
  const flags = ["--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-forward=false"];
  const places = ["--data-root", join(folder, "data"), "--exec-root", join(folder, "exec"), "--pidfile", join(folder, "pid")];
  const daemon = spawn("dockerd", ["--host", url, "--config-file", join(folder, "daemon.json"), ...places, ...flags], {
    env: { ...process.env, PATH: path },
    stdio: "ignore",
    detached: true,
  });
  const ended = new Promise<void>((resolve) => daemon.once("close", () => resolve()));
  const stop = async (): Promise<void> => {
    daemon.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await eventually(async () => (await run("docker", ["--host", url, "version"])).exits(0), 30_000);
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The PATH with the programs of a dockerd which runs on this machine, or is installed on it. */
async function dockerdPath(): Promise<string | undefined> {
  for (const pid of await readdir("/proc").catch(() => [])) {
    const program = await readlink(`/proc/${pid}/exe`).catch(() => "");
    if (!program.endsWith("/dockerd")) continue;
    const folder = dirname(program);
    return `${folder}:${join(folder, "../bin")}:${process.env.PATH}:/usr/sbin:/sbin`;
  }
  return undefined;
}
