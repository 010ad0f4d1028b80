import { describe, expect, it } from "vitest";
import { UserError } from "../../src/core/error.ts";
import { parseProject } from "../../src/core/project/parse.ts";
import { checkBudget, hasLimit } from "../../src/core/size/breach.ts";
import { type Budget, mergeBudgets, parseBudget, parseBudgetFlag } from "../../src/core/size/budget.ts";
import { baselinesOf, type SizeHistory, type SizeRecord, sizeKey, withRecord } from "../../src/core/size/change.ts";
import type { SizeLayer } from "../../src/core/size/layers.ts";
import { withBudgets } from "../../src/core/size/wanted-image.ts";

describe("parseBudget", () => {
  it.each([
    [{ prod: "30MB" }, { sizes: { prod: 30e6 } }],
    [{ prod: 1000, Runner: "1.5 GB" }, { sizes: { prod: 1000, runner: 1.5e9 } }],
    [
      { layer: "20MiB", growth: "10%" },
      { sizes: {}, layerBytes: 20 * 1024 ** 2, growth: 0.1 },
    ],
    [{ dev: "900m" }, { sizes: { dev: 900e6 } }],
    [{}, { sizes: {} }],
  ])("%o", (value, budget) => {
    expect(parseBudget(value)).toEqual(budget);
  });

  it.each([
    ["30MB", "is not a map", undefined],
    [{ prod: "30 apples" }, "is not a size such as 30MB", "prod"],
    [{ prod: "-1MB" }, "is not a size such as 30MB", "prod"],
    [{ growth: "10MB" }, "is not a percentage such as 10%", "growth"],
  ])("%o is refused", (value, problem, key) => {
    expect(parseBudget(value)).toEqual({ problem, ...(key === undefined ? {} : { key }) });
  });

  it("a flag names a service, or all", () => {
    expect(parseBudgetFlag("api:prod=30MB")).toEqual({ service: "api", budget: { sizes: { prod: 30e6 } } });
    expect(parseBudgetFlag("growth=5%")).toEqual({ budget: { sizes: {}, growth: 0.05 } });
    for (const text of ["x", "api:prod", "api:prod=", "=3MB", "prod=many"]) expect(parseBudgetFlag(text)).toBeUndefined();
  });

  it("a flag wins over the file, each limit for itself", () => {
    expect(mergeBudgets({ sizes: { prod: 1, dev: 2 }, layerBytes: 3 }, { sizes: { prod: 9 }, growth: 0.1 })).toEqual({
      sizes: { prod: 9, dev: 2 },
      layerBytes: 3,
      growth: 0.1,
    });
    const images = ["api", "web"].map((service) => ({
      service,
      kind: "prod" as const,
      tags: [],
      budget: { sizes: { prod: 1 } },
    }));
    const given = [{ service: "api", budget: { sizes: { prod: 5 } } }, { budget: { sizes: {}, growth: 0.2 } }];
    expect(withBudgets(images, given).map(({ budget }) => budget)).toEqual([
      { sizes: { prod: 5 }, growth: 0.2 },
      { sizes: { prod: 1 }, growth: 0.2 },
    ]);
  });
});

describe("x-gdev.budget", () => {
  const yaml = (budget: string): string =>
    `name: shop\nservices:\n  api:\n    build: .\n    x-gdev:\n      prod: runner\n      budget: ${budget}\n`;

  it("belongs to its service, beside the other settings", () => {
    const { services } = parseProject(yaml("{prod: 30MB, growth: 10%}"), "/shop", []);
    expect(services[0]?.gdev).toEqual({ prod: "runner", budget: { sizes: { prod: 30e6 }, growth: 0.1 } });
  });

  it("a mistake is told with its place", () => {
    const text = yaml("{prod: huge}");
    try {
      parseProject(text, "/shop", [], [{ file: "/shop/compose.yml", text }]);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      expect((error as UserError).message).toBe("x-gdev.budget.prod of service api is not a size such as 30MB");
      expect((error as UserError).details.place).toMatchObject({ file: "/shop/compose.yml", line: 7 });
    }
  });
});

function layer(createdBy: string, sizeBytes: number, base = false): SizeLayer {
  return { createdBy, sizeBytes, base, approximate: false };
}

function record(id: string, sizeBytes: number, more: Partial<SizeRecord> = {}): SizeRecord {
  return { atMs: 0, id, sizeBytes, layers: [], ...more };
}

const layers = [layer("COPY / /", 60, true), layer("COPY assets /assets", 10), layer("COPY server .", 40)];

function check(budget: Partial<Budget>, before?: SizeRecord, kind: "dev" | "prod" | "stage" = "prod", stage = "runner") {
  const wanted = { service: "api", kind, stage, tags: [], budget: { sizes: {}, ...budget } };
  const found = checkBudget(wanted, { sizeBytes: 110, layers, baselines: before ? { build: before } : {} });
  return found.map(({ rule, limitBytes, causes }) => [
    rule,
    limitBytes,
    causes.map(({ layer: { createdBy }, deltaBytes }) => [createdBy, deltaBytes]),
  ]);
}

