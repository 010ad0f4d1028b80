// What a program and its children use, from /proc.
import { readdirSync, readFileSync } from "node:fs";

/** CPU time in ms of a process and its descendants, ended ones that were waited for included. The kernel counts in steps of 10 ms. */
export function cpuMs(pid) {
  return sum(pid, ({ ticks }) => ticks) * 10;
}

/** Resident memory in MB of a process and its descendants. */
export function rssMb(pid) {
  return (sum(pid, ({ pages }) => pages) * 4096) / 1e6;
}

/** How often the threads of a process and its descendants have slept and been woken. */
export function wakes(pid) {
  return sum(pid, ({ pid: each }) => threadWakes(each));
}

function threadWakes(pid) {
  let count = 0;
  try {
    for (const task of readdirSync(`/proc/${pid}/task`)) {
      const status = readFileSync(`/proc/${pid}/task/${task}/status`, "utf8");
      count += Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    }
  } catch {
    // It has ended meanwhile.
  }
  return count;
}

function sum(root, value) {
  const all = new Map();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = statOf(name);
    if (stat) all.set(stat.pid, stat);
  }
  let total = 0;
  const pids = [root];
  for (let pid = pids.pop(); pid !== undefined; pid = pids.pop()) {
    const stat = all.get(pid);
    if (stat) total += value(stat);
    for (const child of all.values()) if (child.parent === pid) pids.push(child.pid);
  }
  return total;
}

/** See proc_pid_stat(5): utime, stime, cutime and cstime are the fields 14 to 17, rss is 24. */
function statOf(name) {
  try {
    const text = readFileSync(`/proc/${name}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const number = (field) => Number(fields[field - 3]);
    return { pid: Number(name), parent: number(4), ticks: number(14) + number(15) + number(16) + number(17), pages: number(24) };
  } catch {
    return undefined;
  }
}
