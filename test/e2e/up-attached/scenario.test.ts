import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";

scenario(
  "attached up prints the summary, follows the logs, and on Ctrl-C stops only what it started",
  { fixture: "compose-shapes/several-files", ports: ["WEB_PORT"] },
  async (s) => {
    const files = "-f a.yml -f b.yml";
    (await s.gdev(`${files} up -d web`)).exits(0);
    const web = await s.service("web");

    const up = s.start(`${files} up`);
    await up.prints(/^SERVICE +MODE +STAGE +READY +URL +IMAGE$/m);
    await up.prints(new RegExp(`^web +- +- +http :\\d+, .* +http://localhost:${s.ports.WEB_PORT} +[\\d.]+MB$`, "m"));
    await up.prints(/^worker .*working as b says$/m);
    (await s.docker(["exec", `${s.project}-worker-1`, "sh", "-c", "echo later >/proc/1/fd/1"])).exits(0);
    await up.prints(/^worker .*later$/m);

    up.interrupt();
    (await up.ended(30_000)).exits(130).tells("stopping worker");
    await s.service("worker", { running: false });
    expect(await s.service("web", { running: true })).toEqual(web);
  },
);

scenario("a second Ctrl-C kills what does not stop", { fixture: "./fixture" }, async (s) => {
  const up = s.start("up");
  await up.prints(/^stubborn .*here I stay$/m);
  up.interrupt();
  await up.tells("Ctrl-C again to kill");
  up.interrupt();
  (await up.ended(20_000)).exits(130);
  await s.service("stubborn", { running: false, exitCode: 137 });
  await s.service("polite", { running: false });
});

scenario("SIGTERM ends an attached up as Ctrl-C does, with its own exit code", { fixture: "./fixture" }, async (s) => {
  const up = s.start("up polite");
  await up.prints(/^polite .*here I am$/m);
  up.signal("SIGTERM");
  (await up.ended(30_000)).exits(143);
  await s.service("polite", { running: false, exitCode: 0 });
});
