import { createServer } from "node:net";

/** Below the ephemeral range, so that no outgoing connection takes a port between the look and the use. Each worker has its own part. */
const firstPort = 20_000;
const portsPerWorker = 400;
let next = Math.floor(Math.random() * portsPerWorker);

/** A TCP port that nobody listens on, and that this run has not given to anyone for some time. */
export async function freePort(): Promise<number> {
  const worker = Number(process.env.VITEST_POOL_ID ?? 1);
  for (let tried = 0; tried < portsPerWorker; tried++) {
    const port = firstPort + (worker % 25) * portsPerWorker + (next++ % portsPerWorker);
    if (await canListen(port)) return port;
  }
  throw new Error(`no port is free in the part of worker ${worker}`);
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "0.0.0.0" }, () => server.close(() => resolve(true)));
  });
}
