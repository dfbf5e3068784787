import { readFileSync } from 'node:fs';

const LOOK_EVERY_MS = 500;

/**
 * Calls back once the process that started this one is gone. Under `pnpm demo` that is a chain: npx, pnpm, a shell.
 * If npx is ended, the shell lives on and knows nothing. So where the system tells (Linux), the whole chain is
 * watched as far as it belongs to our process group, that is to the same command line; elsewhere the parent alone.
 *
 * @param {() => void} onGone
 */
export function watchParents(onGone) {
  const chain = parentChain();
  const timer = setInterval(() => {
    if (chain.every(({ pid, parent }) => parentOf(pid)?.parent === parent)) return;
    clearInterval(timer);
    onGone();
  }, LOOK_EVERY_MS);
  timer.unref();
}

/** Each process of our group on the way up, with its parent. */
function parentChain() {
  const chain = [];
  const group = parentOf(process.pid)?.group;
  for (let pid = process.pid; ; ) {
    const found = parentOf(pid);
    if (found === undefined || found.group !== group || found.parent <= 1) return chain;
    chain.push({ pid, parent: found.parent });
    pid = found.parent;
  }
}

/** @param {number} pid */
function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // "pid (name) state parent group …", and the name may hold anything.
    const [, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(parent), group: Number(group) };
  } catch {
    return pid === process.pid ? { parent: process.ppid, group: 0 } : undefined;
  }
}
