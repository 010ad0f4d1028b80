import { scenario } from "../framework/scenario.ts";

const both = { fixture: "compose-shapes/two-databases", ports: ["ORDERS_PORT", "JOURNAL_PORT"] } as const;

scenario("two databases with their own users are both ready before what needs them starts", both, async (s) => {
  (await s.gdev("up -d"))
    .exits(0)
    .tells(/^orders +.*ready/m)
    .tells(/^journal +.*ready/m)
    .hides("warning");
  await s.service("api", { running: true, restarts: 0 });
  (await s.docker("compose logs --no-log-prefix api")).prints("connected to both");
});
