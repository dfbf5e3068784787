import { readdirSync } from 'node:fs';
import { giveBack } from './give-back.mjs';

/** What this process holds after this thread has given back what nobody needs. Counts of the system: on Linux only. */
export async function look() {
  await giveBack();
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
