import type { MachineFacts, Trouble } from "../../core/doctor/environment.ts";
import type { Facts } from "../../core/doctor/facts/facts.ts";
import { UserError, wordsOf } from "../../core/error.ts";
import { composeLabels } from "../../core/labels.ts";
import { buildxVersion } from "../../docker/build-check.ts";
import { checkComposeVersion } from "../../docker/compose.ts";
import { type Engine, openEngine } from "../../docker/engine.ts";
import { freeBytes, isPortTaken, watchLimits } from "../../host/machine.ts";
import { findPortHolder } from "../../host/port-holder.ts";
import { type ComposeQuestion, findProjectName } from "../project-name.ts";

/** How long an engine may take to say what it is. */
const engineTimeoutMs = 5000;

interface EngineAnswer {
  readonly engine: MachineFacts["engine"];
  /** Where the engine keeps images; only where it is on this machine. */
  readonly folder?: string;
  /** Ports that the project's own containers have published. */
  readonly ownPorts: readonly number[];
}

/** Asks the engine, Compose, buildx and the machine, all at once; never throws for what does not answer, Interrupted excepted. */
export async function readMachine(question: ComposeQuestion, facts: Facts, signal: AbortSignal): Promise<MachineFacts> {
  const { env } = question;
  const [answer, compose, buildx, limits] = await Promise.all([
    askEngine(question, signal),
    checkComposeVersion(env, facts.directory).then((version) => ({ version }), troubleOf),
    buildxVersion(env, facts.directory, signal),
    watchLimits(),
  ]);
  const disks = await Promise.all(
    [
      { what: "the project", folder: facts.directory },
      ...(answer.folder ? [{ what: "the engine", folder: answer.folder }] : []),
    ].map(async ({ what, folder }) => ({ what, bytes: await freeBytes(folder) })),
  );
  return {
    engine: answer.engine,
    compose,
    ...(buildx === undefined ? {} : { buildx }),
    freeBytes: disks.flatMap(({ what, bytes }) => (bytes === undefined ? [] : [{ what, bytes }])),
    ...(limits ? { watchLimits: limits } : {}),
    noFileEvents: facts.host.noFileEvents,
    takenPorts: await takenPorts(facts, answer.ownPorts),
  };
}

async function askEngine(question: ComposeQuestion, signal: AbortSignal): Promise<EngineAnswer> {
  const { env } = question;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(engineTimeoutMs)]);
  try {
    const engine = await openEngine(env);
    const [{ Version = "" }, info, ownPorts] = await Promise.all([
      engine.json<{ Version?: string }>({ path: "/version", signal: limit }),
      engine.json<{ DockerRootDir?: string }>({ path: "/info", signal: limit }),
      findProjectName(question).then(
        (project) => publishedPorts(engine, project, limit),
        () => [],
      ),
    ]);
    const local = engine.url.startsWith("unix:");
    return {
      engine: { url: engine.url, version: Version, ...(env.DOCKER_CONTEXT ? { context: env.DOCKER_CONTEXT } : {}) },
      ...(local && info.DockerRootDir ? { folder: info.DockerRootDir } : {}),
      ownPorts,
    };
  } catch (error) {
    return { engine: troubleOf(error), ownPorts: [] };
  }
}

async function publishedPorts(engine: Engine, project: string, signal: AbortSignal): Promise<readonly number[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`${composeLabels.project}=${project}`] }));
  const found = await engine.json<readonly { Ports?: readonly { PublicPort?: number }[] }[]>({
    path: `/containers/json?filters=${filters}`,
    signal,
  });
  return found.flatMap(({ Ports = [] }) => Ports.flatMap(({ PublicPort }) => PublicPort ?? []));
}

async function takenPorts({ services }: Facts, own: readonly number[]): Promise<MachineFacts["takenPorts"]> {
  const wanted = services.flatMap(({ name, ports }) =>
    ports.flatMap(({ published = "", hostIp, protocol }) => {
      const port = Number(published);
      return protocol === "tcp" && port > 0 && !own.includes(port) ? [{ service: name, port, address: hostIp ?? "0.0.0.0" }] : [];
    }),
  );
  const asked = await Promise.all(
    wanted.map(async ({ service, port, address }) => {
      if (!(await isPortTaken(port, address.replace(/^\[|\]$/g, "")))) return [];
      const holder = await findPortHolder(port);
      return [{ service, port, ...(holder ? { holder } : {}) }];
    }),
  );
  return asked.flat();
}

function troubleOf(error: unknown): Trouble {
  const remedy = error instanceof UserError ? error.details.remedy : undefined;
  return { trouble: wordsOf(error), ...(remedy ? { remedy } : {}) };
}
