import { describe, expect, it } from "vitest";
import type { ImageFiles } from "../../src/core/size/image-files.ts";
import type { SizeLayer } from "../../src/core/size/layers.ts";
import type { BuiltRow, SizeReport } from "../../src/core/size/report.ts";
import { breachLines } from "../../src/ui/size-budget.ts";
import { filesView } from "../../src/ui/size-files.ts";
import { historyTable, sparkline } from "../../src/ui/size-history.ts";
import { sizeRows } from "../../src/ui/size-json.ts";
import { sizeMarkdown } from "../../src/ui/size-markdown.ts";
import { sizeTable } from "../../src/ui/size-table.ts";
import { deltaWords, ratioWords } from "../../src/ui/size-words.ts";

const base: SizeLayer = { id: "sha256:a", createdBy: "COPY / /", sizeBytes: 3_000_000, approximate: false, base: true };
const own: SizeLayer = {
  id: "sha256:b",
  createdBy: "COPY /out/server . # buildkit",
  sizeBytes: 31_200_000,
  approximate: false,
  base: false,
  recipe: { line: 42, keyword: "COPY", text: "/out/server .", stage: "runner", copiedFrom: "builder" },
};
const row: BuiltRow = {
  state: "built",
  wanted: {
    service: "api",
    kind: "prod",
    stage: "runner",
    tags: [],
    dockerfile: "/shop/Dockerfile",
    budget: { sizes: { prod: 30e6 } },
  },
  image: "shop-api:prod",
  id: "sha256:1",
  sizeBytes: 34_200_000,
  approximate: false,
  baseBytes: 3_000_000,
  ratio: 17.7,
  layers: [base, own],
  baselines: {
    build: { atMs: 0, id: "sha256:0", sizeBytes: 34_000_000, layers: [] },
    commit: { atMs: 0, id: "sha256:9", sizeBytes: 40_000_000, commit: "abc", layers: [] },
  },
  breaches: [
    {
      rule: "size",
      sizeBytes: 34_200_000,
      limitBytes: 30_000_000,
      causes: [{ layer: own, deltaBytes: 200_000 }],
      compared: true,
    },
    { rule: "layer", sizeBytes: 31_200_000, limitBytes: 20_000_000, layer: own, causes: [], compared: true },
    {
      rule: "growth",
      sizeBytes: 34_200_000,
      limitBytes: 33_000_000,
      beforeBytes: 30_000_000,
      growth: 0.1,
      causes: [],
      compared: true,
    },
  ],
};
const report: SizeReport = { project: "shop", rows: [row], totalBytes: 34_200_000, approximate: false };
const look = { colour: false, cwd: "/shop" };

describe("words", () => {
  it.each([
    [0, "±0"],
    [1_200_000, "+1.2MB"],
    [-340_000, "-340kB"],
  ])("%i bytes more: %s", (bytes, words) => {
    expect(deltaWords(bytes)).toBe(words);
  });

  it.each([
    [70.4, "70×"],
    [9.87, "9.9×"],
    [0.52, "0.52×"],
  ])("%d times: %s", (ratio, words) => {
    expect(ratioWords(ratio)).toBe(words);
  });

  it("a sparkline goes from the least to the most, and shows the last builds", () => {
    expect(sparkline([1, 2, 3, 4, 5, 6, 7, 8])).toBe("▁▂▃▄▅▆▇█");
    expect(sparkline([5, 5, 5])).toBe("▁▁▁");
    expect(sparkline([...Array(40).fill(1), 9])).toHaveLength(32);
  });
});

describe("the table", () => {
  it("shows changes where there is something to compare with, and what they mean", () => {
    expect(sizeTable(report, look).join("\n")).toMatchInlineSnapshot(`
      "SERVICE  STAGE     SIZE  RATIO  BASE    OURS  CHANGE  COMMIT
      api      runner  34.2MB    18×   3MB  31.2MB  +200kB  -5.8MB  ░░██████████████████████

      size: the files of all layers, unpacked, as docker images counts them where the engine stores images in overlay2
      change: since the build before; commit: since the last build before the commit that is checked out"
    `);
  });

  it("the terminal gets no escape sequence of a stranger's name", () => {
    const hostile = { ...row, wanted: { ...row.wanted, service: "api\x1b[2J", stage: "run\x1b]0;x\x07ner" } };
    expect(sizeTable({ ...report, rows: [hostile] }, look).join("\n")).not.toMatch(/\x1b|\x07/);
  });
});

describe("the budget", () => {
  it("says each limit that is broken, and what grew", () => {
    expect(breachLines(row, "/shop").join("\n")).toMatchInlineSnapshot(`
      "api runner: 34.2MB, over its budget of 30MB
      api runner: the layer of Dockerfile:42 has 31.2MB, over the budget of 20MB for a layer
      api runner: 34.2MB, 14% more than 30MB before, over the budget of 10%
        +200kB  Dockerfile:42  COPY /out/server ."
    `);
  });
});

