import { spawn } from "node:child_process";
import http from "node:http";
import { Duplex, type Readable } from "node:stream";
import { EngineError, type UserError } from "../core/error.ts";
import { type Endpoint, endpointUrl, readEndpoint } from "./endpoint.ts";
import { engineTrouble, engineUnreachable, socketForbidden } from "./engine-trouble.ts";

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
function engineAt(endpoint: Endpoint): Engine {
  const url = endpointUrl(endpoint);
  let dialled: Dialled | undefined;
  const target = requestTarget(endpoint, (dial) => {
    dialled = dial;
  });
  const broken = async (error: NodeJS.ErrnoException): Promise<UserError> => unreachable(url, error, await dialled?.words);

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
      // A broken connection can report more than one error: each needs a listener, the first counts.
      outgoing.on("error", () => {});
      outgoing.once("error", (error: NodeJS.ErrnoException) => {
        if (request.signal?.aborted) reject(error);
        else if (wasIdle(outgoing, error)) send(request).then(resolve, reject);
        else void broken(error).then(reject);
      });
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
      const response = await accepted(request);
      const text = await readAll(response).catch(async (error: Error) => {
        throw request.signal?.aborted ? error : await broken(error);
      });
      return (text === "" ? undefined : JSON.parse(text)) as T;
    },
  };
}

/** The engine had closed a kept connection before the request came: asking again is safe where nothing is changed by it. */
function wasIdle({ reusedSocket, method }: http.ClientRequest, { code }: NodeJS.ErrnoException): boolean {
  return reusedSocket && method === "GET" && (code === "ECONNRESET" || code === "EPIPE");
}

function requestTarget(endpoint: Endpoint, onDial: (dial: Dialled) => void): http.RequestOptions {
  switch (endpoint.kind) {
    case "unix":
      return { socketPath: endpoint.path, agent: new http.Agent({ keepAlive: true }) };
    case "tcp":
      return { host: endpoint.host, port: endpoint.port, agent: new http.Agent({ keepAlive: true }) };
    case "cli":
      return {
        createConnection: () => {
          const dial = dialThroughCli();
          onDial(dial);
          return dial.connection;
        },
      };
  }
}

interface Dialled {
  readonly connection: Duplex;
  /** What docker has said when it ends: why it could not connect. */
  readonly words: Promise<string>;
}

/** One connection to the engine of the docker CLI's context, whatever transport that has. */
function dialThroughCli(): Dialled {
  const child = spawn("docker", ["system", "dial-stdio"], { stdio: "pipe" });
  const connection = Duplex.from({ readable: child.stdout, writable: child.stdin });
  connection.once("close", () => child.kill());
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const words = new Promise<string>((resolve) => {
    child.once("close", () => resolve(said.trim().split("\n").at(-1) ?? ""));
    child.once("error", (error) => {
      connection.destroy(error);
      resolve(error.message);
    });
  });
  return { connection, words };
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

/** The socket's error as the user needs to hear it; `said`: by the docker command, where the connection went through it. */
function unreachable(url: string, error: NodeJS.ErrnoException, said: string | undefined): UserError {
  if (error.code === "EACCES" || error.code === "EPERM") return socketForbidden(url);
  return engineTrouble(said ?? "") ?? engineUnreachable(url, said || (socketWords[error.code ?? ""] ?? error.message));
}

const socketWords: Readonly<Record<string, string>> = {
  ENOENT: "there is no such socket",
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the connection broke off",
  EPIPE: "the connection broke off",
  ENOTFOUND: "there is no such host",
  EHOSTUNREACH: "the host cannot be reached",
  ETIMEDOUT: "the host does not answer",
};
