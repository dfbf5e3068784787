import { readFileSync } from 'node:fs';

const LOOK_EVERY_MS = 500;

/** What stands in the command line of a process that was started only to start us. */
const STARTER = /npm|npx|yarn/;

/**
 * Calls back once the process that started this one is gone. Under `npx pnpm demo` that is a chain of npx, pnpm and
 * shells; if npx is ended, the others live on and tell nobody. So where the system lets us (Linux) the whole chain
 * is watched, elsewhere the parent alone.
 *
 * @param {() => void} onGone
 */
export function watchParents(onGone) {
  const links = linksToStarter();
  const timer = setInterval(() => {
    if (links.every(({ pid, parent }) => processOf(pid)?.parent === parent)) return;
    clearInterval(timer);
    onGone();
  }, LOOK_EVERY_MS);
  timer.unref();
}

/** From this process upwards: who is whose parent, as far as they belong to the command that started us. */
function linksToStarter() {
  const links = [{ pid: process.pid, parent: process.ppid }];
  const group = processOf(process.pid)?.group;
  for (let pid = process.ppid; ; ) {
    const parent = processOf(pid)?.parent;
    const above = parent === undefined ? undefined : processOf(parent);
    if (above === undefined || !(above.group === group || STARTER.test(above.command))) return links;
    links.push({ pid, parent });
    pid = parent;
  }
}

/** @param {number} pid */
function processOf(pid) {
  try {
    // "pid (name) state parent group …", and the name may hold anything.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1');
    return { parent: Number(parent), group: Number(group), command };
  } catch {
    return pid === process.pid ? { parent: process.ppid, group: undefined, command: '' } : undefined;
  }
}
