// The independent truth: asks SELECT 1 every 5 ms and prints the time (ms since the epoch) of the first answer.
import pg from "pg";

const [port, ...rest] = process.argv.slice(2);
const account = Object.fromEntries(rest.map((word) => word.split("=", 2)));

for (;;) {
  const client = new pg.Client({ host: "127.0.0.1", port: Number(port), connectionTimeoutMillis: 2000, ...account });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("SELECT 1");
    console.log(Date.now());
    await client.end();
    break;
  } catch {
    client.end().catch(() => {});
  }
  await new Promise((resolve) => setTimeout(resolve, 5));
}
