import type { Address } from "../../core/readiness/address.ts";
import { type Answer, ready, waiting } from "../../core/readiness/answer.ts";
import { helloAnswer, postgresAnswer } from "../../core/readiness/postgres.ts";
import { type PostgresCredentials, postgresCredentials } from "../../core/readiness/postgres-credentials.ts";
import { emptyPostgresLog, reducePostgresLog } from "../../core/readiness/postgres-log.ts";
import type { Probe } from "../../core/readiness/probe.ts";
import { type Reply, silenceWords } from "../../core/readiness/reply.ts";
import type { ContainerDetails } from "../../docker/containers.ts";
import { firstReached } from "../../host/probes/exchange.ts";
import { loadPostgresClient, login, sayHello } from "../../host/probes/postgres.ts";
import { addressesFor, askInside, isReachable, type Prober, type ProberContext } from "./asking.ts";
import { followLog } from "./log.ts";
import { secretReader } from "./secrets.ts";

/**
 * Asks a Postgres container. A login while it starts up would leave a line in its log, so the login comes when the log itself says that
 * it accepts connections, and otherwise (a log in another language, or none) when a silent hello has been answered for a while.
 */
export function postgresProber(
  context: ProberContext,
  { preset, port }: Probe & { readonly kind: "postgres" | "greeting" },
): Prober {
  const { engine, containerId, startedAt, signal, bell } = context;
  let log = emptyPostgresLog;
  let helloSinceMs: number | undefined;
  let logins = 0;
  let lastLoginMs = 0;
  let lastInside: Answer | undefined;
  let credentials: PostgresCredentials | undefined;

  const onLine = (line: string): void => {
    const before = log;
    log = reducePostgresLog(log, line);
    if (!before.accepts && log.accepts) {
      logins = 0;
      bell.ring();
    }
  };
  void followLog({ engine, containerId, startedAt, signal, onLine });
  loadPostgresClient().catch(() => {});

  const isTimeToLogin = (nowMs: number): boolean => {
    if (logins > 0) return nowMs - lastLoginMs >= Math.min(2000, 50 * 2 ** logins);
    return log.accepts || nowMs - (helloSinceMs ?? nowMs) >= (log.visible ? visibleGraceMs : graceMs);
  };

  /** Where its port cannot be reached from here; each question is a process in the container, so they come rarely until the log speaks. */
  const fromInside = async ({ user, database }: PostgresCredentials, stop: AbortSignal): Promise<Answer | undefined> => {
    if (log.visible && !log.accepts) return waiting(startingUp(log.doing));
    if (lastInside?.kind === "waiting" && !log.accepts && performance.now() - lastLoginMs < insideEveryMs) return lastInside;
    lastInside = await askInside(context, preset, { port: String(port), user, database }, stop);
    lastLoginMs = performance.now();
    return lastInside;
  };

  const enter = async (addresses: readonly Address[], own: PostgresCredentials, stop: AbortSignal): Promise<Answer> => {
    const { reply } = await firstReached(addresses, (address) => login({ address, credentials: own }, stop));
    logins += 1;
    lastLoginMs = performance.now();
    return postgresAnswer(reply, "service");
  };

  const ask = async (container: ContainerDetails, stop: AbortSignal): Promise<Answer> => {
    credentials ??= await credentialsOf(context, preset, container);
    const addresses = addressesFor(engine, container, port);
    if (log.accepts && log.onNetwork && logins === 0 && addresses.length > 0) {
      const answer = await enter(addresses, credentials, stop);
      if (answer.kind === "ready") return answer;
    }
    const { address, reply } = await firstReached(addresses, (each) => sayHello(each, stop));
    const answer = helloWords(reply);
    if (answer.kind !== "ready") {
      helloSinceMs = undefined;
      if (isReachable(answer)) return answer;
      return (await fromInside(credentials, stop)) ?? answer;
    }
    const nowMs = performance.now();
    helloSinceMs ??= nowMs;
    return isTimeToLogin(nowMs) ? enter([address], credentials, stop) : waiting(startingUp(log.doing));
  };
  return { ask, pauseMs: (elapsedMs) => Math.min(250, Math.max(40, elapsedMs / 20)) };
}

/** How long a hello has to be answered before a login is tried without the log's word for it. */
const graceMs = 500;
const visibleGraceMs = 10_000;
const insideEveryMs = 500;

function startingUp(doing: string | undefined): string {
  return doing ? `the database system is starting up (${doing})` : "the database system is starting up";
}

function helloWords(reply: Reply): Answer {
  if (helloAnswer(reply)) return ready;
  return waiting(
    silenceWords(reply) ?? (reply.kind === "silent" ? "accepts connections but does not answer" : "the answer is not Postgres"),
  );
}

async function credentialsOf(
  context: ProberContext,
  preset: (Probe & { readonly kind: "postgres" })["preset"],
  container: ContainerDetails,
): Promise<PostgresCredentials> {
  const env = Object.fromEntries(
    (container.Config.Env ?? []).map((entry) => [entry.split("=", 1)[0] ?? "", entry.replace(/^[^=]*=/, "")]),
  );
  const settings = preset.speaks.protocol === "postgres" ? preset.speaks : plainSettings;
  return postgresCredentials(settings, env, secretReader(context));
}

const plainSettings = {
  user: ["POSTGRES_USER"],
  password: ["POSTGRES_PASSWORD"],
  database: ["POSTGRES_DB"],
  defaultUser: "postgres",
};
