import { describe, expect, it } from "vitest";
import { parseProject } from "../../src/core/project/parse.ts";
import { serviceNamed } from "../../src/core/project/project.ts";
import { projectOf, serviceOf } from "./project-of.ts";

/** `docker compose config` of Compose 2.40, shortened; 2.26 prints the same. */
const printed = `name: shop
services:
  api:
    build:
      context: /work/shop/api
      dockerfile: Dockerfile.dev
      args:
        TOKEN: a$$b
        EMPTY: null
      target: dev
    command:
      - sh
      - -c
      - echo $$HOME
    container_name: shop-api
    depends_on:
      db:
        condition: service_healthy
        required: true
      cache:
        condition: service_started
        required: false
      migrate:
        condition: service_completed_successfully
        required: true
    entrypoint: null
    environment:
      EMPTY: ""
      PASSWORD: p$$w
    healthcheck:
      test:
        - CMD-SHELL
        - test -n "$$X"
      interval: 3s
    networks:
      default: null
    ports:
      - mode: ingress
        host_ip: 127.0.0.1
        target: 8080
        published: "18080"
        protocol: tcp
      - mode: ingress
        target: 53
        protocol: udp
    restart: always
    secrets:
      - source: password
      - source: token
        target: /etc/token
      - source: short
        target: named
    tty: true
    user: 1000:1000
    volumes:
      - type: bind
        source: /work/shop/a$$b
        target: /app
        bind:
          create_host_path: true
      - type: volume
        target: /app/tmp
        volume: {}
    x-gdev:
      dev: hot
      probe: http :8080
  cache:
    image: redis:8
  db:
    image: postgres:17
  migrate:
    image: shop
networks:
  default:
    name: shop_default
secrets:
  password:
    name: shop_password
    file: /work/shop/password.txt
  token:
    name: shop_token
    environment: TOKEN
`;

describe("parseProject", () => {
  const project = parseProject(printed, "/work/shop", ["/work/shop/compose.yml"]);

  it("keeps name, files, order and secrets", () => {
    expect(project).toMatchObject({ name: "shop", directory: "/work/shop", files: ["/work/shop/compose.yml"] });
    expect(project.services.map(({ name }) => name)).toEqual(["api", "cache", "db", "migrate"]);
    expect(project.secrets).toMatchObject({ password: { file: "/work/shop/password.txt" }, token: { environment: "TOKEN" } });
  });

  it("reads a service, with every $$ as the $ that it stands for", () => {
    const { config, ...api } = serviceNamed(project, "api") ?? { config: undefined };
    expect(api).toEqual({
      name: "api",
      build: { context: "/work/shop/api", dockerfile: "Dockerfile.dev", target: "dev", args: { TOKEN: "a$b", EMPTY: null } },
      command: ["sh", "-c", "echo $HOME"],
      user: "1000:1000",
      environment: { EMPTY: "", PASSWORD: "p$w" },
      mounts: [
        { type: "bind", source: "/work/shop/a$b", target: "/app" },
        { type: "volume", target: "/app/tmp" },
      ],
      ports: [
        { target: 8080, protocol: "tcp", hostIp: "127.0.0.1", published: "18080" },
        { target: 53, protocol: "udp" },
      ],
      dependsOn: [
        { service: "db", condition: "service_healthy", required: true },
        { service: "cache", condition: "service_started", required: false },
        { service: "migrate", condition: "service_completed_successfully", required: true },
      ],
      healthcheck: { test: ["CMD-SHELL", 'test -n "$X"'], disabled: false },
      restart: "always",
      tty: true,
      secrets: { password: "/run/secrets/password", token: "/etc/token", short: "/run/secrets/named" },
      gdev: { dev: "hot", probe: "http :8080" },
    });
    expect(config).toMatchObject({ container_name: "shop-api", command: ["sh", "-c", "echo $$HOME"] });
  });

  it("knows which service runs once, because another waits for its end", () => {
    expect(project.services.filter(({ oneShot }) => oneShot).map(({ name }) => name)).toEqual(["migrate"]);
  });

  it.each([
    ["healthcheck: { disable: true }", true],
    ["healthcheck: { test: [NONE] }", true],
    ["healthcheck: { test: [CMD, x] }", false],
  ])("{ %s }: disabled %s", (fields, disabled) => expect(serviceOf(fields).healthcheck?.disabled).toBe(disabled));

  it.each([
    ["build: { context: /a }", { dockerfile: "Dockerfile", args: {} }],
    ['build: { context: /a, dockerfile_inline: "FROM $$BASE" }', { dockerfileInline: "FROM $BASE" }],
  ])("{ %s }", (fields, expected) => expect(serviceOf(fields).build).toMatchObject(expected));

  it("an entrypoint that is emptied is not the same as none", () => {
    expect(serviceOf("entrypoint: []").entrypoint).toEqual([]);
    expect(serviceOf("entrypoint: null")).not.toHaveProperty("entrypoint");
  });

  it("a project without services has none", () => expect(parseProject("name: x\nservices: {}", "/", []).services).toEqual([]));

  it("services whose names look like something else", () => {
    expect(
      projectOf("my.api: { image: x }\non: { image: x }\n'123': { image: x }")
        .services.map(({ name }) => name)
        .sort(),
    ).toEqual(["123", "my.api", "on"]);
  });
});
