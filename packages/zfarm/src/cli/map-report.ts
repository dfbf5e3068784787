import { progressLanes, progressText } from '@zfarm/scheduler';
import type { Cluster, Job, TaskLog } from '../index.js';
import { messageOf } from './exit.js';
import { printable } from './printable.js';
import { ProgressLine } from './progress-line.js';
import { countOf } from './terminal.js';
import { rateText } from './top/figures.js';

/** Where nobody is named any more in the summary, since the line would grow too long. */
const NAMED_WORKERS_MAX = 4;

/** When somebody waits this long for a worker, they should know. */
const NOTICE_AFTER_MS = 3000;

/** What `zfarm map` says of its job on stderr. */
export class MapReport {
  readonly #cluster: Cluster;
  readonly #quiet: boolean;
  readonly #line: ProgressLine;
  #notice: NodeJS.Timeout | undefined;

  constructor(cluster: Cluster, quiet: boolean) {
    this.#cluster = cluster;
    this.#quiet = quiet;
    this.#line = new ProgressLine(process.stderr);
  }

  begin(job: Job<unknown>): void {
    if (this.#quiet) return;
    // Where somebody types the input, what they type would run into it.
    if (process.stderr.isTTY && !process.stdin.isTTY) {
      const lanes = progressLanes(this.#cluster);
      this.#line.begin(() =>
        [this.#progressText(job), ...lanes().map((lane) => `  ${printable(lane)}`)].join('\n'),
      );
    }
    this.#notice = setTimeout(() => this.#noticeWaiting(), NOTICE_AFTER_MS).unref();
  }

  /** Makes room for results, where they share the terminal. */
  hide(): void {
    if (process.stdout.isTTY) this.#line.hide();
  }

  show(): void {
    if (process.stdout.isTTY) this.#line.show();
  }

  /** What a function prints is no result: standard output is for those. */
  log({ worker, index, text }: Pick<TaskLog, 'worker' | 'index' | 'text'>): void {
    this.#write(text.replaceAll(/^/gm, `[${printable(worker)} ${index + 1}] `));
  }

  /** Of a line whose failure does not end the job. */
  failure(error: unknown): void {
    this.#say(`zfarm: ${messageOf(error)}`);
  }

  end(): void {
    clearTimeout(this.#notice);
    this.#line.end();
  }

  summary(job: Job<unknown>, cancelled: boolean): void {
    if (this.#quiet) return;
    const { items, elapsedMs, workers } = job.stats;
    const time = elapsedMs < 1000 ? `${Math.ceil(elapsedMs)} ms` : `${(elapsedMs / 1000).toFixed(1)} s`;
    const head = `${cancelled ? 'cancelled after ' : ''}${countOf(items, 'line')} in ${time}`;
    this.#say(`${head} (${rateText((1000 * items) / Math.max(elapsedMs, 1))}/s)${this.#whoWorked(workers)}`);
  }

  #whoWorked(workers: Readonly<Record<string, number>>): string {
    const entries = Object.entries(workers).sort(([, one], [, other]) => other - one);
    if (entries.length === 0) return '';
    if (entries.length === 1 && this.#isLocal(entries[0]?.[0])) return ' on this machine';
    const named = entries.map(([name, items]) => `${name} ${items.toLocaleString('en')}`).join(', ');
    return ` on ${countOf(entries.length, 'worker')}${entries.length > NAMED_WORKERS_MAX ? '' : `: ${named}`}`;
  }

  #isLocal(name: string | undefined): boolean {
    return this.#cluster.workers().some((worker) => worker.address === 'local' && worker.name === name);
  }

  #progressText(job: Job<unknown>): string {
    const workers = this.#cluster.workers();
    if (workers.length === 0) return 'waiting for a worker';
    const away = workers.filter(({ address }) => address !== 'local').length;
    const where = away === 0 ? 'this machine' : countOf(away, 'worker');
    return progressText({ name: '', progress: job.progress, stats: job.stats, where });
  }

  #noticeWaiting(): void {
    if (this.#cluster.workers().length > 0) return;
    const { cluster, interface: on, port } = this.#cluster.options;
    this.#say(`no worker of cluster "${cluster}" on ${on}:${port} so far; start one: zfarm worker`);
  }

  #say(text: string): void {
    this.#write(printable(text));
  }

  #write(text: string): void {
    this.#line.hide();
    process.stderr.write(`${text}\n`);
    this.#line.show();
  }
}
