import { expect } from "vitest";
import { type Scenario, scenario } from "../framework/scenario.ts";
import { errorOf } from "../message.ts";
import { startContainerdEngine } from "./containerd-engine.ts";

const hello = { fixture: "prints-multi-stage" } as const;

interface Row {
  readonly service: string;
  readonly kind: string;
  readonly stage: string | null;
  readonly image: string;
  readonly sizeBytes: number | null;
  readonly baseBytes: number | null;
  readonly ratio?: number;
  readonly approximate?: boolean;
  readonly contentSizeBytes?: number;
  readonly state?: string;
  readonly layers: readonly { readonly sizeBytes: number; readonly line?: number; readonly copiedFrom?: string }[];
}

async function rows(s: Scenario, words = "", env: Readonly<Record<string, string>> = {}): Promise<readonly Row[]> {
  return JSON.parse((await s.gdev(`size --json ${words}`, { env })).exits(0).stdout) as readonly Row[];
}

async function engineSize(s: Scenario, image: string): Promise<number> {
  return Number((await s.docker(`image inspect --format {{.Size}} ${image}`)).exits(0).stdout);
}

scenario(
  "the article's table: one stage beside two, more than twenty times smaller, and the numbers are the engine's own",
  { ...hello, smoke: true, limitMs: 200_000 },
  async (s) => {
    (await s.gdev("size"))
      .exits(0)
      .prints(/^hello +last stage +not built$/m)
      .prints("gdev size --build builds it");
    expect(await s.images()).toEqual([]);

    (await s.gdev("size --build --stages --vs Dockerfile.single")).exits(0).tells(/^hello +built the last stage/m);
    const table = await rows(s, "--stages --vs Dockerfile.single");
    expect(table.map(({ kind, stage }) => [kind, stage])).toEqual([
      ["prod", null],
      ["stage", "builder"],
      ["versus", null],
    ]);
    for (const { image, sizeBytes, layers } of table) {
      expect(sizeBytes, image).toBe(await engineSize(s, image));
      expect(layers.reduce((sum, layer) => sum + layer.sizeBytes, 0)).toBe(sizeBytes);
    }
    const [small, builder, single] = table;
    expect(small?.ratio).toBeGreaterThan(20);
    expect(builder?.ratio).toBeCloseTo(1, 1);
    expect(single?.ratio).toBeUndefined();
    expect(small?.baseBytes).toBe(await engineSize(s, "alpine:3.22"));
    expect(single?.baseBytes).toBe(await engineSize(s, "golang:1.26"));
    expect(await s.containers()).toEqual([]);
    await s.filesUntouched();

    (await s.gdev("size --layers hello"))
      .exits(0)
      .prints(/^ +[\d.]+MB +\d+% +base image +COPY \/image \/$/m)
      .prints(/^ +[\d.]+MB +\d+% +Dockerfile:10 +builder +COPY \/build\/hello \.$/m);
    (await s.gdev("size --files hello"))
      .exits(0)
      .prints(/^ +[\d.]+MB +Dockerfile:10 +bin\/hello$/m)
      .prints(/^ +bin\/hello +[\d.]+MB +go1\.\d+\S* .*static, not stripped/m)
      .prints(/→ go build -trimpath -ldflags "-s -w" saves [\d.]+kB \(\d+%\)/);
    (await s.gdev("size --vs alpine:3.22")).exits(0).prints(/^hello +vs alpine:3\.22 +[\d.]+MB/m);
    (await s.gdev("size --vs nobody/nothing:1")).exits(0).prints(/^hello +vs nobody\/nothing:1 +not pulled$/m);
  },
);

const dockerfile = `FROM alpine:3.22 AS dev
CMD ["air"]
FROM alpine:3.22 AS assets
COPY *.txt /assets/
FROM alpine:3.22 AS runner
COPY --from=assets /assets /assets
COPY .env /app/.env
CMD ["sleep", "86400"]
`;

function compose(budget: string): string {
  return `services:\n  api:\n    build: .\n    x-gdev: { budget: ${budget} }\n`;
}

