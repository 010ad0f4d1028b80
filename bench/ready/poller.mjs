// The independent truth: asks SELECT 1 every 5 ms and prints two times (ms since the epoch): of the last refusal and of the first answer.
import pg from "pg";

const [port, ...rest] = process.argv.slice(2);
const account = Object.fromEntries(rest.map((word) => word.split("=", 2)));

let refusedMs = 0;
for (;;) {
  const client = new pg.Client({ host: "127.0.0.1", port: Number(port), connectionTimeoutMillis: 2000, ...account });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("SELECT 1");
    console.log(refusedMs, Date.now());
    await client.end();
    break;
  } catch {
    refusedMs = Date.now();
    client.end().catch(() => {});
  }
  await new Promise((resolve) => setTimeout(resolve, 5));
}
