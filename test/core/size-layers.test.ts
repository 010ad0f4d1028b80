import { describe, expect, it } from "vitest";
import { parseDockerfile } from "../../src/core/project/dockerfile.ts";
import { alignRecipe } from "../../src/core/size/align.ts";
import { instructionTitle, makesLayer, parseCreatedBy } from "../../src/core/size/created-by.ts";
import type { HistoryEntry, ImageFacts } from "../../src/core/size/image.ts";
import { layersOf } from "../../src/core/size/layers.ts";
import { recipeOf } from "../../src/core/size/recipe.ts";

describe("parseCreatedBy", () => {
  it.each([
    ["COPY /app/server . # buildkit", "COPY", "/app/server ."],
    ["RUN /bin/sh -c go build -o /out . # buildkit", "RUN", "go build -o /out ."],
    ["RUN |2 A=b C=d e /bin/sh -c go version # buildkit", "RUN", "go version"],
    ["RUN /bin/bash -o pipefail -c set -e # buildkit", "RUN", "/bin/bash -o pipefail -c set -e"],
    ['/bin/sh -c #(nop)  CMD ["bash"]', "CMD", '["bash"]'],
    ["/bin/sh -c #(nop) ADD file:8d2f in / ", "ADD", "file:8d2f in /"],
    ["/bin/sh -c apt-get update", "RUN", "apt-get update"],
    ["|1 V=1 /bin/sh -c make", "RUN", "make"],
    ['ENTRYPOINT ["./server"]', "ENTRYPOINT", '["./server"]'],
    ["", "", ""],
    ["bazel build ...", "", "bazel build ..."],
  ])("%s", (createdBy, keyword, text) => {
    expect(parseCreatedBy(createdBy)).toEqual({ keyword, text });
  });

  it("titles stand on one line", () => {
    expect(instructionTitle("RUN /bin/sh -c apt-get update  &&\n  rm -rf x # buildkit")).toBe("RUN apt-get update && rm -rf x");
    expect(instructionTitle("")).toBe("imported");
  });

  it.each([
    ["ENV A=b", 0, false],
    ["RUN /bin/sh -c true", 0, true],
    ["WORKDIR /app", 0, true],
    ["/bin/sh -c #(nop) EXPOSE 80", 0, false],
    ["LABEL a=b", 12, true],
    ["", 0, true],
  ])("%s of %i bytes makes a layer: %s", (createdBy, sizeBytes, expected) => {
    expect(makesLayer({ createdBy, sizeBytes })).toBe(expected);
  });
});

const dockerfile = `ARG GO=1.26
FROM golang:\${GO} AS base
WORKDIR /src
FROM base AS builder
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod \\
    go mod download
COPY . .
RUN go build -o /out/server .
FROM alpine:3.22 AS runner
ARG VERSION=1
ENV STAGE=runner
COPY --from=builder --chown=1:1 /out/server /usr/local/bin/
COPY --from=0 /etc/ssl /etc/ssl
ENTRYPOINT ["/usr/local/bin/server"]
`;
const stages = parseDockerfile(dockerfile);

function recipe(name: string) {
  const stage = stages.find((candidate) => candidate.name === name);
  if (!stage) throw new Error(name);
  return recipeOf(dockerfile, stages, stage);
}

describe("recipeOf", () => {
  it("has the lines of a stage and of those it is built on, with where COPY takes its files from", () => {
    expect(recipe("builder").map(({ line, keyword, stage }) => [line, keyword, stage])).toEqual([
      [3, "WORKDIR", "base"],
      [5, "COPY", "builder"],
      [6, "RUN", "builder"],
      [8, "COPY", "builder"],
      [9, "RUN", "builder"],
    ]);
    expect(recipe("runner").map(({ line, copiedFrom }) => [line, copiedFrom])).toEqual([
      [11, undefined],
      [12, undefined],
      [13, "builder"],
      [14, "base"],
      [15, undefined],
    ]);
  });
});

function entries(...list: readonly (readonly [string, number])[]): readonly HistoryEntry[] {
  return list.map(([createdBy, sizeBytes]) => ({ createdBy, sizeBytes }));
}

const base = entries(["COPY /rootfs / # buildkit", 100], ["ENV PATH=/bin", 0], ['CMD ["/bin/sh"]', 0]);
const runner = entries(
  ["ARG VERSION=1", 0],
  ["ENV STAGE=runner", 0],
  ["COPY --chown=1:1 /out/server /usr/local/bin/ # buildkit", 50],
  ["COPY /etc/ssl /etc/ssl # buildkit", 7],
  ['ENTRYPOINT ["/usr/local/bin/server"]', 0],
);