describe("files", () => {
  const files: ImageFiles = {
    sizeBytes: 34_200_000,
    layers: [
      { id: "sha256:a", createdBy: "COPY / /", sizeBytes: 3_000_000, compressed: { bytes: 1_000_000, computed: true } },
      {
        id: "sha256:b",
        createdBy: "COPY /out/server .",
        sizeBytes: 31_200_000,
        compressed: { bytes: 9_000_000, computed: false },
      },
    ],
    files: [{ path: "app/server\x1b[2J", sizeBytes: 31_000_000, layer: 1 }],
    folders: [{ path: "app", sizeBytes: 31_000_000, files: 1 }],
    wastedBytes: 200_000,
    wasted: [{ path: "etc/old", sizeBytes: 200_000, layer: 0, goneIn: 1, how: "deleted" }],
    secrets: [{ path: "app/.env", sizeBytes: 20, layer: 1, deleted: true }],
    binaries: [
      {
        path: "app/server",
        sizeBytes: 31_000_000,
        layer: 1,
        binary: {
          goVersion: "go1.26.8",
          mainPackage: "example.com/shop",
          moduleVersion: "v1.2.0",
          trimpath: false,
          cgo: true,
          static: false,
          stripped: false,
          debugBytes: 8_000_000,
          symbolBytes: 1_300_000,
        },
      },
    ],
  };

  it("as a page", () => {
    expect(filesView(row, files, look).join("\n")).toMatchInlineSnapshot(`
      "api runner  34.2MB in 2 layers
        compressed: 10MB, computed with gzip; a registry may hold it a little differently
        largest files
          31MB  Dockerfile:42  app/server
        largest folders
          31MB  1 file  app
        wasted: 200kB
          200kB  base image  etc/old (deleted by Dockerfile:42)
        looks like a secret
          20B  Dockerfile:42  app/.env (deleted later, but still in its layer)
        Go programs
          app/server  31MB  go1.26.8  example.com/shop@v1.2.0  dynamically linked, not stripped, cgo
            → go build -trimpath -ldflags "-s -w" saves 9.3MB (30%): symbols and debug information"
    `);
  });

  it("as JSON, with the table's fields", () => {
    expect(sizeRows([row], new Map([["sha256:1", files]]))).toMatchObject([
      {
        service: "api",
        mode: "prod",
        sizeBytes: 34_200_000,
        compressedBytes: 10_000_000,
        compressedComputed: true,
        wastedBytes: 200_000,
        goPrograms: [{ path: "app/server" }],
        secrets: [{ path: "app/.env", deleted: true }],
      },
    ]);
  });
});

describe("JSON", () => {
  it("has what docs/json.md promises", () => {
    expect(JSON.parse(JSON.stringify(sizeRows([row])))).toEqual([
      {
        service: "api",
        kind: "prod",
        mode: "prod",
        stage: "runner",
        image: "shop-api:prod",
        id: "sha256:1",
        sizeBytes: 34_200_000,
        baseBytes: 3_000_000,
        ratio: 17.7,
        change: { bytes: 200_000, beforeBytes: 34_000_000 },
        changeSinceCommit: { bytes: -5_800_000, beforeBytes: 40_000_000 },
        layers: [
          { sizeBytes: 3_000_000, createdBy: "COPY / /", id: "sha256:a", base: true },
          {
            sizeBytes: 31_200_000,
            createdBy: "COPY /out/server . # buildkit",
            id: "sha256:b",
            base: false,
            file: "/shop/Dockerfile",
            line: 42,
            stage: "runner",
            copiedFrom: "builder",
          },
        ],
        budget: {
          limits: { prod: 30e6 },
          over: true,
          breaches: [
            {
              rule: "size",
              sizeBytes: 34_200_000,
              limitBytes: 30e6,
              causes: [{ deltaBytes: 200_000, createdBy: "COPY /out/server . # buildkit", line: 42 }],
            },
            { rule: "layer", sizeBytes: 31_200_000, limitBytes: 20e6, causes: [] },
            { rule: "growth", sizeBytes: 34_200_000, limitBytes: 33e6, causes: [] },
          ],
        },
      },
    ]);
  });
});

describe("Markdown", () => {
  it("is a table whose cells cannot break out of it", () => {
    const hostile = { ...row, wanted: { ...row.wanted, service: "a|b<script>" }, breaches: [] };
    const text = sizeMarkdown({ ...report, rows: [hostile] }, "/shop").join("\n");
    expect(text).toContain("| a&#124;b&#60;script&#62; | runner | 34.2MB | 18× | 3MB | 31.2MB | +200kB | -5.8MB |");
    expect(text).not.toContain("<script>");
  });

  it("says what is over its budget", () => {
    expect(sizeMarkdown(report, "/shop").join("\n")).toContain("- api runner: 34.2MB, over its budget of 30MB");
  });
});

describe("the history", () => {
  it("has a line for each stage", () => {
    const records = [10, 10, 14, 12].map((size, index) => ({
      atMs: Date.UTC(2026, 0, 1 + index),
      id: String(index),
      commit: "abcdef123",
      sizeBytes: size * 1e6,
      layers: [],
    }));
    expect(historyTable({ "api:runner": records }, false).join("\n")).toMatchInlineSnapshot(`
      "SERVICE  STAGE   BUILDS        FIRST  LAST  CHANGE  GREW MOST AT
      api      runner       4  ▁▁█▅   10MB  12MB    +2MB  2026-01-03 on abcdef1 (+4MB)"
    `);
  });
});
