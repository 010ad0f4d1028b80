import { once } from "node:events";
import http from "node:http";
import { join } from "node:path";
import zlib from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { Interrupted } from "../../src/core/error.ts";
import { type Engine, openEngine } from "../../src/docker/engine.ts";
import { readImageExport } from "../../src/docker/image-export.ts";
import { buildInfoOf, elfOf } from "../core/size-elf-of.ts";
import { type Member, tarOf } from "../core/size-tar-of.ts";
import { folderOf } from "../host/folder.ts";

const program = elfOf({
  buildInfo: buildInfoOf("go1.26.8", ["path\texample.com/api"]),
  sections: { ".symtab": 90_000 },
  padding: 30_000,
});
const lower = tarOf({ path: "etc/", type: "5" }, { path: "etc/passwd", body: "root" });
const upper = tarOf({ path: "app/server", body: program, mode: 0o755 }, { path: "etc/.wh.passwd" });
const config = JSON.stringify({
  rootfs: { diff_ids: ["sha256:aaa", "sha256:bbb"] },
  history: [{ created_by: "COPY / /" }, { created_by: "ENV A=b", empty_layer: true }, { created_by: "COPY server /app/" }],
});

/** As engines of today write it: layers by digest, the descriptions in any order, the index last. */
function ociExport(pack: (layer: Buffer) => Buffer): Buffer {
  const manifest = JSON.stringify({
    config: { digest: "sha256:cc" },
    layers: [{ digest: "sha256:22" }, { digest: "sha256:11" }],
  });
  const attestation = JSON.stringify({ config: { digest: "sha256:dd" }, layers: [{ digest: "sha256:ee" }] });
  return tarOf(
    { path: "blobs/", type: "5" },
    { path: "blobs/sha256/11", body: pack(upper) },
    { path: "blobs/sha256/22", body: pack(lower) },
    { path: "blobs/sha256/bb", body: attestation },
    { path: "blobs/sha256/cc", body: config },
    { path: "blobs/sha256/ee", body: '{"predicate":1}' },
    { path: "blobs/sha256/ff", body: manifest },
    { path: "index.json", body: JSON.stringify({ manifests: [{ digest: "sha256:bb" }, { digest: "sha256:ff" }] }) },
  );
}

/** As engines before 25 wrote it. The second layer is a link to where it stands already. */
function dockerExport(): Buffer {
  const members: readonly Member[] = [
    { path: "1/layer.tar", body: lower },
    { path: "2/layer.tar", body: upper },
    { path: "3/layer.tar", type: "2", target: "../1/layer.tar" },
    { path: "c.json", body: config },
    { path: "manifest.json", body: JSON.stringify([{ Config: "c.json", Layers: ["3/layer.tar", "2/layer.tar"] }]) },
    { path: "repositories", body: "{}" },
  ];
  return tarOf(...members);
}

async function engineWith(answer: http.RequestListener): Promise<Engine> {
  const path = join(await folderOf({}), "docker.sock");
  const server = http.createServer(answer).listen(path);
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return openEngine({ DOCKER_HOST: `unix://${path}` });
}

const signal = new AbortController().signal;
const wish = { image: "sha256:1", compress: false, binaries: true, signal };

/** The layers that are read out of an export which comes in pieces of that size. */
async function read(archive: Buffer, step = 65_536, compress = false) {
  const engine = await engineWith((request, response) => {
    expect(request.url).toBe("/images/sha256:1/get");
    for (let at = 0; at < archive.length; at += step) response.write(archive.subarray(at, at + step));
    response.end();
  });
  return readImageExport(engine, { ...wish, compress });
}

const expected = [
  {
    id: "sha256:aaa",
    createdBy: "COPY / /",
    sizeBytes: 4,
    entries: [
      { path: "etc", what: "folder" },
      { path: "etc/passwd", what: "file", sizeBytes: 4 },
    ],
  },
  {
    id: "sha256:bbb",
    createdBy: "COPY server /app/",
    sizeBytes: program.length,
    entries: [
      { path: "app/server", sizeBytes: program.length },
      { path: "etc/passwd", what: "removed" },
    ],
    binaries: [
      {
        path: "app/server",
        sizeBytes: program.length,
        binary: { goVersion: "go1.26.8", mainPackage: "example.com/api", symbolBytes: 90_000 },
      },
    ],
  },
];

