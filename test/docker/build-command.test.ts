import { describe, expect, test } from "vitest";
import { buildCommands } from "../../src/docker/build-command.ts";
import { type BuildSection, parseDefinition } from "../../src/docker/compose-definition.ts";

describe("buildCommands", () => {
  test("a plain service: stage, image, Dockerfile, the labels of docker compose build, context last", () => {
    const [command] = commands({
      api: { image: "demo-api:dev", build: { context: "/p/api", dockerfile: "Dockerfile", target: "dev" } },
    });
    expect(command).toEqual({
      service: "api",
      args: [
        "buildx",
        "build",
        "--progress",
        "rawjson",
        "--load",
        "--file",
        "/p/api/Dockerfile",
        "--target",
        "dev",
        "--tag",
        "demo-api:dev",
        "--label",
        "com.docker.compose.project=demo",
        "--label",
        "com.docker.compose.service=api",
        "--provenance=false",
        "/p/api",
      ],
      after: [],
      dockerfile: { path: "/p/api/Dockerfile", name: "api/Dockerfile" },
    });
  });

  test.each<[string, Partial<BuildSection>, readonly string[]]>([
    ["tags are added to the image", { tags: ["x:1"] }, ["--tag", "demo-api", "--tag", "x:1"]],
    ["dollars and commas arrive as they are", { args: { A: "a$b,c ${HOME}" } }, ["--build-arg", "A=a$b,c ${HOME}"]],
    ["an argument without a value is left out", { args: { A: null, B: "" } }, ["--build-arg", "B="]],
    [
      "the user's labels come first",
      { labels: { "a.b": "c" } },
      ["--label", "a.b=c", "--label", "com.docker.compose.project=demo"],
    ],
    ["a secret's file", { secrets: [{ source: "tok" }] }, ["--secret", "id=tok,src=/p/tok.txt"]],
    ["a secret's variable under another name", { secrets: [{ source: "env", target: "x" }] }, ["--secret", "id=x,env=TOKEN"]],
    ["a secret's path with a comma", { secrets: [{ source: "odd" }] }, ["--secret", 'id=odd,"src=/p/a,b"']],
    ["ssh", { ssh: ["default"] }, ["--ssh", "default"]],
    ["network", { network: "host" }, ["--network", "host"]],
    ["hosts, also in IPv6", { extra_hosts: ["a=10.0.0.1", "b=::1"] }, ["--add-host", "a:10.0.0.1", "--add-host", "b:::1"]],
    [
      "limits",
      { shm_size: "134217728", ulimits: { nofile: { soft: 1, hard: 2 }, nproc: 3 } },
      ["--shm-size", "134217728", "--ulimit", "nofile=1:2", "--ulimit", "nproc=3"],
    ],
    [
      "privileges",
      { privileged: true, entitlements: ["network.host"] },
      ["--allow", "network.host", "--allow", "security.insecure"],
    ],
    [
      "caches",
      { cache_from: ["type=local,src=/c"], cache_to: ["type=inline"] },
      ["--cache-from", "type=local,src=/c", "--cache-to", "type=inline"],
    ],
    ["an attestation that the user wants", { provenance: "mode=max" }, ["--provenance=mode=max"]],
    ["no cache, pull", { no_cache: true, pull: true }, ["--no-cache", "--pull"]],
    ["the only platform", { platforms: ["linux/arm64"] }, ["--platform", "linux/arm64"]],
  ])("%s", (_, change, flags) => {
    const [command] = commands({ api: { build: { context: "/p", dockerfile: "Dockerfile", ...change } } });
    expect(command?.args.join("\n")).toContain(flags.join("\n"));
  });

  test("of several platforms the service's own; without one, the engine's", () => {
    const build = { context: "/p", platforms: ["linux/amd64", "linux/arm64"] };
    expect(commands({ api: { build } })[0]?.args).not.toContain("--platform");
    expect(commands({ api: { build, platform: "linux/arm64" } })[0]?.args.join(" ")).toContain("--platform linux/arm64 ");
  });

  test("dockerfile_inline goes through stdin, untouched by the shell or Compose's dollars", () => {
    const json = JSON.stringify({
      name: "demo",
      services: { api: { build: { context: "/p", dockerfile_inline: "FROM a\nRUN echo $$HOME\n" } } },
    });
    const [command] = buildCommands(parseDefinition(json), ["api"], "/p");
    expect(command?.input).toBe("FROM a\nRUN echo $HOME\n");
    expect(command?.args.join(" ")).toContain("--file - ");
    expect(command?.dockerfile).toEqual({ path: "dockerfile_inline", name: "dockerfile_inline" });
  });

  test("a remote context keeps its relative Dockerfile, and errors in it have no file here", () => {
    const [command] = commands({ api: { build: { context: "https://example.com/a.git#main:sub", dockerfile: "Dockerfile" } } });
    expect(command?.args.join(" ")).toContain("--file Dockerfile ");
    expect(command?.dockerfile).toBeUndefined();
  });

  test("a Dockerfile outside the project keeps its whole name", () => {
    const [command] = commands({ api: { build: { context: "/p", dockerfile: "/else/Dockerfile" } } });
    expect(command?.dockerfile).toEqual({ path: "/else/Dockerfile", name: "/else/Dockerfile" });
  });

  test("an image that serves as a context is built before, also unasked", () => {
    const services = {
      api: { image: "demo-api:dev", build: { context: "/p", additional_contexts: { lib: "service:lib", other: "/p/other" } } },
      lib: { build: { context: "/p" } },
      db: { image: "postgres:17" },
    };
    const [lib, api, ...rest] = buildCommands({ name: "demo", services }, ["api", "db"], "/p");
    expect(rest).toEqual([]);
    expect([lib?.service, api?.service, api?.after]).toEqual(["lib", "api", ["lib"]]);
    expect(api?.args.join(" ")).toContain("--build-context lib=docker-image://demo-lib --build-context other=/p/other");
  });

  test("flags of the command line: over the file's arguments", () => {
    const [command] = buildCommands(
      { name: "demo", services: { api: { build: { context: "/p", args: { A: "1" } } } } },
      ["api"],
      "/p",
      { args: { A: "2" }, noCache: true, pull: true },
    );
    const args = command?.args.join(" ");
    expect(args).toContain("--build-arg A=2 ");
    expect(args).not.toContain("A=1");
    expect(args).toMatch(/--no-cache --pull \/p$/);
  });
});

test("what is no JSON is the user's error, in Compose's words", () => {
  expect(() => parseDefinition("json: error calling MarshalJSON")).toThrowError(/no readable configuration/);
});

function commands(services: Parameters<typeof buildCommands>[0]["services"]) {
  const secrets = { tok: { file: "/p/tok.txt" }, env: { environment: "TOKEN" }, odd: { file: "/p/a,b" } };
  return buildCommands({ name: "demo", services, secrets }, Object.keys(services), "/p");
}
