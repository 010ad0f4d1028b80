import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EngineError, UserError } from "../../src/core/error.ts";
import { parseDockerfile } from "../../src/core/project/dockerfile.ts";
import { parseProject } from "../../src/core/project/parse.ts";
import { sizeReport } from "../../src/core/size/report.ts";
import { wantedImages } from "../../src/core/size/wanted.ts";
import { chooseTarget } from "../../src/core/target/choose.ts";
import type { Engine } from "../../src/docker/engine.ts";
import { lookAtImages } from "../../src/docker/image.ts";
import { layersView } from "../../src/ui/size-layers.ts";
import { sizeTable } from "../../src/ui/size-table.ts";

const fixture = join(import.meta.dirname, "../fixtures/six-stages/Dockerfile");

/** An engine that answers from a record: path → answer; a number is a refusal of that status. */
function engineOf(answers: Readonly<Record<string, unknown>>): Engine {
  return {
    url: "unix:///recorded",
    json: async <T>({ path }: { readonly path: string }): Promise<T> => {
      const answer = answers[path] ?? 404;
      if (typeof answer === "number") throw new EngineError(answer, `refused with ${answer}`);
      return answer as T;
    },
    stream: () => Promise.reject(new Error("nothing is streamed")),
  };
}

function recorded(store: string): Engine {
  const text = readFileSync(join(import.meta.dirname, "size-recorded", `${store}.json`), "utf8");
  return engineOf(JSON.parse(text) as Record<string, unknown>);
}

/** The report on the fixture six-stages, project shop, as an engine of that store tells it. */
async function reportOf(store: string, known: Readonly<Record<string, number>> = {}) {
  const project = parseProject("name: shop\nservices:\n  go: { build: . }\n  db: { image: 'postgres:17' }\n", "/shop", []);
  const [service] = project.services.filter(({ build }) => build);
  if (!service) throw new Error("no service");
  const text = readFileSync(fixture, "utf8");
  const stages = parseDockerfile(text);
  const targets = (["dev", "prod"] as const).map((mode) => chooseTarget({ projectName: "shop", service, stages, mode }));
  const wanted = wantedImages({
    project,
    stages: new Map([["go", stages]]),
    dockerfiles: new Map([["go", { file: "/shop/Dockerfile", text }]]),
    targets,
  });
  const names = wanted.flatMap(({ tags, baseImage }) => [...tags, ...(baseImage ? [baseImage] : [])]);
  const looks = await lookAtImages(recorded(store), names);
  return sizeReport({ project: "shop", wanted, looks, known, history: {} });
}

const look = { colour: false, cwd: "/shop" };

describe("a project in the engine's own store", () => {
  it("as a table", async () => {
    expect(sizeTable(await reportOf("overlay2"), look).join("\n")).toMatchInlineSnapshot(`
      "SERVICE  STAGE                    SIZE  RATIO    BASE    OURS
      go       dev                     692MB          590MB   102MB      ░░░░░░░░░░░░░░░░░░░░████
      go       runner                  8.7MB    80×  2.87MB  5.82MB      █
      go       runner-distroless      6.67MB   104×   844kB  5.82MB      █
      go       base                not built
      go       deps                not built
      go       builder             not built
      db       postgres:17        not pulled
      total                            707MB

      size: the files of all layers, unpacked, as docker images counts them where the engine stores images in overlay2
      total: layers that several images share count once
      not built: gdev size --build builds it
      not pulled: docker compose pull db"
    `);
  });

  it("layer by layer", async () => {
    const report = await reportOf("overlay2");
    expect(layersView(report, report.rows.slice(1, 3), look).join("\n")).toMatchInlineSnapshot(`
      "go runner  8.7MB
          SIZE  SHARE  LINE           STAGE   FROM     LAYER
        2.87MB    33%  base image                      COPY /image /
            0B     0%  Dockerfile:36  runner           WORKDIR /app
        5.82MB    67%  Dockerfile:39  runner  builder  COPY --chown=10001:10001 /app/server .

      go runner-distroless  6.67MB
          SIZE  SHARE  LINE           STAGE              FROM     LAYER
         844kB    13%  base image                                 COPY /image /
            0B     0%  base image                                 WORKDIR /home/nonroot
            0B     0%  Dockerfile:49  runner-distroless           WORKDIR /app
        5.82MB    87%  Dockerfile:54  runner-distroless  builder  COPY /app/server .

      size: the files of all layers, unpacked, as docker images counts them where the engine stores images in overlay2
      total: layers that several images share count once"
    `);
  });

  it("the sums are the engine's own sizes, to the byte", async () => {
    const { rows } = await reportOf("overlay2");
    expect(rows.map((row) => (row.state === "built" ? row.sizeBytes : row.state))).toEqual([
      691_944_470,
      8_696_041,
      6_668_988,
      "missing",
      "missing",
      "missing",
      "missing",
    ]);
  });

  it("layers that images share count once in the total", async () => {
    const { rows, totalBytes } = await reportOf("overlay2");
    const layers = new Map(
      rows.flatMap((row) => (row.state === "built" ? row.layers.map(({ id, sizeBytes }) => [id, sizeBytes] as const) : [])),
    );
    expect(totalBytes).toBe([...layers.values()].reduce((sum, size) => sum + size, 0));
  });
});

