import { render } from "ink-testing-library";
import { expect, it } from "vitest";
import { App } from "../../src/ui/tui/app.tsx";
import type { Chrome } from "../../src/ui/tui/chrome.ts";

const chrome: Chrome = {
  columns: 40,
  header: "header",
  services: ["titles", "api", ""],
  blocks: [["build", "step"], ["failure"]],
  pane: { row: 8, height: 2 },
  footer: "keys",
};

/** A chrome that can be exchanged, and who is told of it. */
function source(first: Chrome) {
  let now = first;
  const listeners = new Set<() => void>();
  return {
    chrome: () => now,
    subscribe: (changed: () => void) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    set(next: Chrome) {
      now = next;
      for (const changed of listeners) changed();
    },
    listeners,
  };
}

it("puts every part in its rows, an empty one included, and leaves the pane and its title free", () => {
  const { lastFrame } = render(<App source={source(chrome)} />);
  expect(
    lastFrame()
      ?.split("\n")
      .map((row) => row.trimEnd()),
  ).toEqual(["header", "titles", "api", "", "build", "step", "failure", "", "", "", "keys"]);
});

it("cuts what is wider than the screen instead of breaking the row", () => {
  const { lastFrame } = render(<App source={source({ ...chrome, header: `\x1b[31m${"x".repeat(60)}\x1b[39m` })} />);
  const rows = lastFrame()?.split("\n") ?? [];
  expect(rows).toHaveLength(11);
  expect(rows[0]).toContain(`${"x".repeat(39)}…`);
});

it("follows its source, and lets go of it", async () => {
  const from = source(chrome);
  const { lastFrame, unmount } = render(<App source={from} />);
  from.set({ ...chrome, header: "another" });
  await expect.poll(lastFrame).toMatch(/^another/);
  unmount();
  expect(from.listeners.size).toBe(0);
});
