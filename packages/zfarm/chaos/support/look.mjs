import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

/** What this process holds after everything that nobody needs is collected. Counts of the system: on Linux only. */
export function look() {
  collect();
  const { heapUsed, rss } = process.memoryUsage();
  const handles = {};
  for (const name of process.getActiveResourcesInfo()) {
    // Timers come and go with heartbeats.
    if (name !== 'Timeout' && name !== 'Immediate') handles[name] = (handles[name] ?? 0) + 1;
  }
  return { heapUsed, rss, handles, files: count('fd'), threads: count('task') };
}

function count(what) {
  try {
    return readdirSync(`/proc/self/${what}`).length;
  } catch {
    return 0;
  }
}
