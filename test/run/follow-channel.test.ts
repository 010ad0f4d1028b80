import { expect, it } from "vitest";
import { channel } from "../../src/run/follow/channel.ts";

it("gives items in order, and makes producers wait when it is full", async () => {
  const items = channel<number>(2);
  let pushed = 0;
  const producing = (async () => {
    for (let item = 1; item <= 5; item++) {
      await items.push(item);
      pushed = item;
    }
    items.fail(new Error("done"));
  })();
  await new Promise(setImmediate);
  expect(pushed, "the second item fills the channel").toBe(1);
  const got: number[] = [];
  await expect(
    (async () => {
      for await (const item of items) got.push(item);
    })(),
  ).rejects.toThrow("done");
  expect(got).toEqual([1, 2, 3, 4, 5]);
  await producing;
});

it("ends the consumer and frees the producers at once", async () => {
  const items = channel<number>(1);
  const pushing = items.push(1);
  items.end();
  await pushing;
  await items.push(2);
  for await (const item of items) throw new Error(`gave ${item}`);
});
