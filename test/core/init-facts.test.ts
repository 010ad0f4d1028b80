import { describe, expect, it } from "vitest";
import { databaseSettings } from "../../src/core/init/database.ts";
import { readProjectFacts } from "../../src/core/init/facts.ts";
import { configuredPort, listeningOf } from "../../src/core/init/ports.ts";
import { factsOf, treeOf } from "./init-project.ts";

const gin = 'import "github.com/gin-gonic/gin"\n';

function listening(body: string, imports = "") {
  const text = `package main\n${imports}\nfunc main() {\n${body}\n}`;
  return listeningOf([
    { file: "/shop/main.go", text, packageName: "main", imports: imports.includes("gin") ? ["github.com/gin-gonic/gin"] : [] },
  ]);
}

describe("where a program listens", () => {
  it.each([
    ['http.ListenAndServe(":8080", nil)', [8080]],
    ['&http.Server{Addr: ":9000"}', [9000]],
    ['e.Logger.Fatal(e.Start("0.0.0.0:1323"))', [1323]],
    ['app.Listen("localhost:3000")', [3000]],
    ['net.Listen("tcp", "[::]:7000")', [7000]],
    ['flag.String("addr", ":4000", "where")', [4000]],
    ['flag.Int("port", 4001, "where")', [4001]],
    ['go http.ListenAndServe(":6060", nil); http.ListenAndServe(":8080", mux)', [6060, 8080]],
    ['sql.Open("postgres", "localhost:5432")', []],
    ['redis.Dial("tcp", "redis:6379")', []],
    ['fmt.Println("hello")', []],
  ])("%s", (body, ports) => {
    expect(listening(body)).toEqual({ ports, guessed: false });
  });

  it.each([
    ['port := cmp.Or(os.Getenv("PORT"), "9000")', "PORT", [9000]],
    ['addr := ":" + getenv("HTTP_PORT", "7070")', "HTTP_PORT", [7070]],
    ['port := os.Getenv("PORT")\nif port == "" {\n\tport = "3001"\n}', "PORT", [3001]],
    ['http.ListenAndServe(":"+os.Getenv("PORT"), nil)', "PORT", [8080]],
  ])("a variable may tell: %s", (body, variable, ports) => {
    expect(listening(body)).toEqual({ ports, variable, guessed: false });
  });

  it("takes no other server's port for its own", () => {
    expect(listening('os.Getenv("DB_PORT"); os.Getenv("REDIS_PORT"); os.Getenv("PGPORT")')).toEqual({
      ports: [],
      guessed: false,
    });
  });

  it("says when it only guesses", () => {
    expect(listening("http.ListenAndServe(cfg.Address, nil)")).toEqual({ ports: [8080], guessed: true });
    expect(listening("r := gin.Default()\nr.Run()", gin)).toEqual({ ports: [8080], variable: "PORT", guessed: false });
    expect(listening("cmd.Run()")).toEqual({ ports: [], guessed: false });
  });
});

describe("where settings say that it listens", () => {
  it.each([
    ['listen: ":8000"\nmigrations: x\n', 8000],
    ["server:\n  port: 9000 # http\n", 9000],
    ['[http]\naddr = "0.0.0.0:7000"\n', 7000],
    ['{\n  "http_port": 6000,\n  "x": 1\n}\n', 6000],
    ["database:\n  port: 5432\nserver:\n  port: 8001\n", 8001],
    ["DB_PORT=15432\nPORT=8002\n", 8002],
    ["redis_port: 7777\nsupport: 9999\n", undefined],
    ["timeout: 3000\n", undefined],
  ])("%j: %s", (text, port) => expect(configuredPort(text)).toBe(port));
});

describe("where its database is", () => {
  it("follows the names that it asks for", () => {
    const password = "${POSTGRES_PASSWORD:-dev-only}";
    expect(databaseSettings(["DB_HOST", "DB_PORT", "PGPASSWORD", "APP_DB_NAME", "POSTGRES_DB", "DB_SSLMODE"])).toEqual({
      DB_HOST: "db",
      DB_PORT: "5432",
      PGPASSWORD: password,
      APP_DB_NAME: "${POSTGRES_DB:-app}",
      POSTGRES_DB: "${POSTGRES_DB:-app}",
      DB_SSLMODE: "disable",
    });
    const url = `postgres://\${POSTGRES_USER:-app}:${password}@db:5432/\${POSTGRES_DB:-app}?sslmode=disable`;
    expect(databaseSettings(["DATABASE_URL", "DSN", "DB_DSN"])).toEqual({ DATABASE_URL: url, DSN: url, DB_DSN: url });
    expect(databaseSettings(["REDIS_HOST", "API_KEY", "HOST", "DB_TIMEOUT", "SMTP_PASSWORD"])).toEqual({});
  });
});

const mod = "module example.com/shop\n\ngo 1.25.1\n\ntoolchain go1.26.2\n";
const main = "package main\nfunc main() {}\n";

