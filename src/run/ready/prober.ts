import { ready, waiting } from "../../core/readiness/answer.ts";
import type { Probe } from "../../core/readiness/probe.ts";
import type { Engine } from "../../docker/engine.ts";
import { askGreeting, askPort, askTcp, speaksTls } from "../../host/probes/port.ts";
import { airProber } from "./air.ts";
import { addressesFor, askInside, isReachable, type Prober, type ProberContext, patient } from "./asking.ts";
import { healthAnswer } from "./health.ts";
import { postgresProber } from "./postgres.ts";

/** The Prober of a Probe, ready to be asked. */
export function openProber(context: ProberContext & { readonly probe: Probe }): Prober {
  const { probe, engine } = context;
  switch (probe.kind) {
    case "postgres":
      return postgresProber(context, probe);
    case "air":
      return airProber(context, probe.next ? openProber({ ...context, probe: probe.next }) : undefined);
    case "greeting": {
      const { speaks } = probe.preset;
      const words = speaks.protocol === "greeting" ? speaks : { waiting: [] };
      return patient(async (container, stop) => {
        const addresses = addressesFor(engine, container, probe.port);
        const answer = await askGreeting(addresses, words, stop);
        if (answer.kind === "ready" || isReachable(answer)) return answer;
        return (await askInside(context, probe.preset, { port: String(probe.port) }, stop)) ?? answer;
      });
    }
    case "http":
      return httpProber(engine, probe.port, probe.path);
    case "tcp":
      return patient((container, stop) => askTcp(addressesFor(engine, container, probe.port), stop));
    case "healthcheck":
      return patient(async (container) => healthAnswer(container.State.Health));
    case "running":
    case "exit":
      // The container's own life answers these (core/readiness/life).
      return patient(async () => waiting("running"));
  }
}

/** A TLS server may hang up on plain HTTP without a byte, just as docker-proxy does when nobody listens: so now and then TLS is tried. */
function httpProber(engine: Engine, port: number, path: string | undefined): Prober {
  let hangUps = 0;
  return patient(async (container, stop) => {
    const addresses = addressesFor(engine, container, port);
    const answer = await askPort(addresses, path, stop);
    hangUps = answer.kind === "waiting" && /closed/.test(answer.why) ? hangUps + 1 : 0;
    const [first] = addresses;
    if (hangUps > 0 && hangUps % 8 === 0 && first && (await speaksTls(first, stop))) return ready;
    return answer;
  });
}
