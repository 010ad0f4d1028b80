import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { expect } from "vitest";
import { freePort } from "../framework/ports.ts";
import { scenario } from "../framework/scenario.ts";

const databases = { fixture: "compose-shapes/two-databases", ports: ["ORDERS_PORT", "JOURNAL_PORT"] } as const;

scenario(
  "wait for Postgres returns when a query answers, and knows refused credentials at once",
  { ...databases, smoke: true },
  async (s) => {
    const address = `127.0.0.1:${s.ports.ORDERS_PORT}`;
    const query = [
      "docker",
      "compose",
      "exec",
      "-T",
      "orders",
      "psql",
      "-h",
      "127.0.0.1",
      "-U",
      "shop",
      "-d",
      "orders",
      "-tAc",
      "SELECT 42",
    ];
    (await s.docker("compose up -d orders")).exits(0);
    const first = await s.gdev(["wait", address, "--timeout", "60s", "--", ...query]);
    first.exits(0).prints("42").tells(`${address} ready after`);

    (await s.gdev("wait orders")).exits(0).tells("orders ready after");
    (await s.gdev(`wait postgres://shop:shop-secret@${address}/orders`)).exits(0);
    const refused = await s.gdev(`wait postgres://shop:not-it@${address}/orders --timeout 60s -- echo never`);
    refused.exits(1).tells("password authentication failed").hides("never\n").hides("not-it").takesAtMost(10_000);
    (await s.gdev(`wait postgres://shop:shop-secret@${address}/nowhere --timeout 60s`))
      .exits(1)
      .tells('database "nowhere" does not exist');

    const dropIn = await s.gdev(["wait", address, "-t", "15", "-q", "--", "echo", "as wait-for.sh does"]);
    dropIn.exits(0);
    expect([dropIn.stdout, dropIn.stderr]).toEqual(["as wait-for.sh does\n", ""]);
    (
      await s.gdev(["wait", "-h", "127.0.0.1", "-p", String(s.ports.ORDERS_PORT), "-s", "-t", "15", "--", "sh", "-c", "exit 7"])
    ).exits(7);
  },
);

scenario(
  "wait for a service names what is missing and its last words at the deadline",
  { fixture: "compose-shapes/never-ready", ports: ["API_PORT"] },
  async (s) => {
    (await s.docker("compose up -d")).exits(0);
    const late = await s.gdev("wait api --timeout 2s -- echo never");
    late
      .exits(124)
      .tells("api is not ready after 2.0 s")
      .tells(/port :?8080: |closed|nobody/)
      .takesAtMost(10_000);
    expect(late.stdout).toBe("");
    (await s.gdev("wait apo --timeout 2s")).exits(2).tells("did you mean api?");
  },
);

scenario("wait for ports, URLs and files, whatever comes last", {}, async (s) => {
  const [port, web] = [await freePort(), await freePort()];
  let status = 503;
  const wait = s.start(["wait", `tcp:127.0.0.1:${port}`, `http://127.0.0.1:${web}/healthz`, "file:there", "--", "cat", "there"]);
  await wait.tells(`waiting for tcp:127.0.0.1:${port}`);
  const tcp = await listen(createTcpServer(), port);
  await wait.tells(`tcp:127.0.0.1:${port} ready after`);
  const http = await listen(
    createServer((_request, answer) => answer.writeHead(status).end()),
    web,
  );
  try {
    await wait.tells("503");
    status = 204;
    await wait.tells("/healthz ready after");
    await s.write("there", "something\n");
    (await wait.ended(20_000)).exits(0).prints("something");
  } finally {
    tcp.close();
    http.close();
  }
});

scenario("at the deadline wait ends with 124, names each that is missing, and does not run the command", {}, async (s) => {
  const port = await freePort();
  await s.write("there", "");
  const late = await s.gdev(["wait", `tcp:127.0.0.1:${port}`, "file:absent", "file:there", "-t", "5", "--", "echo", "never"]);
  late
    .exits(124)
    .tells("2 of 3 are not ready after 5.0 s")
    .tells(new RegExp(`127.0.0.1:${port}: .*refused`))
    .tells(/absent: /)
    .takesAtMost(20_000);
  expect(late.stdout).toBe("");
});

scenario("the command gets wait's signals, and wait its exit code", {}, async (s) => {
  await s.write("there", "");
  const script = 'trap "echo told; exit 9" TERM; echo up; while :; do sleep 0.1; done';
  const wait = s.start(["wait", "file:there", "-q", "--", "sh", "-c", script]);
  await wait.prints("up");
  wait.signal("SIGTERM");
  (await wait.ended(5000)).exits(9).prints("told");
  (await s.gdev(["wait", "file:there", "-q", "--", "sh", "-c", "kill -KILL $$"])).exits(137);
  (await s.gdev("wait file:there -- no-such-program")).exits(1).tells("cannot run no-such-program");
});

scenario("Ctrl-C ends a wait in silence, without the command", {}, async (s) => {
  const wait = s.start("wait file:absent -- echo never");
  await wait.tells("waiting for file:absent");
  wait.interrupt();
  const ended = (await wait.ended(5000)).exits(130);
  expect(ended.stdout).toBe("");
  expect(ended.stderr.trim().split("\n")).toHaveLength(1);
});

function listen<T extends Server>(server: T, port: number): Promise<T> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      expect((server.address() as AddressInfo).port).toBe(port);
      resolve(server);
    });
  });
}
