import type { Engine } from "./engine.ts";

/** What a container uses now. */
export interface ContainerUsage {
  /** Of one core: 100 is a whole one. */
  readonly cpuPercent: number;
  /** Without the page cache, as `docker stats` prints it. */
  readonly memoryBytes: number;
}

/**
 * A container's use of CPU and memory, once a second while it runs; ends with it, or without an error when `signal` aborts. Throws the
 * engine's errors. Source of both figures: docker/cli, cli/command/container/stats_helpers.go.
 */
export async function* readUsage(engine: Engine, containerId: string, signal: AbortSignal): AsyncGenerator<ContainerUsage> {
  try {
    const stream = await engine.stream({ path: `/containers/${containerId}/stats?stream=true`, signal });
    stream.setEncoding("utf8");
    let rest = "";
    for await (const chunk of stream) {
      const texts = `${rest}${chunk}`.split("\n");
      rest = texts.pop() ?? "";
      for (const text of texts) if (text.trim() !== "") yield usageOf(JSON.parse(text) as Stats);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

interface Stats {
  readonly cpu_stats?: CpuStats;
  readonly precpu_stats?: CpuStats;
  readonly memory_stats?: { readonly usage?: number; readonly stats?: Readonly<Record<string, number>> };
}

interface CpuStats {
  readonly cpu_usage?: { readonly total_usage?: number };
  readonly system_cpu_usage?: number;
  readonly online_cpus?: number;
}

function usageOf({ cpu_stats: now, precpu_stats: before, memory_stats: memory }: Stats): ContainerUsage {
  const used = (now?.cpu_usage?.total_usage ?? 0) - (before?.cpu_usage?.total_usage ?? 0);
  const passed = (now?.system_cpu_usage ?? 0) - (before?.system_cpu_usage ?? 0);
  const known = passed > 0 && used > 0 && before?.system_cpu_usage !== undefined;
  const cache = memory?.stats?.total_inactive_file ?? memory?.stats?.inactive_file ?? 0;
  const usage = memory?.usage ?? 0;
  return {
    cpuPercent: known ? (used / passed) * (now?.online_cpus ?? 1) * 100 : 0,
    memoryBytes: cache < usage ? usage - cache : usage,
  };
}
