import { expect, it } from "vitest";
import { logStore } from "../../src/core/logs/store.ts";
import { fillStore } from "../../src/run/session/logs.ts";
import { fakeEngine } from "./follow-engine.ts";

it("shows the end of a log first, and tells when what is older has been put before it", async () => {
  const engine = fakeEngine("demo");
  const api = engine.create("api");
  for (let line = 1; line <= 300; line++) engine.print(api, `line ${line}`, line);
  const store = logStore();
  const stop = new AbortController();
  const counted = (): number => store.head() - store.tail();
  const counts: number[] = [];
  const older = new Promise<number>((resolve) => {
    const onItem = (): void => void counts.push(counted());
    const question = { engine, project: "demo", services: [], store, signal: stop.signal, onItem };
    void fillStore({ ...question, onOlder: () => resolve(counted()) });
  });
  expect(await older).toBe(300);
  expect(counts.at(-1)).toBe(200);
  stop.abort();
});
