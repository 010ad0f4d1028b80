import { scenario } from "../framework/scenario.ts";

scenario(
  "the database's password is read from its secret",
  { fixture: "compose-shapes/password-file", ports: ["DB_PORT"] },
  async (s) => {
    (await s.gdev("up -d")).exits(0).hides("warning").hides("from-a-file");
    await s.service("api", { running: true, restarts: 0 });
    (await s.docker("compose logs --no-log-prefix api")).prints("connected");
    (await s.docker("compose logs db")).hides(/FATAL|ERROR/);
  },
);
