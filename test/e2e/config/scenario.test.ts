import { expect } from "vitest";
import { parse } from "yaml";
import { scenario } from "../framework/scenario.ts";

const noEngine = { DOCKER_HOST: "unix:///nonexistent/docker.sock" } as const;
const sixStages = { fixture: "six-stages", ports: ["API_PORT"], env: noEngine, smoke: true } as const;

interface Config {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly image?: string;
        readonly build?: { readonly target?: string };
        readonly volumes?: readonly { readonly target: string }[];
        readonly labels?: unknown;
      }
    >
  >;
}

scenario("config prints what Compose gets and why, without an engine", sixStages, async (s) => {
  const dev = await s.gdev("config");
  dev
    .exits(0)
    .prints(/^# go\n# {3}stage dev: build argument meant as target$/m)
    .prints(/^# {3}ready: air \+ http :8080$/m);
  const go = (parse(dev.stdout) as Config).services.go;
  expect(go).toMatchObject({
    image: `${s.project}-go:dev`,
    build: { target: "dev" },
    labels: { "gdev.mode": "dev", "gdev.target": "dev" },
  });
  expect(go?.volumes?.map(({ target }) => target)).toEqual(["/app", "/go/pkg/mod", "/root/.cache/go-build"]);

  const prod = await s.gdev("config --prod");
  prod
    .exits(0)
    .prints(/^# {3}stage runner: named runner$/m)
    .prints(/^# {3}mount .* on \/app dropped: /m)
    .prints(/^# {3}ready: http :8080$/m);
  const inProd = (parse(prod.stdout) as Config).services.go;
  expect(inProd).toMatchObject({ image: `${s.project}-go:prod`, build: { target: "runner" } });
  expect(inProd?.volumes ?? []).toEqual([]);

  const json = JSON.parse((await s.gdev("config --json --target go=runner-distroless")).exits(0).stdout) as {
    readonly targets: unknown;
  };
  expect(json.targets).toEqual([
    {
      service: "go",
      mode: "prod",
      stage: "runner-distroless",
      image: `${s.project}-go:runner-distroless`,
      reason: "asked for by name",
    },
  ]);
  await s.filesUntouched();
});

scenario("config says that a wait-for wrapper is dropped", { fixture: "wait-for", env: noEngine }, async (s) => {
  const config = await s.gdev("config --no-synth");
  config.exits(0).prints(/wait-for\.sh dropped: gdev waits instead/);
  expect((parse(config.stdout) as { services: { api: unknown } }).services.api).toMatchObject({ entrypoint: ["/app/main"] });
});