scenario(
  "a budget passes and fails a build, with the line and the files that made the image grow; the history says when",
  { smoke: true },
  async (s) => {
    await s.write("Dockerfile", dockerfile);
    await s.write("docker-compose.yml", compose("{ prod: 3MB, layer: 100kB, growth: 5% }"));
    await s.write(".env", "TOKEN=secret\n");
    await s.write("logo.txt", "x".repeat(50_000));
    (await s.gdev("size --build")).exits(0).prints(/^api +dev +[\d.]+MB .*\napi +runner +[\d.]+MB/m);

    await s.write("film.txt", "y".repeat(400_000));
    const over = await s.gdev("size --build");
    over.exits(1).prints(/^api +runner +[\d.]+MB .*\+400kB/m);
    const message = errorOf(s, over);
    expect(message).toMatch(/^error: over budget: api \(runner\)$/m);
    expect(message).toMatch(/api runner: 3\.\d+MB, over its budget of 3MB$/m);
    expect(message).toMatch(/\+400kB {2}Dockerfile:6 {2}COPY \/assets \/assets$/m);
    expect(message).toMatch(/the layer of Dockerfile:6 has 450kB, over the budget of 100kB for a layer$/m);
    expect(message).toMatch(/api runner: 3\.\d+MB, 1\d(\.\d)?% more than 2\.9\d?MB before, over the budget of 5%$/m);
    expect(message).toMatch(/file {2}400kB {2}assets\/film\.txt$/m);
    expect(JSON.parse((await s.gdev("size --json")).exits(1).stdout)[1].budget).toMatchObject({ over: true });

    await s.write("docker-compose.yml", compose("{ prod: 4MB }"));
    (await s.gdev("size")).exits(0);
    (await s.gdev("size --budget api:runner=1MB")).exits(1).tells("over its budget of 1MB");
    (await s.gdev("size --budget api:dev=100MB --budget growth=50%")).exits(0);
    (await s.gdev("size --history")).exits(0).prints(/^api +runner +2 +▁█ +2\.9\d?MB +3\.\d+MB +\+400kB/m);
    (await s.gdev("size --files --stage runner")).exits(0).prints(/looks like a secret\n +13B +Dockerfile:7 +app\/\.env$/m);
    (await s.gdev("size --markdown")).exits(0).prints(/^\| api \| runner \| 3\.\d+MB \|/m);

    (await s.docker(`rmi ${s.project}-api:prod`)).exits(0);
    (await s.gdev("size")).exits(0).prints(/^api +runner +not built$/m);
    errorOf(s, (await s.gdev("size --files --stage runner")).exits(1));
  },
);

scenario("mistakes in the words are usage errors", {}, async (s) => {
  await s.write("Dockerfile", dockerfile);
  await s.write("docker-compose.yml", compose("{ prod: huge }"));
  expect(errorOf(s, (await s.gdev("size")).exits(1))).toMatch(
    /^error: x-gdev\.budget\.prod of service api is not a size such as 30MB\n +docker-compose\.yml:4:/,
  );
  await s.write("docker-compose.yml", `${compose("{ prod: 3MB }")}  web:\n    build: .\n`);
  for (const words of [
    "size nobody",
    "size --stage nope",
    "size --budget nonsense",
    "size --vs alpine:3.22",
    "size --json --markdown",
  ])
    errorOf(s, (await s.gdev(words)).exits(2));
});

scenario("what was asked once is not asked again, until a file or a variable changes", {}, async (s) => {
  await s.write("Dockerfile", dockerfile);
  await s.write("docker-compose.yml", "services:\n  api:\n    image: ${TAG:-own}\n    build: .\n");
  const calls = await s.recordDocker();
  const first = await rows(s);
  const asked = await calls();
  expect(asked.join("\n")).toMatch(/compose .*config/);
  expect(await rows(s)).toEqual(first);
  expect(await calls()).toEqual(asked);
  expect(await rows(s, "", { TAG: "other" })).toMatchObject([{ stage: "dev" }, { stage: "runner", image: "other" }]);
  await s.edit("Dockerfile", "AS runner", "AS release");
  expect((await rows(s)).map(({ stage }) => stage)).toEqual(["dev", "release"]);
});

scenario("an engine with the containerd store gives the same numbers", { limitMs: 200_000 }, async (s) => {
  const engine = await startContainerdEngine((program, args) => s.run(program, args));
  if (!engine) return s.skip("an engine of the scenario's own needs root and a dockerd");
  const env = { DOCKER_HOST: engine.url };
  try {
    await s.write("Dockerfile", dockerfile);
    await s.write("docker-compose.yml", compose("{ prod: 4MB }"));
    await s.write(".env", "TOKEN=secret\n");
    await s.write("logo.txt", "x".repeat(50_000));
    (await s.gdev("size --build")).exits(0);
    const own = await rows(s);
    const images = own.map(({ image }) => image).join(" ");
    const load = `docker save ${images} | docker --host ${engine.url} load`;
    (await s.run("sh", ["-c", load])).exits(0);

    const there = await rows(s, "", env);
    // Of layers that were loaded, and not built, the engine's own store counts the targets of links too: less than a thousandth.
    for (const [index, { sizeBytes }] of there.entries()) {
      const bytes = own[index]?.sizeBytes ?? 0;
      expect(Math.abs((sizeBytes ?? 0) - bytes)).toBeLessThan(bytes / 1000);
    }
    for (const { image, approximate, contentSizeBytes } of there) {
      expect(approximate).toBeUndefined();
      const inspected = await s.run("docker", ["--host", engine.url, "image", "inspect", "--format", "{{.Size}}", image]);
      expect(contentSizeBytes).toBe(Number(inspected.exits(0).stdout));
    }

    (await s.run("sh", ["-c", `docker save alpine:3.22 | docker --host ${engine.url} load`])).exits(0);
    (await s.gdev("build --prod", { env })).exits(0);
    expect((await rows(s, "", env))[1]?.sizeBytes).toBe(there[1]?.sizeBytes);
    (await s.gdev("size --files --compressed", { env }))
      .exits(0)
      .prints(/compressed: [\d.]+MB/)
      .prints(/Dockerfile:7 +app\/\.env$/m);
  } finally {
    await engine.stop();
  }
});
