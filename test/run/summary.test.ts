import { expect, it } from "vitest";
import { type ServiceReport, serviceUrl } from "../../src/run/summary.ts";
import { serviceOf } from "../core/project-of.ts";

const built = serviceOf("build: { context: /work/demo }");
const foreign = serviceOf("image: x");

it.each([
  ["air + http :8080", built, "http://localhost:18080"],
  ["air", built, "http://localhost:18080"],
  [undefined, built, "http://localhost:18080"],
  ["air + tcp :8080", built, "localhost:18080"],
  ["tcp :8080", foreign, "localhost:18080"],
  ["http :8080", foreign, "http://localhost:18080"],
  ["postgres", foreign, "localhost:18080"],
] as const)("a service that was found ready by %s is at its URL or its address: %#", (probe, service, expected) => {
  const report: ServiceReport = {
    service: "api",
    image: "x",
    state: "running",
    status: "Up",
    ports: [{ target: 8080, protocol: "tcp", published: 18080, hostIp: "127.0.0.1" }],
    ...(probe ? { ready: { probe, afterMs: 7 } } : {}),
  };
  expect(serviceUrl(report, service)).toBe(expected);
});