describe("alignRecipe", () => {
  const lines = (history: readonly HistoryEntry[], name = "runner") =>
    alignRecipe(history, recipe(name)).map((found) => found?.line);

  it("finds the line of each own entry, and none for the base image's", () => {
    expect(lines([...base, ...runner])).toEqual([undefined, undefined, undefined, 11, 12, 13, 14, 15]);
  });

  it("finds RUN with shell, arguments and mounts in front", () => {
    const history = entries(
      ["WORKDIR /src", 0],
      ["COPY go.mod go.sum ./ # buildkit", 2],
      ["RUN |1 GO=1.26 /bin/sh -c go mod download # buildkit", 5],
      ["COPY . . # buildkit", 3],
      ["RUN /bin/sh -c go build -o /out/server . # buildkit", 9],
    );
    expect(lines([...base, ...history], "builder").slice(3)).toEqual([3, 5, 6, 8, 9]);
  });

  it("finds what the classic builder wrote", () => {
    const history = entries(
      ["/bin/sh -c #(nop)  ARG VERSION=1", 0],
      ["/bin/sh -c #(nop)  ENV STAGE=runner", 0],
      ["/bin/sh -c #(nop) COPY --chown=1:1file:5a in /usr/local/bin/ ", 50],
      ["/bin/sh -c #(nop) COPY dir:77 in /etc/ssl ", 7],
      ['/bin/sh -c #(nop)  ENTRYPOINT ["/usr/local/bin/server"]', 0],
    );
    expect(lines([...base, ...history]).slice(3)).toEqual([11, 12, 13, 14, 15]);
  });

  it("an edited Dockerfile still finds what is in both", () => {
    const older = runner.filter(({ createdBy }) => !createdBy.startsWith("COPY /etc/ssl"));
    expect(lines([...base, ...older]).slice(3)).toEqual([11, 12, 13, 15]);
    const more = [...runner.slice(0, 3), ...entries(["RUN /bin/sh -c adduser -D app # buildkit", 4]), ...runner.slice(3)];
    expect(lines([...base, ...more]).slice(3)).toEqual([11, 12, 13, undefined, 14, 15]);
  });

  it("an image of something else finds nothing that matters", () => {
    const other = entries(["RUN /bin/sh -c make -j8 # buildkit", 5], ["COPY docs /docs # buildkit", 9]);
    expect(lines(other)).toEqual([undefined, undefined]);
  });
});

describe("layersOf", () => {
  const image: ImageFacts = {
    tag: "shop-api:prod",
    id: "sha256:1",
    counts: "files",
    layerIds: ["sha256:a", "sha256:b", "sha256:c"],
    history: [...base, ...runner],
  };

  it("names each layer's origin, by the Dockerfile alone", () => {
    const found = layersOf({ image, recipe: recipe("runner"), known: {} });
    expect(found.map(({ id, sizeBytes, base: fromBase, recipe: line }) => [id, sizeBytes, fromBase, line?.line])).toEqual([
      ["sha256:a", 100, true, undefined],
      ["sha256:b", 50, false, 13],
      ["sha256:c", 7, false, 14],
    ]);
  });

  it("the base image itself decides where it is known, whatever the Dockerfile says by now", () => {
    const found = layersOf({ image, recipe: recipe("runner"), baseLayerIds: ["sha256:a", "sha256:b"], known: {} });
    expect(found.map((layer) => layer.base)).toEqual([true, true, false]);
  });

  it("a base image that has been updated since decides nothing", () => {
    const found = layersOf({ image, recipe: recipe("runner"), baseLayerIds: ["sha256:new"], known: {} });
    expect(found.map((layer) => layer.base)).toEqual([true, false, false]);
  });

  it("without a Dockerfile nobody can say", () => {
    expect(layersOf({ image, known: {} }).map((layer) => layer.base)).toEqual([undefined, undefined, undefined]);
  });

  it("blocks of the disk give way to the files of layers that were read", () => {
    const blocks: ImageFacts = { ...image, counts: "blocks" };
    const found = layersOf({ image: blocks, recipe: recipe("runner"), known: { "sha256:a": 90, "sha256:c": 6 } });
    expect(found.map(({ sizeBytes, approximate }) => [sizeBytes, approximate])).toEqual([
      [90, false],
      [50, true],
      [6, false],
    ]);
    expect(layersOf({ image, recipe: recipe("runner"), known: { "sha256:a": 90 } })[0]?.sizeBytes).toBe(100);
  });

  it("folders that were there already make an entry without a layer", () => {
    const history = entries(["COPY / / # buildkit", 5], ["WORKDIR /", 0], ["WORKDIR /app", 0], ["COPY a /app # buildkit", 3]);
    const ids = (layerIds: readonly string[]) =>
      layersOf({ image: { ...image, history, layerIds }, known: {} }).map(({ id }) => id);
    expect(ids(["1", "2", "3", "4"])).toEqual(["1", "2", "3", "4"]);
    expect(ids(["1", "2", "3"])).toEqual(["1", "2", "3"]);
    expect(ids(["1", "2"])).toEqual(["1", "2"]);
    expect(ids(["1"])).toEqual([undefined, undefined]);
  });
});
