import tls from "node:tls";
import type { Address } from "../../core/readiness/address.ts";
import { type Answer, ready, waiting } from "../../core/readiness/answer.ts";
import { greetingAnswer } from "../../core/readiness/greeting.ts";
import { headRequest, portAnswer } from "../../core/readiness/port.ts";
import type { GreetingWords } from "../../core/readiness/preset.ts";
import { silenceWords } from "../../core/readiness/reply.ts";
import { exchange, firstReached } from "./exchange.ts";

/** Asks a port with a HEAD request: HTTP or open (core/readiness/port). With a path only 2xx and 3xx are ready. */
export async function askPort(addresses: readonly Address[], path: string | undefined, signal: AbortSignal): Promise<Answer> {
  const { reply } = await firstReached(addresses, (address) =>
    exchange({ address, send: headRequest("localhost", address.port, path), signal }),
  );
  return portAnswer(reply, path);
}

/** Asks whether a port accepts a connection and keeps it for a moment: a docker-proxy with nobody behind it hangs up at once. */
export async function askTcp(addresses: readonly Address[], signal: AbortSignal): Promise<Answer> {
  const { reply } = await firstReached(addresses, (address) => exchange({ address, silenceMs: holdMs, signal }));
  const why = silenceWords(reply);
  return why === undefined ? ready : waiting(why);
}

/** Asks a server in its own protocol's first words. `silenceIsReady`: for a port that only looks like that server's. */
export async function askGreeting(
  addresses: readonly Address[],
  words: GreetingWords,
  signal: AbortSignal,
  silenceIsReady = false,
): Promise<Answer> {
  const { send } = words;
  const { reply } = await firstReached(addresses, (address) => exchange({ address, ...(send ? { send } : {}), signal }));
  return greetingAnswer(reply, words, silenceIsReady);
}

/** Whether a port does TLS. A TLS server may hang up without a byte on anybody who speaks HTTP to it. */
export function speaksTls({ host, port }: Address, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = tls.connect({ host, port, rejectUnauthorized: false, timeout: 1000 });
    const settle = (yes: boolean): void => {
      signal.removeEventListener("abort", no);
      if (yes) socket.end();
      else socket.destroy();
      resolve(yes);
    };
    const no = (): void => settle(false);
    socket.once("secureConnect", () => settle(true));
    socket.once("timeout", no);
    socket.on("error", no);
    socket.once("close", no);
    if (signal.aborted) no();
    else signal.addEventListener("abort", no, { once: true });
  });
}

const holdMs = 150;
