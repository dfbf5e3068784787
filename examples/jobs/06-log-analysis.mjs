// Web server logs as NDJSON, one object a line: how many requests, how many failed, and the 95th percentile of their times,
// for each path. Lines are grouped into batches here, parsed and counted on the workers, and added up here.
//   node examples/jobs/06-log-analysis.mjs examples/jobs/data/access.ndjson
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { runOnCluster } from 'zfarm';

const file = process.argv[2] ?? new URL('data/access.ndjson', import.meta.url);
const BATCH = 100;

async function* batches() {
  const batch = [];
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (line !== '') batch.push(line);
    if (batch.length === BATCH) yield batch.splice(0);
  }
  if (batch.length > 0) yield batch;
}

/** Of each path: its times, and how many failed. */
function count(lines) {
  const paths = new Map();
  for (const line of lines) {
    const { path, status, ms } = JSON.parse(line);
    const seen = paths.get(path) ?? { times: [], failed: 0 };
    paths.set(path, seen);
    seen.times.push(ms);
    if (status >= 500) seen.failed += 1;
  }
  return paths;
}

const all = new Map();
for await (const paths of runOnCluster(count, batches(), { ordered: false })) {
  for (const [path, { times, failed }] of paths) {
    const sum = all.get(path) ?? { times: [], failed: 0 };
    all.set(path, sum);
    sum.times.push(...times);
    sum.failed += failed;
  }
}
for (const [path, { times, failed }] of [...all].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const p95 = times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)];
  console.log(
    `${path.padEnd(14)} ${String(times.length).padStart(5)} requests, ${failed} failed, p95 ${p95} ms`,
  );
}
