import type { Project, Service } from "../project/project.ts";
import type { Target } from "./choose.ts";
import { belongsToDev, runsReloader, serviceStart, stageRunsReloader } from "./reloader.ts";
import type { Change } from "./service-override.ts";
import { unwrapWait, type WaitWrapper } from "./wait-wrapper.ts";

/** What starts in the container: without a wait-for wrapper, and without a command that belongs to the other mode. */
export function startChange(project: Project, service: Service, target: Target): Change {
  const command = unwrapWait(serviceStart(service))?.command ?? serviceStart(service);
  const foreign = foreignCommand(service, target, command);
  return foreign ? { ...imagesOwn(service), reasons: [foreign] } : waitChange(project, service);
}

/** The start command without a wait for services that gdev waits for itself; nothing where it does not. */
export function waitChange(project: Project, service: Service): Change {
  const wrapper = unwrapWait(serviceStart(service));
  if (!wrapper || !gdevWaits(project, service, wrapper)) return {};
  return { ...startWith(service, wrapper.command), reasons: [`${wrapper.waiter} dropped: gdev waits instead`] };
}

/** Why a compose command cannot run in the chosen stage; undefined where it can. */
function foreignCommand(service: Service, target: Target, command: readonly string[]): string | undefined {
  if (serviceStart(service).length === 0) return undefined;
  if (target.mode === "prod") {
    const wished = target.composed === "this" && service.gdev.prod !== undefined;
    const dev = target.composed === "dev" || (belongsToDev(command) && !wished);
    return dev ? `command "${inOneLine(command)}" dropped: it belongs to dev` : undefined;
  }
  if (target.made) return `command "${inOneLine(command)}" replaced: the dev stage starts the same with hot reload`;
  const reloads = target.stage !== undefined && stageRunsReloader(target.stage);
  const ownStart = target.composed === "prod" && reloads && !runsReloader(command);
  return ownStart ? `command "${inOneLine(command)}" dropped: the dev stage starts its own` : undefined;
}

/** gdev waits for what a service depends on. A wait that names another service stays, and one that names none of them. */
function gdevWaits({ services }: Project, service: Service, { waitsFor }: WaitWrapper): boolean {
  const words = new Set(waitsFor.join(" ").split(/[^\w.-]+/));
  const named = services.filter((other) => namesOf(other).some((name) => words.has(name)));
  const depends = (other: Service): boolean => service.dependsOn.some((dependency) => dependency.service === other.name);
  if (named.length === 0) return service.dependsOn.length > 0 && waitsFor.some((word) => word.includes("$"));
  return named.every(depends);
}

/** The names under which other containers reach a service. */
function namesOf({ name, config }: Service): readonly string[] {
  const { container_name: container, hostname } = config as { container_name?: string; hostname?: string };
  return [name, container, hostname].flatMap((word) => word ?? []);
}

/** The program behind a wait: as entrypoint, so that an ENTRYPOINT of the image is not put in front of it. */
function startWith(service: Service, command: readonly string[]): Change {
  if (command.length === 0) return imagesOwn(service);
  return service.entrypoint ? { entrypoint: command, ...(service.command ? { command: null } : {}) } : { command };
}

function imagesOwn(service: Service): Change {
  return { ...(service.entrypoint ? { entrypoint: null } : {}), ...(service.command ? { command: null } : {}) };
}

function inOneLine(command: readonly string[]): string {
  const line = command.join(" ").replace(/\s+/g, " ").trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