describe("the same images in the containerd store", () => {
  it("counts blocks where the layers have not been read, and says so", async () => {
    expect(sizeTable(await reportOf("containerd"), look).join("\n")).toMatchInlineSnapshot(`
      "SERVICE  STAGE                    SIZE  RATIO    BASE    OURS
      go       dev                    ~758MB          651MB   107MB      ░░░░░░░░░░░░░░░░░░░░░███
      go       runner                ~10.3MB    74×  4.42MB  5.84MB      █
      go       runner-distroless     ~8.18MB    93×  2.33MB  5.84MB      █
      go       base                not built
      go       deps                not built
      go       builder             not built
      db       postgres:17        not pulled
      total                           ~777MB

      size: the files of all layers, unpacked, as docker images counts them where the engine stores images in overlay2
      total: layers that several images share count once
      ~: blocks on the engine's disk, all that its containerd store tells; gdev size --exact reads the files once
      not built: gdev size --build builds it
      not pulled: docker compose pull db"
    `);
  });

  it("gives the same numbers once they have", async () => {
    const own = await reportOf("overlay2");
    const known = Object.fromEntries(
      own.rows.flatMap((row) =>
        row.state === "built" ? row.layers.flatMap(({ id, sizeBytes }) => (id ? [[id, sizeBytes]] : [])) : [],
      ),
    );
    const read = await reportOf("containerd", known);
    expect(read.totalBytes).toBe(own.totalBytes);
    expect(read.rows.map((row) => (row.state === "built" ? [row.sizeBytes, row.baseBytes, row.ratio] : row.state))).toEqual(
      own.rows.map((row) => (row.state === "built" ? [row.sizeBytes, row.baseBytes, row.ratio] : row.state)),
    );
    expect(read.approximate).toBe(false);
  });
});

describe("lookAtImages", () => {
  const inspected = { Id: "sha256:1", Size: 5, RootFS: { Layers: ["sha256:a"] }, GraphDriver: { Name: "overlay2" } };
  const history = [
    { CreatedBy: "CMD x", Size: 0 },
    { CreatedBy: "COPY / /", Size: 5 },
  ];

  it("the history is asked for by id, and told oldest first", async () => {
    const engine = engineOf({ "/images/a:1/json": inspected, "/images/sha256:1/history": history });
    expect(await lookAtImages(engine, ["a:1", "a:1"])).toEqual({
      "a:1": {
        kind: "there",
        image: {
          tag: "a:1",
          id: "sha256:1",
          counts: "files",
          layerIds: ["sha256:a"],
          history: [
            { createdBy: "COPY / /", sizeBytes: 5 },
            { createdBy: "CMD x", sizeBytes: 0 },
          ],
        },
      },
    });
  });

  it.each([
    ["overlay2", undefined, "files"],
    ["vfs", undefined, "files"],
    ["overlayfs", undefined, "blocks"],
    ["native", undefined, "blocks"],
    ["btrfs", undefined, "files"],
    ["btrfs", { digest: "sha256:1" }, "blocks"],
    [undefined, undefined, "blocks"],
  ])("storage %s, descriptor %o: counts %s", async (driver, descriptor, counts) => {
    const image = { ...inspected, GraphDriver: driver === undefined ? undefined : { Name: driver }, Descriptor: descriptor };
    const looks = await lookAtImages(engineOf({ "/images/a/json": image, "/images/sha256:1/history": history }), ["a"]);
    expect(looks.a).toMatchObject({ image: { counts } });
  });

  it("an image that is not there, was removed meanwhile, or cannot be read is no error", async () => {
    const engine = engineOf({ "/images/gone/json": inspected, "/images/broken/json": 500 });
    expect(await lookAtImages(engine, ["none", "gone", "broken"])).toEqual({
      none: { kind: "missing" },
      gone: { kind: "gone" },
      broken: { kind: "unreadable", why: "refused with 500" },
    });
  });

  it("an engine that does not answer is one", async () => {
    const engine: Engine = { ...engineOf({}), json: () => Promise.reject(new UserError("no Docker engine answers")) };
    await expect(lookAtImages(engine, ["a"])).rejects.toThrow("no Docker engine answers");
  });
});
