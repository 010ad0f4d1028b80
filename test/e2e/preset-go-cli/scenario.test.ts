import { eventually } from "../framework/eventually.ts";
import { scenario } from "../framework/scenario.ts";

const preset = { limitMs: 500_000 } as const;

scenario("a program that ends is run again at every save, and once in production", preset, async (s) => {
  (await s.gdev("init go-cli --yes")).exits(0);
  (await s.gdev("doctor --strict --no-environment")).exits(0).prints("nothing to mend");
  (await s.gdev("up -d --timeout 280s")).exits(0).hides("warning");
  await eventually(async () => (await s.gdev("logs --no-prefix tally")).prints(/^ +6 {2}the$/m), 60_000);
  (await s.gdev("exec tally go test ./...")).exits(0).prints(/^ok /m);

  await s.edit("sample.txt", "The sea is calm", "Sun sun sun sun sun sun sun");
  await eventually(async () => (await s.gdev("logs --no-prefix tally")).prints(/^ +7 {2}sun$/m), 60_000);

  // It prints what it has to say, and leaves nothing behind.
  (await s.gdev("up -d --prod --timeout 280s")).exits(0).prints(/^ +7 {2}sun$/m);
});
