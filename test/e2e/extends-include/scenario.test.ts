import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";

scenario(
  "a service that extends another file's, and a database from an included file",
  { fixture: "compose-shapes/extends-include" },
  async (s) => {
    (await s.gdev("up -d")).exits(0).hides("warning");
    await s.service("api", { running: true, restarts: 0 });
    (await s.docker("compose logs --no-log-prefix api")).prints("connected");
    expect((await s.gdev("ps")).exits(0).stdout).toMatch(/^db +- +- +running +postgres, /m);
    await s.filesUntouched();
  },
);
