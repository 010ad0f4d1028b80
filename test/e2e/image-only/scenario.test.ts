import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";

scenario(
  "a project that builds nothing runs the same in both modes",
  { fixture: "compose-shapes/image-only", ports: ["WEB_PORT"] },
  async (s) => {
    (await s.gdev("up -d"))
      .exits(0)
      .hides("warning")
      .prints(new RegExp(`^web +- +- +http .*http://localhost:${s.ports.WEB_PORT} `, "m"));
    await s.answers("WEB_PORT", /./);
    const web = await s.service("web", { running: true });
    (await s.gdev("up -d --prod")).exits(0).tells("nothing to do");
    expect(await s.service("web")).toEqual(web);
  },
);

scenario(
  "what plain Compose started is taken over as it is",
  { fixture: "compose-shapes/image-only", ports: ["WEB_PORT"] },
  async (s) => {
    (await s.docker("compose up -d")).exits(0);
    const web = await s.service("web", { running: true });
    (await s.gdev("up -d")).exits(0);
    expect(await s.service("web")).toEqual(web);
    (await s.gdev("up -d")).exits(0).tells("nothing to do");
    expect((await s.docker("compose ps --services")).exits(0).stdout).toBe("web\n");
  },
);
