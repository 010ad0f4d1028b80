import type { ServiceView } from "../../core/session/session.ts";
import type { LoadedProject } from "../project.ts";
import { type PortReport, type ServiceReport, serviceUrl } from "../summary.ts";

export interface ServicesQuestion {
  /** One for each container, and one for each service without any. */
  readonly reports: readonly ServiceReport[];
  /** Absent until the compose files have been read. */
  readonly loaded?: LoadedProject;
  /** Why a container has ended, in words, by its id. */
  readonly reasons: ReadonlyMap<string, string>;
  /** The services as they were before: their stages are known as long as the files are not read. */
  readonly before: readonly ServiceView[];
}

/** Containers → one view for each service, in the order of the names. Of a scaled service the container that is worst off speaks. */
export function serviceViews({ reports, loaded, reasons, before }: ServicesQuestion): readonly ServiceView[] {
  const names = [...new Set(reports.map(({ service }) => service))].sort();
  return names.flatMap((name) => {
    const own = reports.filter(({ service }) => service === name);
    const worst = [...own].sort((left, right) => rank(left) - rank(right))[0];
    if (!worst) return [];
    const known = before.find((view) => view.name === name);
    const why = worst.state === "running" ? undefined : reasons.get(worst.containerId ?? "");
    return [viewOf(worst, own, { loaded, why, known })];
  });
}

interface ViewContext {
  readonly loaded: LoadedProject | undefined;
  readonly why: string | undefined;
  readonly known: ServiceView | undefined;
}

function viewOf(worst: ServiceReport, own: readonly ServiceReport[], { loaded, why, known }: ViewContext): ServiceView {
  const service = loaded?.project.services.find(({ name }) => name === worst.service);
  const stages = loaded?.stages.get(worst.service)?.flatMap(({ name }) => name ?? []) ?? known?.stages ?? [];
  const url = serviceUrl(worst, service);
  return {
    name: worst.service,
    state: worst.state,
    status: worst.status,
    containers: own.filter(({ container }) => container !== undefined).length,
    stages,
    ports: [...new Set(own.flatMap(({ ports }) => ports.map(portWords)))],
    ...(worst.mode ? { mode: worst.mode } : {}),
    ...(worst.stage ? { stage: worst.stage } : {}),
    ...(worst.ready ? { ready: worst.ready } : {}),
    ...(url ? { url } : {}),
    ...(worst.sizeBytes === undefined ? {} : { sizeBytes: worst.sizeBytes }),
    ...(why ? { why } : {}),
  };
}

/** The lower, the more it deserves to be seen. */
function rank({ state, exitCode = 0 }: ServiceReport): number {
  if (state === "dead" || (state === "exited" && exitCode !== 0)) return 0;
  if (state === "restarting") return 1;
  if (state === "paused" || state === "removing" || state === "created") return 2;
  return state === "running" ? 3 : 4;
}

function portWords({ published, target, protocol }: PortReport): string {
  const words = published === target ? String(published) : `${published}→${target}`;
  return protocol === "tcp" ? words : `${words}/${protocol}`;
}
