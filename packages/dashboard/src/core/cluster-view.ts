import type {
  Feed,
  FeedFault,
  FeedJob,
  FeedLine,
  FeedNode,
  FeedSample,
  FeedSamples,
  FeedSpan,
} from './feed.js';
import {
  CHARTED_MAX,
  FAULTS_KEPT_MAX,
  JOBS_KEPT_MAX,
  LINES_KEPT_MAX,
  SAMPLES_MAX,
  SAMPLES_SENT_MAX,
  SPANS_KEPT_MAX,
} from './limits.js';
import { Recent } from './recent.js';

/** All that is known of a cluster: built up from what is told, at the server and in each page alike. */
export class ClusterView {
  cluster: string = '';
  since: number = 0;
  /** Of the last telling. */
  at: number = 0;
  every: number = 1;
  moreFaults: number = 0;
  readonly nodes: Map<number, FeedNode> = new Map();
  readonly jobs: Map<string, FeedJob> = new Map();
  readonly names: string[] = [];
  #spans: Recent<FeedSpan> = new Recent(SPANS_KEPT_MAX);
  #faults: Recent<FeedFault> = new Recent(FAULTS_KEPT_MAX);
  #lines: Recent<FeedLine> = new Recent(LINES_KEPT_MAX);
  #samples: Recent<FeedSamples> = new Recent(SAMPLES_MAX);

  get spans(): readonly FeedSpan[] {
    return this.#spans.values;
  }

  get faults(): readonly FeedFault[] {
    return this.#faults.values;
  }

  get lines(): readonly FeedLine[] {
    return this.#lines.values;
  }

  get samples(): readonly FeedSamples[] {
    return this.#samples.values;
  }

  apply(feed: Feed): void {
    if (feed.reset !== undefined) this.#reset(feed.reset);
    this.at = feed.at;
    for (const node of feed.nodes ?? []) this.nodes.set(node.no, node);
    for (const no of feed.gone ?? []) this.nodes.delete(no);
    for (const [place, name] of feed.names ?? []) this.names[place] = name;
    for (const job of feed.jobs ?? []) this.jobs.set(jobKey(job), job);
    this.#forgetJobs();
    if (feed.spans !== undefined) {
      this.#spans.add(feed.spans);
      this.every = feed.every ?? 1;
    }
    this.#faults.add(feed.faults ?? []);
    this.moreFaults = feed.moreFaults ?? this.moreFaults;
    this.#lines.add(feed.lines ?? []);
    this.#samples.add(feed.samples ?? []);
  }

  /** All of it, for a page that begins. */
  whole(): Feed {
    const { at, cluster, since, every, moreFaults } = this;
    const charted = Math.max(1, Math.min(this.nodes.size, CHARTED_MAX));
    const moments = Math.min(SAMPLES_MAX, Math.floor(SAMPLES_SENT_MAX / charted));
    return {
      at,
      reset: { cluster, since },
      nodes: [...this.nodes.values()],
      jobs: [...this.jobs.values()],
      names: this.names.map((name, place) => [place, name]),
      spans: this.spans,
      every,
      faults: this.#faults.last(FAULTS_KEPT_MAX),
      moreFaults,
      lines: this.#lines.last(LINES_KEPT_MAX),
      samples: this.#samples.last(moments),
    };
  }

  /** Samples of one worker, oldest first: when, and what. */
  samplesOf(worker: number): { readonly at: number; readonly sample: FeedSample }[] {
    return this.samples.flatMap(({ at, of }) => {
      const sample = of.find(([no]) => no === worker);
      return sample === undefined ? [] : [{ at, sample }];
    });
  }

  #reset({ cluster, since }: NonNullable<Feed['reset']>): void {
    this.cluster = cluster;
    this.since = since;
    this.moreFaults = 0;
    this.nodes.clear();
    this.jobs.clear();
    this.names.length = 0;
    this.#spans = new Recent(SPANS_KEPT_MAX);
    this.#faults = new Recent(FAULTS_KEPT_MAX);
    this.#lines = new Recent(LINES_KEPT_MAX);
    this.#samples = new Recent(SAMPLES_MAX);
  }

  #forgetJobs(): void {
    const most = JOBS_KEPT_MAX;
    if (this.jobs.size <= most) return;
    const ended = [...this.jobs].filter(([, { outcome }]) => outcome !== undefined);
    ended.sort(([, one], [, other]) => one.at - other.at);
    for (const [key] of ended.slice(0, this.jobs.size - most)) this.jobs.delete(key);
    // So many that go on: the oldest are told least.
    for (const key of this.jobs.keys()) {
      if (this.jobs.size <= most) break;
      this.jobs.delete(key);
    }
  }
}

export function jobKey({ client, job }: Pick<FeedJob, 'client' | 'job'>): string {
  return `${client}/${job}`;
}
