import type { Project, Service } from "../../core/project/project.ts";
import { type Address, addressesOf } from "../../core/readiness/address.ts";
import { type Answer, ready, waiting } from "../../core/readiness/answer.ts";
import type { ImagePreset } from "../../core/readiness/preset.ts";
import type { ContainerDetails } from "../../docker/containers.ts";
import type { Engine } from "../../docker/engine.ts";
import { runInside } from "../../docker/exec.ts";
import type { Bell } from "./poll.ts";

/** A Probe that is being asked: what it remembers between two questions lives in it. */
export interface Prober {
  readonly ask: (container: ContainerDetails, stop: AbortSignal) => Promise<Answer>;
  /** How long to pause between questions, by the time since the first. */
  readonly pauseMs: (elapsedMs: number) => number;
}

export interface ProberContext {
  readonly engine: Engine;
  readonly project: Project;
  readonly service: Service;
  readonly containerId: string;
  readonly startedAt: string;
  readonly env: NodeJS.ProcessEnv;
  /** Rung by what a log says; the next question then comes at once. */
  readonly bell: Bell;
  readonly signal: AbortSignal;
}

/** Where a container's port can be asked from here. */
export function addressesFor(
  engine: Engine,
  { HostConfig, NetworkSettings }: ContainerDetails,
  port: number,
): readonly Address[] {
  const network = {
    networkMode: HostConfig.NetworkMode,
    ports: NetworkSettings.Ports ?? {},
    addresses: Object.values(NetworkSettings.Networks ?? {}).map(({ IPAddress }) => IPAddress),
  };
  return addressesOf(network, port, { engineUrl: engine.url, sameMachine: process.platform === "linux" });
}

/**
 * Asks with the preset's own command inside the container, where its port cannot be reached from here. undefined: the preset has none,
 * or the container has no such command.
 */
export async function askInside(
  { engine, containerId }: Pick<ProberContext, "engine" | "containerId">,
  preset: ImagePreset,
  values: Readonly<Record<string, string>>,
  stop: AbortSignal,
): Promise<Answer | undefined> {
  if (!preset.inside) return undefined;
  const command = preset.inside.map((word) => word.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? ""));
  try {
    const { exitCode, output } = await runInside(engine, containerId, command, stop);
    if (exitCode === 0) return ready;
    if (exitCode === 126 || exitCode === 127) return undefined;
    return waiting(output.trim().split(/\s*\n/).at(-1) || `${command[0]} says no`);
  } catch {
    return undefined;
  }
}

/** Whether a waiting Answer came from the server's own end, and not from a network that does not lead there. */
export function isReachable(answer: Answer): boolean {
  return answer.kind !== "waiting" || !unreachable.test(answer.why);
}

const unreachable = /^(no answer in time|no route to the host|network unreachable|address not available)$/;

/** Questions every 40 ms at first, then at a twentieth of the time gone by, at most every half second. */
export function patient(ask: Prober["ask"]): Prober {
  return { ask, pauseMs: (elapsedMs) => Math.min(500, Math.max(40, elapsedMs / 20)) };
}
