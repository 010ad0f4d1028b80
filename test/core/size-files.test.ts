import { describe, expect, it } from "vitest";
import { imageFiles } from "../../src/core/size/image-files.ts";
import { type LayerFiles, layerEntry } from "../../src/core/size/layer-files.ts";
import { looksSecret } from "../../src/core/size/secret.ts";
import { tarReader } from "../../src/core/size/tar.ts";
import { type Member, tarOf } from "./size-tar-of.ts";

/** A layer from members of its tar. */
function layer(...members: readonly Member[]): LayerFiles {
  const entries: NonNullable<ReturnType<typeof layerEntry>>[] = [];
  const reader = tarReader((member) => {
    const entry = layerEntry(member);
    if (entry) entries.push(entry);
    return undefined;
  });
  reader.write(tarOf(...members));
  return { id: "", createdBy: "", sizeBytes: entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0), entries, binaries: [] };
}

function file(path: string, sizeBytes: number): Member {
  return { path, body: "x".repeat(sizeBytes) };
}

function hardlink(path: string, target: string): Member {
  return { path, type: "1", target };
}

function folder(path: string): Member {
  return { path: `${path}/`, type: "5" };
}

/** `path size` of what is visible, and `path size how` of what is wasted. */
function outcome(...layers: readonly LayerFiles[]): { readonly visible: readonly string[]; readonly wasted: readonly string[] } {
  const { files, wasted } = imageFiles(layers);
  return {
    visible: files.map(({ path, sizeBytes }) => `${path} ${sizeBytes}`).sort(),
    wasted: wasted.map(({ path, sizeBytes, how }) => `${path} ${sizeBytes} ${how}`).sort(),
  };
}

describe("imageFiles", () => {
  it("a file that a later layer writes again is wasted", () => {
    expect(outcome(layer(file("a", 10), file("b", 3)), layer(file("./a", 20)))).toEqual({
      visible: ["a 20", "b 3"],
      wasted: ["a 10 overwritten"],
    });
  });

  it("a whiteout deletes a file, and a folder with all in it", () => {
    const below = layer(folder("d"), file("d/x", 10), file("d/e/y", 20), file("dd", 5), file("f", 7));
    expect(outcome(below, layer({ path: ".wh.d" }, { path: ".wh.f" }))).toEqual({
      visible: ["dd 5"],
      wasted: ["d/e/y 20 deleted", "d/x 10 deleted", "f 7 deleted"],
    });
  });

  it("an opaque folder hides what was below, and not what its own layer writes, whichever comes first", () => {
    const below = layer(file("d/old", 10), file("d/same", 4));
    const visible = ["d/new 2", "d/same 4"];
    const wasted = ["d/old 10 deleted", "d/same 4 deleted"];
    const opaque = { path: "d/.wh..wh..opq" };
    expect(outcome(below, layer(folder("d"), opaque, file("d/new", 2), file("d/same", 4)))).toEqual({ visible, wasted });
    expect(outcome(below, layer(file("d/new", 2), file("d/same", 4), opaque))).toEqual({ visible, wasted });
  });

  it("an opaque root hides all that was below", () => {
    expect(outcome(layer(file("a", 10), file("d/b", 5)), layer({ path: ".wh..wh..opq" }, file("c", 1)))).toEqual({
      visible: ["c 1"],
      wasted: ["a 10 deleted", "d/b 5 deleted"],
    });
  });

  it("a whiteout does not touch the file of the same name in its own layer", () => {
    expect(outcome(layer(file("a", 10)), layer({ path: ".wh.a" }, file("a", 2)))).toEqual({
      visible: ["a 2"],
      wasted: ["a 10 deleted"],
    });
  });

  it("hard links share their bytes: they are wasted when the last name is gone", () => {
    const below = layer(file("a", 10), hardlink("b", "a"));
    expect(outcome(below, layer({ path: ".wh.a" }))).toEqual({ visible: ["b 10"], wasted: [] });
    expect(outcome(below, layer({ path: ".wh.a" }, { path: ".wh.b" }))).toEqual({ visible: [], wasted: ["b 10 deleted"] });
  });

  it("a file over a folder hides the folder; a folder over a file replaces it", () => {
    expect(outcome(layer(folder("d"), file("d/x", 10)), layer(file("d", 1)))).toEqual({
      visible: ["d 1"],
      wasted: ["d/x 10 deleted"],
    });
    expect(outcome(layer(file("d", 9)), layer(folder("d"), file("d/x", 1)))).toEqual({
      visible: ["d/x 1"],
      wasted: ["d 9 overwritten"],
    });
  });

  it("a folder that is written again hides nothing", () => {
    expect(outcome(layer(folder("d"), file("d/x", 10)), layer(folder("d"), file("d/y", 1))).wasted).toEqual([]);
  });

  it("the bookkeeping of AUFS is no file", () => {
    expect(outcome(layer({ path: ".wh..wh.plnk/1.2", body: "x" }, { path: ".wh..wh.aufs", body: "x" })).visible).toEqual([]);
  });

  it("names the layers, and adds up", () => {
    const found = imageFiles([layer(file("a", 10)), layer(file("a", 20), file("b", 5))]);
    expect(found.sizeBytes).toBe(35);
    expect(found.wastedBytes).toBe(10);
    expect(found.wasted).toEqual([{ path: "a", sizeBytes: 10, layer: 0, goneIn: 1, how: "overwritten" }]);
    expect(found.files[0]).toEqual({ path: "a", sizeBytes: 20, layer: 1 });
  });

  it("of folders in one another the one is named that holds it", () => {
    const { folders } = imageFiles([layer(file("usr/local/go/src/a", 50), file("usr/local/go/pkg/b", 50), file("usr/x", 1))]);
    expect(folders.map(({ path, sizeBytes }) => `${path} ${sizeBytes}`)).toEqual([
      "usr/local/go 100",
      "usr/local/go/pkg 50",
      "usr/local/go/src 50",
    ]);
  });

  it("finds secrets in own layers only, those that were deleted later too", () => {
    const found = imageFiles(
      [layer(file("etc/base.key", 9)), layer(file("app/.env", 8)), layer({ path: "app/.wh..env" }, file("id_rsa", 2))],
      1,
    );
    expect(found.secrets).toEqual([
      { path: "app/.env", sizeBytes: 8, layer: 1, deleted: true },
      { path: "id_rsa", sizeBytes: 2, layer: 2, deleted: false },
    ]);
  });
});

describe("looksSecret", () => {
  it.each([
    ".env",
    "app/.env",
    "app/.env.production",
    "root/.ssh/id_ed25519",
    "server.key",
    "tls/server.pem",
    "root/.netrc",
    "root/.npmrc",
    "root/.aws/credentials",
    "root/.docker/config.json",
    "service-account-prod.json",
    "secrets.yaml",
  ])("%s may be one", (path) => expect(looksSecret(path)).toBe(true));
  it.each([
    "app/.env.example",
    "etc/ssl/certs/ca.pem",
    "usr/share/ca-certificates/x.pem",
    "src/testdata/server.key",
    "app/environment",
    "app/keyboard",
    "app/.envrc.md",
    "certs/ca-certificates.pem",
  ])("%s is none", (path) => expect(looksSecret(path)).toBe(false));
});
