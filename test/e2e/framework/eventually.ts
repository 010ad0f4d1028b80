import { setTimeout as pause } from "node:timers/promises";

/**
 * Asks again until `check` does not throw, and gives its result; after `withinMs` it rejects with the last failure. The only way of
 * waiting that a scenario needs: it ends as soon as what it waits for is there.
 */
export async function eventually<T>(check: () => T | Promise<T>, withinMs = 20_000): Promise<T> {
  const endMs = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() >= endMs) throw error;
      await pause(50);
    }
  }
}