describe("readImageExport", () => {
  it.each([
    ["plain layers", ociExport((layer) => layer)],
    ["gzip layers", ociExport((layer) => zlib.gzipSync(layer))],
    ["the layout of docker save", dockerExport()],
  ])("reads %s", async (_, archive) => {
    expect(await read(archive)).toMatchObject(expected);
    expect(await read(archive, 1000)).toMatchObject(expected);
  });

  it("layers that are stored compressed say so; plain ones are compressed when that is asked for", async () => {
    const stored = await read(ociExport((layer) => zlib.gzipSync(layer)));
    expect(stored.map(({ compressed }) => compressed)).toEqual(
      [lower, upper].map((layer) => ({ bytes: zlib.gzipSync(layer).length, computed: false })),
    );
    const plain = await read(ociExport((layer) => layer));
    expect(plain.map(({ compressed }) => compressed)).toEqual([undefined, undefined]);
    const computed = await read(
      ociExport((layer) => layer),
      700,
      true,
    );
    expect(computed.map(({ compressed }) => compressed)).toEqual(
      [lower, upper].map((layer) => ({ bytes: zlib.gzipSync(layer).length, computed: true })),
    );
  });

  it("tells how far it is", async () => {
    const archive = ociExport((layer) => layer);
    const engine = await engineWith((_, response) => response.end(archive));
    const seen: number[] = [];
    await readImageExport(engine, { ...wish, onProgress: (bytes) => seen.push(bytes) });
    expect(seen.at(-1)).toBe(archive.length);
  });

  it("an image that was removed is told as that", async () => {
    const engine = await engineWith((_, response) => response.writeHead(404).end('{"message":"No such image: sha256:1"}'));
    await expect(readImageExport(engine, wish)).rejects.toMatchObject({
      message: "image sha256:1 is not there any more",
      details: { why: "No such image: sha256:1" },
    });
  });

  it.each([
    [
      "the connection breaks off",
      (response: http.ServerResponse) => void response.write(lower, () => response.destroy()),
      /broke off|breaks off/,
    ],
    [
      "it is cut short",
      (response: http.ServerResponse) => void response.end(ociExport((layer) => layer).subarray(0, 3000)),
      "the archive breaks off",
    ],
    ["it is no archive", (response: http.ServerResponse) => void response.end("x".repeat(5000)), /the archive is damaged/],
    [
      "a layer is missing",
      (response: http.ServerResponse) => void response.end(tarOf({ path: "index.json", body: "{}" })),
      "names no layers",
    ],
    [
      "a layer is damaged",
      (response: http.ServerResponse) => void response.end(ociExport((layer) => zlib.gzipSync(layer).fill(7, 20))),
      /\w/,
    ],
  ])("%s: an error that says so", async (_, answer, why) => {
    const engine = await engineWith((_request, response) => answer(response));
    const failure = readImageExport(engine, wish).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(await failure).toMatchObject({
      message: "the layers of image sha256:1 cannot be read",
      details: { why: expect.stringMatching(why) },
    });
  });

  it("an interruption ends it", async () => {
    const ending = new AbortController();
    const engine = await engineWith((_, response) => void response.write(lower.subarray(0, 600)));
    const onProgress = (): void => ending.abort();
    await expect(readImageExport(engine, { ...wish, signal: ending.signal, onProgress })).rejects.toBeInstanceOf(Interrupted);
  });

  it("an engine that is not there is told as everywhere", async () => {
    const engine = await openEngine({ DOCKER_HOST: `unix://${join(await folderOf({}), "none.sock")}` });
    await expect(readImageExport(engine, wish)).rejects.toThrow("no Docker engine answers");
  });
});
