import { spawn } from "node:child_process";
import http from "node:http";
import { Duplex, type Readable } from "node:stream";
import { EngineError, UserError } from "../core/error.ts";
import { type Endpoint, endpointUrl, readEndpoint } from "./endpoint.ts";

export interface EngineRequest {
  readonly method?: "GET" | "POST" | "DELETE";
  /** Path with its query, such as `/containers/json?all=1`. */
  readonly path: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** The Engine API over HTTP. All calls throw EngineError for the engine's refusals and UserError where no engine answers. */
export interface Engine {
  readonly url: string;
  /** Sends the request and parses the JSON answer (undefined for an empty one). */
  json<T>(request: EngineRequest): Promise<T>;
  /** Sends the request and gives the body as it arrives. */
  stream(request: EngineRequest): Promise<Readable>;
}

/** Connects lazily: the first request finds out whether an engine answers. */
export async function openEngine(env: NodeJS.ProcessEnv): Promise<Engine> {
  return engineAt(await readEndpoint(env));
}

/** An Engine at a known endpoint. */
export function engineAt(endpoint: Endpoint): Engine {
  const url = endpointUrl(endpoint);
  const target = requestTarget(endpoint);

  const send = (request: EngineRequest): Promise<http.IncomingMessage> =>
    new Promise((resolve, reject) => {
      const payload = request.body === undefined ? undefined : JSON.stringify(request.body);
      const outgoing = http.request({
        ...target,
        path: request.path,
        method: request.method ?? "GET",
        headers: {
          Host: "docker",
          ...(payload === undefined ? {} : { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(payload) }),
        },
        ...(request.signal ? { signal: request.signal } : {}),
      });
      outgoing.once("response", resolve);
      outgoing.once("error", (error: NodeJS.ErrnoException) => reject(request.signal?.aborted ? error : unreachable(url, error)));
      outgoing.end(payload);
    });

  const accepted = async (request: EngineRequest): Promise<http.IncomingMessage> => {
    const response = await send(request);
    const status = response.statusCode ?? 0;
    if (status < 400) return response;
    throw new EngineError(status, refusalWords(await readAll(response)));
  };

  return {
    url,
    stream: accepted,
    async json<T>(request: EngineRequest): Promise<T> {
      const text = await readAll(await accepted(request));
      return (text === "" ? undefined : JSON.parse(text)) as T;
    },
  };
}

function requestTarget(endpoint: Endpoint): http.RequestOptions {
  switch (endpoint.kind) {
    case "unix":
      return { socketPath: endpoint.path, agent: new http.Agent({ keepAlive: true }) };
    case "tcp":
      return { host: endpoint.host, port: endpoint.port, agent: new http.Agent({ keepAlive: true }) };
    case "cli":
      return { createConnection: dialThroughCli };
  }
}

/** One connection to the engine of the docker CLI's context, whatever transport that has. */
function dialThroughCli(): Duplex {
  const child = spawn("docker", ["system", "dial-stdio"], { stdio: ["pipe", "pipe", "ignore"] });
  const connection = Duplex.from({ readable: child.stdout, writable: child.stdin });
  connection.once("close", () => child.kill());
  child.once("error", (error) => connection.destroy(error));
  return connection;
}

async function readAll(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function refusalWords(text: string): string {
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text;
  } catch {
    return text;
  }
}

/** The socket's error as the user needs to hear it. */
function unreachable(url: string, error: NodeJS.ErrnoException): UserError {
  if (error.code === "EACCES" || error.code === "EPERM") {
    return new UserError(`no permission on the Docker socket at ${url}`, {
      why: error.message,
      remedy: "add your user to the docker group (sudo usermod -aG docker $USER, then log in again), or use rootless Docker",
    });
  }
  return new UserError(`no Docker engine answers at ${url}`, {
    why: error.message,
    remedy:
      "start Docker (Docker Desktop, or: sudo systemctl start docker), or point DOCKER_HOST or `docker context use` at a running engine",
  });
}
