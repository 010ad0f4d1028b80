import { createHash } from "node:crypto";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { endpointUrl, readEndpoint } from "../../src/docker/endpoint.ts";
import { folderOf } from "../host/folder.ts";

const contextFolder = (name: string) => createHash("sha256").update(name).digest("hex");
const meta = (name: string, host: string) => ({
  [`contexts/meta/${contextFolder(name)}/meta.json`]: JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }),
});
const current = (name: string) => ({ "config.json": JSON.stringify({ currentContext: name }) });

/** The address found with these files in the CLI's folder. */
async function address(files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await folderOf(files);
  const endpoint = await readEndpoint({ DOCKER_CONFIG: folder, ...env });
  return `${endpoint.kind} ${endpointUrl(endpoint)}`;
}

const rootless = { ...current("rootless"), ...meta("rootless", "unix:///run/user/1000/docker.sock") };

describe("readEndpoint", () => {
  it.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>, string]>([
    ["nothing said", {}, {}, "unix unix:///var/run/docker.sock"],
    ["DOCKER_HOST", rootless, { DOCKER_HOST: "tcp://10.0.0.5:2375", DOCKER_CONTEXT: "x" }, "tcp tcp://10.0.0.5:2375"],
    ["DOCKER_HOST with TLS", {}, { DOCKER_HOST: "tcp://10.0.0.5:2376", DOCKER_TLS_VERIFY: "1" }, "cli tcp://10.0.0.5:2376"],
    ["the current context", rootless, {}, "unix unix:///run/user/1000/docker.sock"],
    ["DOCKER_CONTEXT", { ...rootless, ...meta("far", "ssh://me@far") }, { DOCKER_CONTEXT: "far" }, "cli ssh://me@far"],
    ["DOCKER_CONTEXT=default", rootless, { DOCKER_CONTEXT: "default" }, "unix unix:///var/run/docker.sock"],
    ["an empty DOCKER_CONTEXT", rootless, { DOCKER_CONTEXT: "" }, "unix unix:///run/user/1000/docker.sock"],
    ["a context that is gone", current("gone"), {}, "cli context gone"],
    ["a broken config.json", { "config.json": "{" }, {}, "unix unix:///var/run/docker.sock"],
    [
      "a context with certificates",
      { ...current("tls"), ...meta("tls", "tcp://10.0.0.5:2376"), [`contexts/tls/${contextFolder("tls")}/docker/ca.pem`]: "x" },
      {},
      "cli tcp://10.0.0.5:2376",
    ],
  ])("%s", async (_, files, env, expected) => expect(await address(files, env)).toBe(expected));

  it("looks into .docker of HOME where DOCKER_CONFIG is not set", async () => {
    const files = Object.fromEntries(Object.entries(rootless).map(([path, text]) => [join(".docker", path), text]));
    expect(await readEndpoint({ HOME: await folderOf(files), DOCKER_CONFIG: "" })).toEqual({
      kind: "unix",
      path: "/run/user/1000/docker.sock",
    });
  });
});

describe("DOCKER_HOST", () => {
  it.each([
    ["unix:///run/docker.sock", { kind: "unix", path: "/run/docker.sock" }],
    ["tcp://localhost:2375", { kind: "tcp", host: "localhost", port: 2375 }],
    ["tcp://[::1]:2375/", { kind: "tcp", host: "::1", port: 2375 }],
    ["ssh://me@far", { kind: "cli", url: "ssh://me@far" }],
    ["npipe:////./pipe/docker_engine", { kind: "cli", url: "npipe:////./pipe/docker_engine" }],
  ])("%s", async (url, expected) => expect(await readEndpoint({ DOCKER_HOST: url })).toEqual(expected));

  it("an IPv6 address is shown in brackets", async () => {
    expect(endpointUrl(await readEndpoint({ DOCKER_HOST: "tcp://[::1]:2375" }))).toBe("tcp://[::1]:2375");
  });
});
