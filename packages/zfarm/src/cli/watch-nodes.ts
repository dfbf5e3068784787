import type { ClusterObserver, ObserverEvent } from '@zfarm/scheduler';
import { EXIT } from './exit.js';
import { rowOf } from './node-row.js';
import type { NodesFlags } from './nodes-command.js';
import { nodesTable } from './nodes-table.js';
import { printable } from './printable.js';
import { readKeys } from './screen/keys.js';
import { LiveScreen } from './screen/live-screen.js';
import { onEnding } from './signals.js';
import { colorsFor, isScreen } from './terminal.js';

const EVENTS = ['node-joined', 'node-left', 'load-changed', 'jobs-changed'] as const;

type NodeEvent = ObserverEvent & { readonly type: (typeof EVENTS)[number] };

/** Tells of every change until somebody ends that; resolves with the exit code. */
export async function watchNodes(
  observer: ClusterObserver,
  { json }: NodesFlags,
  where: string,
): Promise<number> {
  const ended = new Promise<number>((end) => {
    onEnding(end);
    process.stdout.on('error', () => end(EXIT.ok));
    if (json !== true && isScreen(process.stdout)) {
      readKeys(process.stdin, (key) => {
        if (key === 'q' || key === 'escape') end(EXIT.ok);
        else if (key === 'ctrl-c') end(EXIT.interrupted);
      });
    }
  });
  if (json === true) return await follow(observer, ended, jsonLine);
  if (!isScreen(process.stdout)) return await follow(observer, ended, textLine);
  using screen = new LiveScreen(process.stdout, ({ columns, rows }) => table(observer, where, columns, rows));
  screen.open();
  for (const type of EVENTS) observer.on(type, () => screen.draw());
  return await ended;
}

function follow(
  observer: ClusterObserver,
  ended: Promise<number>,
  line: (event: NodeEvent) => string,
): Promise<number> {
  const tell = (event: NodeEvent): boolean => process.stdout.write(`${line(event)}\n`);
  for (const node of observer.nodes()) tell({ type: 'node-joined', node });
  for (const type of EVENTS) observer.on(type, tell);
  return ended;
}

function jsonLine({ type, node }: NodeEvent): string {
  return JSON.stringify({ type, at: Date.now(), node: { ...rowOf(node), jobs: node.jobs } });
}

function textLine({ type, node }: NodeEvent): string {
  const time = new Date().toISOString().slice(11, 19);
  const { busy = 0, slots = 0, queued = 0, done = 0, draining = false } = rowOf(node);
  const load = `${busy}/${slots} busy, ${queued} queued, ${done} done${draining ? ', draining' : ''}`;
  const running = (node.jobs?.jobs.length ?? 0) + (node.jobs?.more ?? 0);
  const what = {
    'node-joined': `${node.role} at ${node.address} is here`,
    'node-left': `${node.role} has left`,
    'load-changed': load,
    'jobs-changed': `${running} jobs`,
  };
  return printable(`${time} ${node.name}: ${what[type]}`);
}

function table(observer: ClusterObserver, where: string, columns: number, height: number): string[] {
  const rows = observer.nodes().map(rowOf);
  const { bold, dim } = colorsFor(process.stdout);
  const title = dim(`${where}: ${rows.length} here; q ends`.slice(0, columns));
  const lines = rows.length === 0 ? [] : nodesTable(rows, columns, bold).trimEnd().split('\n');
  const room = height - 2;
  const left = lines.length - room;
  return [title, '', ...(left > 0 ? [...lines.slice(0, room - 1), `… ${left + 1} more`] : lines)];
}
