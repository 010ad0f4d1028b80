import { expect } from "vitest";
import { eventually } from "../framework/eventually.ts";
import { scenario } from "../framework/scenario.ts";
import { logRows } from "../screen.ts";

const compose = "services:\n  api:\n    build: .\n    init: true\n";
const dockerfile = `FROM alpine:3.22 AS dev
CMD ["sh", "-c", "echo api in dev; exec sleep 86400"]

FROM alpine:3.22 AS runner
COPY checks /checks
RUN sh /checks
CMD ["sh", "-c", "echo api in production; exec sleep 86400"]
`;
const failing = "#!/bin/sh\nfor n in 1 2 3; do echo check $n is fine; done\necho the shop has no keys >&2\nexit 3\n";

scenario("a switch whose build fails says why until esc, and what runs goes on; mended, it is done", {}, async (s) => {
  await s.write("docker-compose.yml", compose);
  await s.write("Dockerfile", dockerfile);
  await s.write("checks", failing);
  (await s.gdev("up -d")).exits(0);
  const before = await s.service("api", { running: true, stage: "dev" });
  const ui = s.terminal("");
  await ui.until(/^▸● {2}api +running +dev/m);

  ui.keys("p");
  await ui.until(/^▌ switch api to prod +enter now/m);
  ui.keys("\r");
  const failed = await ui.until(/the shop has no keys/, 120_000);
  expect(await s.service("api")).toEqual(before);
  await ui.until(/^▌ build .*failed +esc closes$/m);
  await ui.until(/runner +3\/3 +RUN sh \/checks +FAILED/);
  await ui.until(/check 1 is fine/);
  await ui.until(/^error: build of api failed at Dockerfile:6/m);
  expect(logRows(failed)).toContain("api │ api in dev");

  (await s.docker(["exec", `${s.project}-api-1`, "sh", "-c", "echo still here >/proc/1/fd/1"])).exits(0);
  expect(logRows(await ui.until(/^api │ still here$/m)).at(-1)).toBe("api │ still here");
  await ui.until(/^▌ build .*failed +esc closes$/m);
  ui.keys("\x1b");
  await eventually(async () => expect(await ui.screen()).not.toMatch(/^▌ build|error:|no keys/m));
  expect(await s.service("api")).toEqual(before);

  await s.write("checks", "exit 0\n");
  ui.keys("p");
  await ui.until(/^▌ switch api to prod +enter now/m);
  ui.keys("\r");
  await eventually(() => s.service("api", { running: true, mode: "prod", stage: "runner" }), 120_000);
  await ui.until(/^▸● {2}api +running +prod runner +ready/m);
  await ui.until(/^api │ api in production$/m);
  ui.keys("q");
  expect(await ui.exit()).toBe(0);
  expect(await ui.leftovers()).toEqual([]);
});

scenario("esc ends a build that runs, and what runs stays", {}, async (s) => {
  await s.write("docker-compose.yml", compose);
  await s.write("Dockerfile", dockerfile);
  await s.write("checks", `echo ${s.project} checks; sleep 300\n`);
  (await s.gdev("up -d")).exits(0);
  const before = await s.service("api", { running: true, stage: "dev" });
  const ui = s.terminal("");
  await ui.until(/^▸● {2}api +running +dev/m);
  ui.keys("p");
  await ui.until(/^▌ switch api to prod +enter now/m);
  ui.keys("\r");
  await ui.until(`› ${s.project} checks`, 120_000);
  ui.keys("\x1b");
  await ui.until(/switch api to prod: cancelled/);
  expect(await s.service("api")).toEqual(before);
  ui.keys("q");
  expect(await ui.exit()).toBe(0);
});
