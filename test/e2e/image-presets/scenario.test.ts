import { expect } from "vitest";
import { type Scenario, scenario } from "../framework/scenario.ts";
import { provideServerImage, serverImage } from "./server-image.ts";

/** A real server of Debian's packages behind a published port, without a healthcheck. */
function server(name: string, port: string): { fixture: string; ports: readonly string[]; env: Record<string, string> } {
  return { fixture: `./${name}`, ports: [port], env: { SERVER_IMAGE: serverImage(name) } };
}

/** Starts the service, which gdev then calls ready; gives back what it said of it before, in order. */
async function waitedFor(s: Scenario, preset: string): Promise<readonly string[]> {
  await provideServerImage(s, preset);
  const up = (await s.gdev("up -d --json")).exits(0);
  const answers = up.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string; probe: string; state: string; why?: string })
    .filter(({ type }) => type === "answer");
  expect(new Set(answers.map(({ probe }) => probe))).toEqual(new Set([preset]));
  expect(answers.at(-1)?.state).toBe("ready");
  return answers.slice(0, -1).map(({ state, why = "" }) => `${state}: ${why}`);
}

scenario("mariadb is ready when its own init is over, and not while that runs", server("mariadb", "DB_PORT"), async (s) => {
  const before = await waitedFor(s, "mariadb");
  const login = ["mariadb", "--host=127.0.0.1", "--user=app", "--password=dev-only", "shop"];
  (await s.docker(["compose", "exec", "-T", "db", ...login, "--execute=SELECT COUNT(*) FROM goods"]))
    .exits(0)
    .prints(/^300000$/m);
  expect(before).toContainEqual(expect.stringMatching(/^waiting: connection (closed without a word|refused)$/));
});

scenario(
  "valkey is ready when it has loaded its data, and waits with its own words",
  server("valkey", "CACHE_PORT"),
  async (s) => {
    const before = await waitedFor(s, "valkey");
    (await s.docker("compose exec -T cache valkey-cli -e get key:9999")).exits(0).prints(/^value:9999$/m);
    expect(before).toContainEqual(expect.stringMatching(/^waiting: -LOADING /));
  },
);

scenario("rabbitmq is ready when a queue can be declared", server("rabbitmq", "QUEUE_PORT"), async (s) => {
  const before = await waitedFor(s, "rabbitmq");
  (await s.docker("compose exec -T queue amqp-declare-queue --url=amqp://app:dev-only@127.0.0.1 --queue=jobs")).exits(0);
  expect(before).toContainEqual(expect.stringMatching(/^waiting: connection (closed without a word|refused)$/));
});

scenario("nats is ready when JetStream answers", server("nats", "BUS_PORT"), async (s) => {
  await waitedFor(s, "nats");
  (await s.docker("compose exec -T bus ask")).exits(0).prints("account_info_response");
});

scenario("memcached is ready when it tells its version", server("memcached", "CACHE_PORT"), async (s) => {
  await waitedFor(s, "memcached");
  (await s.docker(["compose", "exec", "-T", "cache", "sh", "-c", "printf 'stats\\r\\nquit\\r\\n' | nc 127.0.0.1 11211"]))
    .exits(0)
    .prints(/STAT curr_connections \d+/);
});

scenario("redis and nginx as the lab has them", { ports: ["CACHE_PORT", "WEB_PORT"], smoke: true }, async (s) => {
  const { CACHE_PORT: cache = 0, WEB_PORT: web = 0 } = s.ports;
  await s.write(
    "docker-compose.yml",
    `services:\n  cache: { image: "redis:8", ports: ["127.0.0.1:${cache}:6379"] }\n  web: { image: "nginx:1.28", ports: ["127.0.0.1:${web}:80"] }\n`,
  );
  (await s.gdev("up -d")).exits(0);
  (await s.gdev("ps --json")).prints(/"service":"cache".*"probe":"redis"/).prints(/"service":"web".*"probe":"http :80"/);
  (await s.docker("compose exec -T cache redis-cli ping")).exits(0).prints("PONG");
});
