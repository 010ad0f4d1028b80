import { scenario } from "../framework/scenario.ts";

scenario("up without a compose file says what is missing and what to do", { fixture: "cgo-sqlite" }, async (s) => {
  const up = await s.gdev("up -d");
  up.exits(1)
    .tells(/^error: .*no compose file/i)
    .tells("docker-compose.yml")
    .tells(/^ {2}→ \S/m)
    .hides("something in gdev itself went wrong");
  await s.filesUntouched();
});
