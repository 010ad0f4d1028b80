import { type Address, hostAddresses } from "../../core/readiness/address.ts";
import { type Answer, ready, waiting } from "../../core/readiness/answer.ts";
import { helloAnswer, type PostgresReply, postgresAnswer } from "../../core/readiness/postgres.ts";
import { type ImagePreset, presetForPort } from "../../core/readiness/preset.ts";
import { type Reply, silenceWords } from "../../core/readiness/reply.ts";
import type { WaitTarget } from "../../core/readiness/wait-target.ts";
import { firstReached } from "../../host/probes/exchange.ts";
import { askGreeting, askPort, askTcp, speaksTls } from "../../host/probes/port.ts";
import { knock, loadPostgresClient, login, sayHello } from "../../host/probes/postgres.ts";
import { askFile, askUrl } from "../../host/probes/wait-on.ts";

/** Asks a target once; what it remembers between two questions lives in it. */
export type Asker = (signal: AbortSignal) => Promise<Answer>;

/** The Asker of a target that has an address of its own. */
export function openAsker(target: Exclude<WaitTarget, { readonly kind: "service" }>, presets: readonly ImagePreset[]): Asker {
  switch (target.kind) {
    case "url":
      return (signal) => askUrl(target.url, signal);
    case "file":
      return (signal) => askFile(target.path, signal);
    case "tcp":
      return (signal) => askTcp(addressesOf(target), signal);
    case "port":
      return portAsker(addressesOf(target), presetForPort(target.port, presets));
    case "postgres": {
      loadPostgresClient().catch(() => {});
      const enter: Enter = ({ host }, signal) => login({ url: target.url, host }, signal);
      const session = postgresSession(enter, "caller");
      if (target.host.startsWith("/")) return (signal) => session({ host: target.host, port: target.port }, signal, false);
      let seenDown = false;
      return async (signal) => {
        const { address, reply } = await firstReached(addressesOf(target), (each) => sayHello(each, signal));
        if (helloAnswer(reply)) return session(address, signal, seenDown);
        seenDown = true;
        return waiting(noHello(reply));
      };
    }
  }
}

type Session = (address: Address, signal: AbortSignal, seenDown: boolean) => Promise<Answer>;
type Enter = (address: Address, signal: AbortSignal) => Promise<PostgresReply>;

/**
 * Goes on where a hello was answered. A login while the server starts up is a line in its log: so a server that was seen to come up gets
 * the first one a moment after its first answered hello, and the next ones ever more rarely.
 */
function postgresSession(enter: Enter, credentials: "caller" | "none"): Session {
  let nextMs: number | undefined;
  let attempts = 0;
  let last: Answer = waiting("the database system is starting up");
  return async (address, signal, seenDown) => {
    nextMs ??= performance.now() + (seenDown ? graceMs : 0);
    if (performance.now() < nextMs) return last;
    last = postgresAnswer(await enter(address, signal), credentials);
    attempts += 1;
    nextMs = performance.now() + Math.min(1000, 50 * 2 ** attempts);
    return last;
  };
}

const graceMs = 30;

/**
 * A port of which nothing is known: Postgres is recognised by its answer to a hello, which every other server survives; then the rule
 * for published ports holds (core/readiness/port). A hang-up is docker-proxy's sign that nobody listens, but also what a server may
 * do that does not like the hello: so HTTP and TLS are tried too, now and then.
 */
function portAsker(addresses: readonly Address[], preset: ImagePreset | undefined): Asker {
  if (preset?.speaks.protocol === "greeting") {
    const words = preset.speaks;
    return (signal) => askGreeting(addresses, words, signal, true);
  }
  const session = postgresSession(knock, "none");
  const isPostgresPort = preset !== undefined;
  let hangUps = 0;
  let seenDown = false;
  return async (signal) => {
    const { address, reply } = await firstReached(addresses, (each) => sayHello(each, signal));
    if (helloAnswer(reply)) return session(address, signal, seenDown);
    seenDown = true;
    if (reply.kind === "said") return ready;
    if (reply.kind === "silent")
      return isPostgresPort ? waiting("accepts connections but does not answer") : askPort([address], undefined, signal);
    hangUps = reply.kind === "closed" ? hangUps + 1 : 0;
    if (isPostgresPort || hangUps === 0 || hangUps % hangUpsBetweenGuesses !== 0) return waiting(noHello(reply));
    if (await speaksTls(address, signal)) return ready;
    return askPort([address], undefined, signal);
  };
}

/** About one second of hang-ups. */
const hangUpsBetweenGuesses = 30;

function noHello(reply: Reply): string {
  return (
    silenceWords(reply) ?? (reply.kind === "silent" ? "accepts connections but does not answer" : "the answer is not Postgres")
  );
}

function addressesOf({ host, port }: { readonly host: string; readonly port: number }): readonly Address[] {
  return hostAddresses(host).map((each) => ({ host: each, port }));
}