describe("a project", () => {
  it("has a program for each package main below cmd/, each with the variables of what it imports", () => {
    const facts = factsOf({
      "go.mod": mod,
      "cmd/api/main.go":
        'package main\nimport "example.com/shop/internal/db"\nfunc main() { http.ListenAndServe(":8080", nil) }\n',
      "cmd/work-er/main.go": 'package main\nimport "os"\nvar k = os.Getenv("QUEUE")\nfunc main() {}\n',
      "internal/db/db.go":
        'package db\nimport "github.com/jackc/pgx/v5/pgxpool"\nvar u = os.Getenv("DATABASE_URL")\nvar k = os.Getenv("API_KEY")\n',
      "internal/db/db_test.go": 'package db\nvar x = os.Getenv("TEST_DATABASE_URL")\n',
      "examples/one/main.go": main,
      "cmd/$(reboot)/main.go": main,
    });
    expect(facts).toMatchObject({
      go: [1, 26],
      module: "example.com/shop",
      postgres: true,
      cgo: [],
      version: false,
      vendored: false,
    });
    expect(facts.programs).toMatchObject([
      { name: "api", package: "./cmd/api", environment: ["API_KEY"], listening: { ports: [8080] } },
      { name: "work-er", package: "./cmd/work-er", environment: ["QUEUE"], database: {}, listening: { ports: [] } },
    ]);
    expect(Object.keys(facts.programs[0]?.database ?? {})).toEqual(["DATABASE_URL"]);
  });

  it("has ports for the programs that open them, where several share the settings", () => {
    const config = 'package config\nvar a = getenv("HTTP_ADDR", ":8080")\n';
    const imports = 'package main\nimport "example.com/shop/internal/config"\n';
    const facts = factsOf({
      "go.mod": mod,
      "cmd/api/main.go": `${imports}func main() { http.ListenAndServe(config.A, nil) }\n`,
      "cmd/worker/main.go": `${imports}func main() { w.Run(config.A) }\n`,
      "internal/config/config.go": config,
    });
    expect(facts.programs).toMatchObject([
      { name: "api", listening: { ports: [8080] } },
      { name: "worker", listening: { ports: [], guessed: false } },
    ]);
    const gin = 'package main\nimport "github.com/gin-gonic/gin"\nfunc main() { gin.Default().Run(":8081") }\n';
    const both = factsOf({ "go.mod": mod, "cmd/a/main.go": gin, "cmd/b/main.go": `${main}var a = ":8082"\n` });
    expect(both.programs.map(({ listening: { ports } }) => ports)).toEqual([[8081], []]);
    expect(factsOf({ "go.mod": mod, "main.go": `${main}var a = ":8082"\n` }).programs[0]?.listening.ports).toEqual([8082]);
  });

  it("has no service for what is called by hand, unless there is nothing else", () => {
    const facts = factsOf({
      "go.mod": mod,
      "cmd/api/main.go": main,
      "cmd/migrate/main.go": main,
      "cmd/shopctl/main.go": main,
      "cmd/importer/main.go": main,
    });
    expect(facts.programs.map(({ name }) => name)).toEqual(["api", "importer"]);
    expect(facts.commands).toEqual(["./cmd/migrate", "./cmd/shopctl"]);
    expect(factsOf({ "go.mod": mod, "client/main.go": main, "server/main.go": main }).commands).toEqual(["./client"]);
    expect(factsOf({ "go.mod": mod, "cmd/cli/main.go": main })).toMatchObject({ programs: [{ name: "cli" }], commands: [] });
  });

  it("listens where the settings say that it opens, and starts anew when they change", () => {
    const facts = factsOf({
      "go.mod": mod,
      "main.go": 'package main\nvar c = "config/app.yaml"\nfunc main() { http.ListenAndServe(cfg.Listen, nil) }\n',
      "config/app.yaml": 'listen: ":8000"\n',
    });
    expect(facts.programs[0]?.listening).toEqual({ ports: [8000], guessed: false });
    expect(facts.watched).toEqual(["go", "tpl", "tmpl", "html", "yaml"]);
  });

  it("is built with the Go that go.mod asks for, a newer one for what is older than air can be", () => {
    const go = (line: string) => factsOf({ "go.mod": `module m\n\n${line}\n`, "main.go": main }).go;
    expect([go("go 1.22"), go("go 1.21.3"), go("go 1.30"), go("go 1.18"), go("")]).toEqual([
      [1, 22],
      [1, 21],
      [1, 30],
      [1, 26],
      [1, 26],
    ]);
  });

  it("needs a C compiler for cgo, and sees a version to set", () => {
    const sqlite = factsOf({
      "go.mod": `${mod}\nrequire github.com/mattn/go-sqlite3 v1.14.53\n`,
      "main.go": `var version = "dev"\n${main}`,
    });
    expect(sqlite).toMatchObject({ cgo: ["github.com/mattn/go-sqlite3"], version: true });
    expect(factsOf({ "go.mod": mod, "main.go": 'package main\nimport "C"\n' }).cgo).toEqual(['import "C"']);
  });

  it("is reloaded for what it embeds, and has beside it in production what it opens", () => {
    const facts = factsOf({
      "go.mod": mod,
      "main.go":
        'package main\n//go:embed migrations/*.sql all:web/dist\nvar f embed.FS\nvar t = template.ParseGlob("templates/*.html")\nvar s = fs.Sub(f, "web/dist")\nvar c = "config.yml"\nvar e = ".env"\n',
      "migrations/1.sql": "",
      "web/dist/app.js": "",
      "templates/a.html": "",
      "config.yml": "",
      ".env": "A=b",
    });
    expect(facts.watched).toEqual(["go", "tpl", "tmpl", "html", "sql", "js", "yml"]);
    expect(facts.assets).toEqual(["config.yml", "templates"]);
    expect(facts.embedded).toEqual(["migrations/*.sql", "web/dist"]);
  });

  it("is none without a package main", () => {
    expect(readProjectFacts(treeOf({ "go.mod": mod, "a.go": "package a\n" }), "/shop", "shop")).toBeUndefined();
  });
});
