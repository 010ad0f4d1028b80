import { describe, expect, it } from "vitest";
import type { ServiceOverride } from "../../src/core/target/override.ts";
import { overrideYaml } from "../../src/core/target/override-yaml.ts";
import { plain } from "./project-of.ts";

const reasons = ["stage dev: named dev"];

/** The override's YAML of one service, as values. */
function written(service: Partial<ServiceOverride>, name = "api"): unknown {
  const text = overrideYaml({ services: { [name]: { reasons, ...service } }, sharedVolumes: [], ownVolumes: [] });
  return (plain(text) as { services: Record<string, unknown> }).services[name];
}

describe("overrideYaml", () => {
  it("is a compose file that says why", () => {
    const services = {
      api: {
        image: "shop-api:dev",
        target: "dev",
        labels: { "gdev.mode": "dev" },
        entrypoint: null,
        command: ["air"],
        restart: "no",
        addedVolumes: { "gdev-go-mod": "/go/pkg/mod" },
        ownVolumes: { "gdev-api-data": "/var/lib/gdev" },
        reasons: ["stage dev: named dev", "restart: always does not apply in dev"],
      },
    };
    expect(overrideYaml({ services, sharedVolumes: ["gdev-go-mod"], ownVolumes: ["gdev-api-data"] })).toBe(
      `# Written by gdev; docker compose reads it after the project's own files. \`gdev config\` shows the result.

services:
  api:
    # stage dev: named dev
    # restart: always does not apply in dev
    build:
      target: dev
    image: shop-api:dev
    labels:
      gdev.mode: dev
    entrypoint: !reset null
    command: !override
      - air
    restart: "no"
    volumes:
      - type: volume
        source: gdev-go-mod
        target: /go/pkg/mod
      - type: volume
        source: gdev-api-data
        target: /var/lib/gdev
volumes:
  gdev-go-mod:
    name: gdev-go-mod
    external: true
  gdev-api-data: {}
`,
    );
  });

  it.each([
    [{ target: null }, { build: { target: { "!reset": null } } }],
    [{ command: null }, { command: { "!reset": null } }],
    [{ keptMounts: [] }, { volumes: { "!override": [] } }],
    [
      { keptMounts: [{ type: "volume", source: "d", target: "/d" }] },
      { volumes: { "!override": [{ type: "volume", source: "d", target: "/d" }] } },
    ],
    [{ healthcheckDisabled: true }, { healthcheck: { "!override": { disable: true } } }],
    [{ command: ["sh", "-c", "echo $HOME $$ ${X:-y}"] }, { command: { "!override": ["sh", "-c", "echo $$HOME $$$$ $${X:-y}"] } }],
    // Mounts come from Compose's own output and are escaped already.
    [
      { keptMounts: [{ type: "bind", source: "/a$$b", target: "/b" }] },
      { volumes: { "!override": [{ type: "bind", source: "/a$$b", target: "/b" }] } },
    ],
    [
      { command: ["yes", "no", "8080", "1:30", "", "# x", "a: b", "multi\nline"] },
      { command: { "!override": ["yes", "no", "8080", "1:30", "", "# x", "a: b", "multi\nline"] } },
    ],
  ])("%j", (service, expected) => expect(written(service)).toEqual(expected));

  it.each(["my.api", "my-api_2", "on", "123"])("a service named %s", (name) => {
    expect(written({ image: "x" }, name)).toEqual({ image: "x" });
  });

  it("words that are booleans or numbers in YAML 1.1 are quoted, because Compose reads that", () => {
    const text = overrideYaml({
      services: { on: { reasons, command: ["yes", "off", "0o7", "1:30", "012"] } },
      sharedVolumes: [],
      ownVolumes: [],
    });
    expect(text).toContain('  "on":\n');
    for (const word of ["yes", "off", "1:30", "012"]) expect(text).toContain(`- "${word}"\n`);
  });

  it("no change at all is still a compose file", () => {
    expect(plain(overrideYaml({ services: {}, sharedVolumes: [], ownVolumes: [] }))).toEqual({ services: {} });
  });
});