describe("checkBudget", () => {
  it("an image that keeps its limits breaks none", () => {
    expect(check({ sizes: { prod: 110 }, layerBytes: 40, growth: 0.1 }, record("old", 100))).toEqual([]);
  });

  it("the size of production, its largest layers as the cause where nothing is known of before", () => {
    expect(check({ sizes: { prod: 100 } })).toEqual([
      [
        "size",
        100,
        [
          ["COPY server .", 40],
          ["COPY assets /assets", 10],
        ],
      ],
    ]);
  });

  it("with an earlier image the cause is what has grown", () => {
    const before = record("old", 70, {
      layers: [
        { createdBy: "COPY assets /assets # buildkit", sizeBytes: 10 },
        { createdBy: "COPY server .", sizeBytes: 5 },
        { createdBy: "COPY / /", sizeBytes: 60 },
      ],
    });
    expect(check({ sizes: { prod: 100 } }, before)).toEqual([["size", 100, [["COPY server .", 35]]]]);
  });

  it("a stage's own limit counts instead of production's", () => {
    expect(check({ sizes: { prod: 100, runner: 200 } })).toEqual([]);
    expect(check({ sizes: { prod: 200, runner: 100 } })).toHaveLength(1);
  });

  it("a layer, but none of the base image", () => {
    expect(check({ layerBytes: 20 })).toEqual([["layer", 20, []]]);
  });

  it("growth", () => {
    expect(check({ growth: 0.1 }, record("old", 99))).toEqual([["growth", 108, expect.anything()]]);
    expect(check({ growth: 0.1 })).toEqual([]);
  });

  it("dev and intermediate stages have only the limits that name them", () => {
    expect(check({ sizes: { prod: 1 }, layerBytes: 1, growth: 0 }, record("old", 1), "dev", "dev")).toEqual([]);
    expect(check({ sizes: { prod: 1 }, layerBytes: 1 }, undefined, "stage", "builder")).toEqual([]);
    expect(check({ sizes: { builder: 1 } }, undefined, "stage", "builder")).toHaveLength(1);
  });
});

describe("hasLimit", () => {
  it.each([
    ["prod", "runner", { sizes: { prod: 1 } }, true],
    ["prod", "runner", { sizes: {}, growth: 0.1 }, true],
    ["prod", "runner", { sizes: {}, layerBytes: 5 }, true],
    ["prod", "runner", { sizes: { dev: 1 } }, false],
    ["dev", "dev", { sizes: { prod: 1 }, growth: 0.1, layerBytes: 5 }, false],
    ["dev", "dev", { sizes: { dev: 1 } }, true],
    ["stage", "builder", { sizes: { builder: 1 } }, true],
  ] as const)("%s %s under %o: %s", (kind, stage, budget, expected) => {
    expect(hasLimit({ service: "api", kind, stage, tags: [], budget })).toBe(expected);
  });
});

describe("the history", () => {
  it("has an entry for each new image, and the last of a hundred", () => {
    let history: SizeHistory = {};
    for (let build = 0; build < 120; build++) {
      history = withRecord(history, "api:runner", record(`sha256:${build}`, build));
      history = withRecord(history, "api:runner", record(`sha256:${build}`, build));
    }
    expect(history["api:runner"]).toHaveLength(100);
    expect(history["api:runner"]?.at(-1)?.id).toBe("sha256:119");
  });

  it("exact figures take the place of approximate ones, never the other way round", () => {
    const first = withRecord({}, "a", record("1", 12, { approximate: true }));
    const exact = withRecord(first, "a", record("1", 10));
    expect(exact.a).toEqual([record("1", 10)]);
    expect(withRecord(exact, "a", record("1", 12, { approximate: true }))).toBe(exact);
  });

  it("an image is compared with the build before, and with the last build before the commit", () => {
    const records = [
      record("1", 10, { commit: "aaa" }),
      record("2", 20, { commit: "aaa" }),
      record("3", 30, { commit: "bbb" }),
      record("4", 40, { commit: "bbb" }),
    ];
    const now = { id: "4", approximate: false };
    expect(baselinesOf(records, now, "bbb")).toEqual({ build: records[2], commit: records[1] });
    expect(baselinesOf(records, now, undefined)).toEqual({ build: records[2] });
    expect(baselinesOf(records, { id: "4", approximate: true }, "bbb")).toEqual({});
  });

  it("stages go by their names, the last unnamed one by its mode", () => {
    expect(sizeKey({ service: "api", stage: "runner", mode: "prod" })).toBe("api:runner");
    expect(sizeKey({ service: "api", mode: "prod" })).toBe("api:prod");
  });
});
