import { describe, expect, it } from "vitest";
import { instructionsOf, made, madeOf } from "./synth-languages.ts";

const nodeFiles = { "server.js": "", "bin/www": "", "src/index.ts": "", "package.json": "{}" };
const pythonFiles = { "app.py": "", "manage.py": "", "requirements.txt": "" };

function node(instructions: string): string {
  return `FROM node:22\nWORKDIR /app\n${instructions}`;
}

function python(instructions: string): string {
  return `FROM python:3.13\nWORKDIR /app\n${instructions}`;
}

/** The CMD of the made stage, as its words. */
function commandOf(dockerfile: string, files: Readonly<Record<string, string>>, service?: string): readonly string[] {
  const last = instructionsOf(made({ dockerfile, files, ...(service === undefined ? {} : { service }) })).at(-1) ?? "";
  return JSON.parse(last.replace(/^CMD /, "")) as readonly string[];
}

describe("what a made stage of Node.js starts", () => {
  it.each([
    ["node server.js", "node --watch server.js"],
    ["node bin/www", "node --watch bin/www"],
    ["node ./server.js --port 80", "node --watch ./server.js --port 80"],
    ["/usr/local/bin/node server.js", "/usr/local/bin/node --watch server.js"],
    ["node --enable-source-maps server.js", "node --watch --enable-source-maps server.js"],
    ["node -r dotenv/config server.js -v", "node --watch -r dotenv/config server.js -v"],
    ["node --import tsx src/index.ts", "node --watch --import tsx src/index.ts"],
    ["dumb-init node server.js", "node --watch server.js"],
  ])("%s: %s", (start, wished) => {
    expect(commandOf(node(`COPY . .\nCMD ${JSON.stringify(start.split(" "))}`), nodeFiles).join(" ")).toBe(wished);
  });

  it.each([
    ["NODE_ENV=production exec node server.js", "exec env NODE_ENV=production node --watch server.js"],
    ["node server.js --port $PORT", "exec node --watch server.js --port $PORT"],
    ['node server.js "good day" 2>&1', 'exec node --watch server.js "good day" 2>&1'],
    ["node bin/www && node server.js", "node bin/www && exec node --watch server.js"],
    ["echo 'a; b';  node  server.js --of $(nproc || echo 1)", "echo 'a; b'; exec node --watch server.js --of $(nproc || echo 1)"],
  ])("in shell form: %s", (start, wished) => {
    expect(commandOf(node(`COPY . .\nCMD ${start}`), nodeFiles)).toEqual(["/bin/sh", "-c", wished]);
  });

  it("keeps words with blanks whole", () => {
    expect(commandOf(node("COPY . ."), nodeFiles, "command: [node, server.js, good day]")).toEqual([
      "node",
      "--watch",
      "server.js",
      "good day",
    ]);
  });

  it.each([
    ["start", { start: "node --max-http-header-size=8192 server.js" }, "exec node --watch --max-http-header-size=8192 server.js"],
    ["run serve", { serve: "npm run web", web: "node server.js" }, undefined],
    ["start", { start: "node server.js", prestart: "node build.js" }, undefined],
    ["start", { start: "next start" }, undefined],
    ["start", {}, undefined],
  ])("npm %s with the scripts %j", (words, scripts, wished) => {
    const files = { ...nodeFiles, "package.json": JSON.stringify({ scripts }) };
    const dockerfile = node(`COPY . .\nCMD ${JSON.stringify(`npm ${words}`.split(" "))}`);
    if (wished !== undefined) expect(commandOf(dockerfile, files).at(-1)).toBe(wished);
    else expect(madeOf({ dockerfile, files })).toMatchObject({ why: expect.stringMatching(/^gdev knows no live reload for "n/) });
  });

  it("warns where saves give no events", () => {
    const shape = { dockerfile: node("COPY . .\nCMD node server.js"), files: nodeFiles };
    expect(made({ ...shape, mustPoll: true }).warnings).toMatchObject([{ text: expect.stringContaining("api may not reload") }]);
    expect(made(shape).warnings).toEqual([]);
  });

  it.each(["node dist/index.js", "node", "node server.js &", "node server.js | tee log"])("knows none for %s", (start) => {
    expect(madeOf({ dockerfile: node(`COPY . .\nCMD ${start}`), files: nodeFiles })).toHaveProperty("why");
  });
});

describe("what a made stage of Python starts", () => {
  const watched =
    "watchmedo auto-restart --no-restart-on-command-exit --debounce-interval=0.2 --directory=. --patterns=*.py --recursive --signal=SIGTERM --";
  it.each([
    ["uvicorn app:app --port 80", "python -m uvicorn app:app --port 80 --reload"],
    ["python3.13 -m uvicorn app:app", "python -m uvicorn app:app --reload"],
    ["/app/.venv/bin/uvicorn app:app", "/app/.venv/bin/python -m uvicorn app:app --reload"],
    ["flask --app app run --host 0.0.0.0", "python -m flask --app app run --host 0.0.0.0 --debug"],
    ["fastapi run app.py --workers 4 --port 80", "fastapi dev --host 0.0.0.0 app.py --port 80"],
    ["fastapi run app.py", "fastapi dev --host 0.0.0.0 app.py"],
    ["gunicorn --preload -w 2 app:app", `${watched} gunicorn --preload -w 2 app:app`],
    ["python manage.py runserver 0.0.0.0:80", "python manage.py runserver 0.0.0.0:80"],
    ["python -u app.py --port 80", `${watched} python -u app.py --port 80`],
    ["python -m shop.web --port 80", `${watched} python -m shop.web --port 80`],
  ])("%s: %s", (start, wished) => {
    const found = commandOf(python(`COPY . .\nCMD ${JSON.stringify(start.split(" "))}`), pythonFiles);
    expect(found.join(" ")).toBe(wished);
  });

  it("writes nothing into the project, and shows at once what is printed", () => {
    expect(
      instructionsOf(made({ dockerfile: python('COPY . .\nUSER app\nCMD ["uvicorn", "app:app"]'), files: pythonFiles })),
    ).toEqual([
      "WORKDIR /app",
      "USER app",
      "ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1",
      "WORKDIR /app",
      'CMD ["python","-m","uvicorn","app:app","--reload"]',
    ]);
  });

  it("installs the reloader as root", () => {
    const all = instructionsOf(made({ dockerfile: python('COPY . .\nUSER app\nCMD ["python", "app.py"]'), files: pythonFiles }));
    expect(all.slice(2, -2)).toEqual([
      "USER root",
      "ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1",
      "RUN pip install --no-cache-dir watchdog==6.0.0",
      "USER app",
    ]);
  });
});

describe("what a made stage has of production", () => {
  const started = 'CMD ["node", "server.js"]';

  it.each(["package*.json ./", "package.json yarn.lock* package-lock.json* ./", "./package.json /app/package.json"])(
    "packages behind COPY %s, without the source",
    (copy) => {
      const dockerfile = node(`COPY ${copy}\nRUN npm ci\nCOPY . .\nRUN npm test\n${started}`);
      expect(instructionsOf(made({ dockerfile, files: nodeFiles })).slice(1, -2)).toEqual([`COPY ${copy}`, "RUN npm ci"]);
    },
  );

  it.each(["npm ci --omit=dev", "npm --quiet install", "yarn", "yarn --frozen-lockfile && yarn cache clean", "pnpm i"])(
    "the source too where %s comes after it",
    (install) => {
      const dockerfile = node(`COPY . .\nRUN ${install}\n${started}`);
      expect(instructionsOf(made({ dockerfile, files: nodeFiles })).slice(1, -2)).toEqual(["COPY . .", `RUN ${install}`]);
    },
  );

  it("packages behind a RUN that mounts their files, without the source", () => {
    const mount = "--mount=type=bind,source=package.json,target=package.json";
    const install = `RUN ${mount} \\\n    --mount=src=package-lock.json,dst=package-lock.json --mount=type=cache,target=/root/.npm \\\n    npm ci`;
    const dockerfile = node(`${install}\nUSER node\nCOPY . .\n${started}`);
    expect(instructionsOf(made({ dockerfile, files: nodeFiles })).join("\n")).toBe(
      `WORKDIR /app\n${install}\nUSER node\nWORKDIR /app\nCMD ["node","--watch","server.js"]`,
    );
  });

  it("the whole stage where an install mounts the source", () => {
    const install = "RUN --mount=type=bind,target=. npm ci --prefix /app";
    const dockerfile = node(`${install}\nCOPY . .\nRUN npm run css\n${started}`);
    expect(instructionsOf(made({ dockerfile, files: nodeFiles })).slice(1, -2)).toEqual([install, "COPY . .", "RUN npm run css"]);
  });

  it("no source for a tool, or what is built", () => {
    const dockerfile = node(`COPY . .\nRUN npm run ci && npm install -g pm2\nRUN yarn build\n${started}`);
    const stage = made({ dockerfile, files: nodeFiles });
    expect(instructionsOf(stage).slice(1, -2)).toEqual([]);
    expect(stage.kept).toEqual([]);
  });

  it.each([
    ["RUN npm ci", ["/app/node_modules"]],
    ["COPY --from=node:22 /deps/node_modules ./node_modules/", ["/app/node_modules"]],
    ["COPY --from=node:22 /deps/node_modules /node_modules", []],
    ["RUN echo", []],
  ])("node_modules where the image has them: %s", (instruction, kept) => {
    expect(
      made({ dockerfile: node(`COPY package.json .\n${instruction}\nCOPY . .\n${started}`), files: nodeFiles }).kept,
    ).toEqual(kept);
  });

  it.each([
    ["RUN uv sync --locked", ["/app/.venv"]],
    ["RUN python -m venv .venv", ["/app/.venv"]],
    ['ENV PATH="/app/.venv/bin:$PATH"', ["/app/.venv"]],
    ["RUN pip install -r requirements.txt", []],
    ["ENV PATH=/opt/venv/bin:$PATH", []],
  ])(".venv where the image has it: %s", (instruction, kept) => {
    const dockerfile = python(`COPY requirements.txt .\n${instruction}\nCOPY . .\nCMD ["uvicorn", "app:app"]`);
    expect(made({ dockerfile, files: pythonFiles }).kept).toEqual(kept);
  });
});
