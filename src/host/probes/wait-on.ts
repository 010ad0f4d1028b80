import { stat } from "node:fs/promises";
import { hostAddresses } from "../../core/readiness/address.ts";
import { type Answer, ready, waiting } from "../../core/readiness/answer.ts";
import { silenceWords, systemWords } from "../../core/readiness/reply.ts";
import { exchange } from "./exchange.ts";

/**
 * Asks a URL once, through wait-on: a 2xx answer to a GET (after redirects) is ready. `localhost` is asked on both loopback addresses.
 * GET, because many a router refuses HEAD on a route that it has for GET.
 */
export async function askUrl(url: string, signal: AbortSignal): Promise<Answer> {
  const parsed = new URL(url);
  const port = Number(parsed.port || (parsed.protocol === "https:" ? 443 : 80));
  let why: string | undefined;
  for (const host of hostAddresses(parsed.hostname.replace(/^\[|\]$/g, ""))) {
    const reply = await exchange({ address: { host, port }, silenceMs: 20, signal });
    if (reply.kind === "unreachable" || reply.kind === "self") why ??= silenceWords(reply);
    else return askHttp(parsed, host, signal);
  }
  return waiting(why ?? "no answer");
}

/** Asks for a file once, through wait-on: it has to be there with a size that does not change for a moment. */
export async function askFile(path: string, signal: AbortSignal): Promise<Answer> {
  try {
    await stat(path);
  } catch (error) {
    return waiting(systemWords((error as NodeJS.ErrnoException).code ?? "ENOENT"));
  }
  return (await agrees(`file:${path}`, { window: settleMs }, signal)) ? ready : waiting("its size still changes");
}

const settleMs = 150;
const askMs = 1000;

async function askHttp(url: URL, host: string, signal: AbortSignal): Promise<Answer> {
  const asked = new URL(url);
  asked.hostname = host.includes(":") ? `[${host}]` : host;
  let status: number | undefined;
  const validateStatus = (code: number): boolean => {
    status = code;
    return code >= 200 && code < 300;
  };
  const headers = { Host: url.host, "User-Agent": "gdev" };
  const resource = asked.href.replace(/^(https?):/, "$1-get:");
  if (await agrees(resource, { validateStatus, headers, httpTimeout: askMs }, signal)) return ready;
  return waiting(status === undefined ? "no HTTP answer" : `HTTP ${status}`);
}

/** Whether wait-on sees the resource within a second; false at once when the signal is aborted. */
async function agrees(resource: string, options: WaitOnSettings, signal: AbortSignal): Promise<boolean> {
  const { default: waitOn } = await import("wait-on");
  const aborted = new Promise<boolean>((resolve) => signal.addEventListener("abort", () => resolve(false), { once: true }));
  const seen = waitOn({ resources: [resource], interval: 100, window: 100, timeout: askMs, proxy: false, ...options }).then(
    () => true,
    () => false,
  );
  return Promise.race([seen, aborted]);
}

interface WaitOnSettings {
  readonly window?: number;
  readonly httpTimeout?: number;
  readonly validateStatus?: (status: number) => boolean;
  readonly headers?: Record<string, string>;
}
