import { scenario } from "../framework/scenario.ts";

scenario(
  "a database without a published port is waited for all the same",
  { fixture: "compose-shapes/no-published-db" },
  async (s) => {
    (await s.gdev("up -d"))
      .exits(0)
      .tells(/^db +.*ready/m)
      .hides("warning");
    await s.service("api", { running: true, restarts: 0 });
    (await s.docker("compose logs --no-log-prefix api")).prints("connected");
    // The probe leaves no trace in the database's log.
    (await s.docker("compose logs db")).hides(/FATAL|ERROR|incomplete startup packet|unexpected EOF/);
  },
);
