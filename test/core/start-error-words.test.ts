import { describe, expect, it } from "vitest";
import { parseStartError } from "../../src/core/plan/start-error.ts";

/** What `docker compose up` writes before the engine's refusal. */
const progress = ' Container shop-db-1  Running\n Container shop-api-1  Starting\ntime="now" level=warning msg="x"\n';
const runc =
  "failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ";

describe("parseStartError", () => {
  it.each([
    "failed to set up container networking: driver failed programming external connectivity on endpoint shop-api-1 (4f): Bind for 0.0.0.0:8080 failed: port is already allocated",
    "driver failed programming external connectivity on endpoint shop-api-1 (4f): Error starting userland proxy: listen tcp4 0.0.0.0:8080: bind: address already in use",
    "failed to set up container networking: driver failed programming external connectivity on endpoint shop-api-1 (4f): failed to bind host port for 0.0.0.0:8080:10.1.0.2:80/tcp: address already in use",
  ])("a port: %s", (words) => {
    expect(parseStartError(`${progress}Error response from daemon: ${words}\n`)).toEqual({
      kind: "port-taken",
      port: 8080,
      words,
    });
  });

  it("a name", () => {
    const words =
      'Conflict. The container name "/shop-db" is already in use by container "abc123". You have to remove (or rename) it.';
    expect(parseStartError(`${progress}Error response from daemon: ${words}\n`)).toMatchObject({
      kind: "name-taken",
      name: "shop-db",
      holder: "abc123",
    });
  });

  it.each([
    'exec: "/nosuch": stat /nosuch: no such file or directory',
    'error during container init: exec: "/nosuch": no such file or directory',
    'exec: "/nosuch": permission denied',
  ])("a program, without the runtime's stack: %s", (words) => {
    expect(parseStartError(`${progress}Error response from daemon: ${runc}${words}\n`)).toEqual({
      kind: "no-program",
      program: "/nosuch",
      words,
    });
  });

  it("no space", () => {
    const words = "write /var/lib/docker/overlay2/x: no space left on device";
    expect(parseStartError(`Error response from daemon: ${words}`)).toEqual({ kind: "no-space", words });
  });

  it.each([
    'error during connect: Post "http://%2Frun%2Fdocker.sock/v1.51/containers/x/start": EOF',
    "Cannot connect to the Docker daemon at unix:///run/docker.sock. Is the docker daemon running?",
    "failed to connect to the docker API at unix:///run/docker.sock; check if the path is correct",
  ])("the engine is gone: %s", (words) => {
    expect(parseStartError(progress + words).kind).toBe("engine-gone");
  });

  it("a refused connection of somebody else is not the engine's", () => {
    const words = 'Get "https://registry.example/v2/": dial tcp 10.0.0.1:443: connect: connection refused';
    expect(parseStartError(`Error response from daemon: ${words}`)).toEqual({ kind: "other", words });
  });

  it("progress alone is given back, silence gets words", () => {
    expect(parseStartError(" Container shop-api-1  Starting\n").words).toBe("Container shop-api-1  Starting");
    expect(parseStartError("").words).toMatch(/without a word/);
  });
});
