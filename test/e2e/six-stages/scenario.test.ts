import { expect } from "vitest";
import { eventually } from "../framework/eventually.ts";
import { scenario } from "../framework/scenario.ts";

const sixStages = { fixture: "six-stages", ports: ["API_PORT"] } as const;

scenario("six stages, asked for with args: hot reload in dev, a compile error is the answer of up -d", sixStages, async (s) => {
  // With no delay air starts the new program while the old one may still hold the port: seen on a busy machine.
  await s.edit(".air.toml", 'kill_delay = "0s"', 'send_interrupt = true\nkill_delay = "500ms"');
  const up = await s.gdev("up -d");
  up.exits(0)
    .tells(/warning: docker-compose\.yml:11: .*target=dev selects no stage/)
    .tells("write build: { target: dev }");
  await s.answers("API_PORT", /^hello from dev\n$/);
  const { mounts } = await s.service("go", { running: true, mode: "dev", stage: "dev", name: `${s.project}-go` });
  expect(mounts).toEqual({ "/app": s.folder, "/go/pkg/mod": "gdev-go-mod", "/root/.cache/go-build": "gdev-go-build" });
  await s.filesUntouched();

  await s.edit("main.go", '"hello"', '"servus"');
  await eventually(() => s.answers("API_PORT", /^servus from dev\n$/), 60_000);

  (await s.gdev("down")).exits(0);
  await s.edit("main.go", '"servus"', '"servus" + missing');
  const broken = await s.gdev("up -d");
  broken.exits(1).tells(/main\.go:16:\d+: undefined: missing/);
  const left = await s.service("go", { running: true });
  await s.edit("main.go", '"servus" + missing', '"mended"');
  await eventually(() => s.answers("API_PORT", /^mended from dev\n$/), 60_000);
  (await s.gdev("up -d")).exits(0);
  expect((await s.service("go")).id).toBe(left.id);
});

scenario(
  "six stages in production: runner, then distroless, without the mount that would hide the program",
  sixStages,
  async (s) => {
    (await s.gdev("up -d --prod")).exits(0).prints(/^go +prod +runner +http :8080, .*MB$/m);
    await s.answers("API_PORT", /^hello from runner\n$/);
    expect(
      (await s.service("go", { running: true, mode: "prod", stage: "runner", image: `${s.project}-go:prod` })).mounts,
    ).toEqual({});

    (await s.gdev("switch go runner-distroless")).exits(0);
    await s.answers("API_PORT", /^hello from runner-distroless\n$/);
    await s.service("go", {
      running: true,
      mode: "prod",
      stage: "runner-distroless",
      image: `${s.project}-go:runner-distroless`,
    });

    (await s.gdev("up -d --prod --target go=runner")).exits(0);
    await s.answers("API_PORT", /^hello from runner\n$/);
    await s.filesUntouched();
  },
);
