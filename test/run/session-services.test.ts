import { expect, it } from "vitest";
import { serviceViews } from "../../src/run/session/services.ts";
import type { ServiceReport } from "../../src/run/summary.ts";

function report(service: string, more: Partial<ServiceReport> = {}): ServiceReport {
  return {
    service,
    image: "x",
    state: "running",
    status: "Up",
    ports: [],
    container: `shop-${service}-1`,
    containerId: `${service}1`,
    ...more,
  };
}

const known = { reasons: new Map<string, string>(), before: [] };

it("one view a service, by name, with what the container says", () => {
  const views = serviceViews({
    ...known,
    reports: [
      report("db"),
      report("api", {
        mode: "dev",
        stage: "dev",
        sizeBytes: 5,
        ready: { probe: "air", afterMs: 7 },
        ports: [
          { target: 8080, published: 8080, protocol: "tcp", hostIp: "0.0.0.0" },
          { target: 53, published: 5353, protocol: "udp", hostIp: "0.0.0.0" },
        ],
      }),
    ],
  });
  expect(views.map(({ name }) => name)).toEqual(["api", "db"]);
  expect(views[0]).toMatchObject({
    mode: "dev",
    stage: "dev",
    sizeBytes: 5,
    ready: { afterMs: 7 },
    ports: ["8080", "5353→53/udp"],
  });
});

it("of a scaled service the container that is worst off speaks", () => {
  const [view] = serviceViews({
    ...known,
    reasons: new Map([["b", "exited with code 3: boom"]]),
    reports: [report("api", { containerId: "a" }), report("api", { containerId: "b", state: "exited", exitCode: 3 })],
  });
  expect(view).toMatchObject({ state: "exited", containers: 2, why: "exited with code 3: boom" });
});

it("a service without a container is there, and counts none", () => {
  const { container: _container, containerId: _id, ...absent } = report("api", { state: "not created" });
  expect(serviceViews({ ...known, reports: [absent] })[0]).toMatchObject({ state: "not created", containers: 0 });
});

it("a reason is told only while the container does not run", () => {
  const reasons = new Map([["api1", "exited with code 3"]]);
  expect(serviceViews({ ...known, reasons, reports: [report("api")] })[0]?.why).toBeUndefined();
});
