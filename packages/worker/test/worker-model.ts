import { type AttemptId, attemptId, jobId, type ToClient, type ValueRef } from '@zfarm/cluster-core/core';
import { expect } from 'vitest';
import { WorkerCore } from '../src/core/worker-core.js';
import type { WorkerInput } from '../src/core/worker-input.js';
import type { RunSpec, WorkerOutput } from '../src/core/worker-output.js';
import { RESERVATIONS, STOCK } from './core-bench.js';

const value: ValueRef = { owner: 'model', id: 0, bytes: 1 };
export const CODES: readonly string[] = ['x', 'y', 'z'];
const ENDED = { kind: 'job-ended', job: jobId(1) } as const;

/** What a client knows of one of its attempts. */
interface Seen {
  readonly first: number;
  end: number;
  readonly reported: Set<number>;
  /** Finished by threads that died before they could tell: the report of the guilty item skips them. */
  readonly untold: Set<number>;
  over: boolean;
}

interface ThreadRun {
  readonly spec: RunSpec;
  next: number;
  end: number;
}

/** A worker's surroundings, simple enough to be right: clients that believe what they are told, threads that do as told. */
export class Model {
  now = 0;
  readonly core = new WorkerCore({ slots: 3, ...STOCK, cancelGraceMs: 100 });
  readonly clients = new Map<string, Map<AttemptId, Seen>>();
  readonly threads: ThreadRun[][] = [[], [], []];
  readonly kept = new Set<string>();
  readonly down = new Set([0, 1, 2]);
  #attempts = 0;
  drained = false;

  input(input: WorkerInput): void {
    const outputs = this.core.handle(input, this.now);
    this.core.sanityCheck();
    const answers: WorkerInput[] = [];
    for (const output of outputs) this.#perform(output, answers);
    for (const answer of answers) this.input(answer);
  }

  #perform(output: WorkerOutput, answers: WorkerInput[]): void {
    switch (output.kind) {
      case 'send':
        this.#receive(output.client, output.message);
        break;
      case 'run':
        expect(this.down.has(output.slot)).toBe(false);
        for (const spec of output.runs) {
          expect(this.kept.has(spec.code) && this.kept.has(spec.setup ?? spec.code)).toBe(true);
          this.threads[output.slot]?.push({ spec, next: spec.from, end: spec.to });
          const { reported } = this.#seen(spec);
          for (let item = spec.from; item < spec.to; item += 1) expect(reported.has(item)).toBe(false);
        }
        break;
      case 'keep-code':
        this.kept.add(output.code);
        break;
      case 'drop-code':
        this.kept.delete(output.code);
        break;
      case 'end-setup':
        for (const { spec, next, end } of this.threads.flat())
          expect(spec.client === output.client && spec.setup !== undefined && next < end).toBe(false);
        break;
      case 'cut-run':
      case 'interrupt': {
        const run = this.threads[output.slot]?.find((held) => held.spec.run === output.run);
        if (run === undefined) throw new Error('The core names a run that the slot has not got.');
        run.end = Math.min(run.end, run.next);
        if (output.kind === 'cut-run')
          answers.push({ kind: 'slot-cut', slot: output.slot, run: output.run, end: run.end });
        break;
      }
      case 'end-thread':
        answers.push(...this.death(output.slot));
        break;
      case 'drained':
        for (const seen of this.clients.values())
          expect([...seen.values()].every((one) => one.over)).toBe(true);
        this.drained = true;
        break;
      case 'drop':
        throw new Error(`The model sends no nonsense, but ${output.reason} was dropped.`);
      default:
        break;
    }
  }

  #receive(client: string, message: ToClient): void {
    if (!('attempt' in message)) return;
    const seen = this.clients.get(client)?.get(message.attempt);
    if (seen === undefined || seen.over)
      throw new Error(`${client} is told ${message.kind} of an attempt that is over.`);
    const report = (item: number): void => {
      expect(item >= seen.first && item < seen.end && !seen.reported.has(item)).toBe(true);
      seen.reported.add(item);
    };
    if (message.kind === 'slice') for (let i = 0; i < message.count; i++) report(message.first + i);
    if (message.kind === 'failed') {
      for (const item of seen.untold) if (item < message.item) report(item);
      seen.untold.clear();
      report(message.item);
    }
    if (message.kind === 'cut') {
      expect(message.end).toBeLessThanOrEqual(seen.end);
      expect([...seen.reported].every((item) => item < message.end)).toBe(true);
      seen.end = message.end;
      seen.over = message.end === seen.first;
    }
    if (message.kind === 'done') {
      expect(seen.reported.size).toBe(seen.end - seen.first);
      seen.over = true;
    }
  }

  #seen({ client, attempt }: RunSpec): Seen {
    const seen = this.clients.get(client)?.get(attempt);
    if (seen === undefined) throw new Error(`${client} has no attempt ${attempt} to be run.`);
    return seen;
  }

  /** @param untold how many items the thread has finished without telling, if there are so many. */
  death(slot: number, untold = 0): WorkerInput[] {
    const run = this.threads[slot]?.find((held) => held.next < held.end);
    if (this.down.has(slot)) return [];
    this.threads[slot] = [];
    this.down.add(slot);
    if (run === undefined) return [{ kind: 'slot-died', slot }];
    const item = Math.min(run.next + untold, run.end - 1);
    const seen = this.clients.get(run.spec.client)?.get(run.spec.attempt);
    for (let lost = run.next; lost < item; lost += 1) seen?.untold.add(lost);
    const guilty = { run: run.spec.run, item, fault: 'thread', failure: value } as const;
    return [{ kind: 'slot-died', slot, guilty }];
  }

  open(client: string): void {
    if (this.clients.has(client)) return;
    this.clients.set(client, new Map());
    this.input({ kind: 'session-opened', client });
  }

  close(client: string): void {
    if (!this.clients.delete(client)) return;
    this.input({ kind: 'session-closed', client });
  }

  assign(client: string, first: number, count: number, code: string): void {
    const seen = this.clients.get(client);
    if (seen === undefined) return;
    this.#attempts += 1;
    const attempt = attemptId(this.#attempts);
    seen.set(attempt, { first, end: first + count, reported: new Set(), untold: new Set(), over: false });
    const message = {
      kind: 'assign',
      attempt,
      job: jobId(1),
      code,
      call: 'item',
      first,
      count,
      items: value,
      tries: 0,
      console: 'forward',
      setup: count % 3 === 0 ? CODES[first % 3] : undefined,
      reservation: RESERVATIONS[first % 5],
    } as const;
    this.input({ kind: 'messages', client, messages: [message] });
  }

  end(client: string, kind: 'cancel' | 'retract', pick: number): void {
    const seen = this.clients.get(client);
    const live = [...(seen ?? [])].filter(([, one]) => !one.over);
    const [attempt] = live[pick % live.length] ?? [];
    if (attempt === undefined) return;
    if (kind === 'cancel') seen?.delete(attempt);
    this.input({ kind: 'messages', client, messages: [{ kind, attempt }] });
  }

  say(
    client: string,
    message: { kind: 'demand'; chunks: number; weight: number } | { kind: 'code-put'; code: string },
  ): void {
    if (!this.clients.has(client)) return;
    const full = message.kind === 'demand' ? { ...message, estimatedMs: 1 } : { ...message, value };
    this.input({ kind: 'messages', client, messages: [full] });
  }

  /** Lets a slot's thread get on by one step: come up, run some items, fail one, or finish a run. */
  step(slot: number, items: number, fails: boolean): void {
    if (this.down.delete(slot)) {
      this.input({ kind: 'slot-ready', slot });
      return;
    }
    const [run] = this.threads[slot] ?? [];
    if (run === undefined) return;
    const count = Math.min(items, run.end - run.next);
    const at = { slot, run: run.spec.run };
    const failed = { kind: 'slot-failed', ...at, item: run.next, fault: 'task', failure: value } as const;
    const first = run.next;
    run.next += fails ? Math.min(1, count) : count;
    if (fails && count > 0) this.input(failed);
    else if (count > 0) this.input({ kind: 'slot-slice', ...at, first, count, values: value });
    if (run.next < run.end) return;
    this.threads[slot]?.shift();
    this.input({ kind: 'slot-done', ...at, busyMs: count / 4, linesDropped: 0 });
  }

  pass(ms: number): void {
    this.now += ms;
    const due = this.core.nextDeadline();
    if (due !== undefined && due <= this.now) this.input({ kind: 'tick' });
  }

  /** No more faults: everything that is wanted must come to its end. */
  settle(): void {
    for (const code of CODES)
      for (const client of this.clients.keys()) this.say(client, { kind: 'code-put', code });
    for (let round = 0; round < 2000; round++) {
      for (const slot of [0, 1, 2]) this.step(slot, 1000, false);
      this.pass(10);
    }
    for (const seen of this.clients.values()) for (const one of seen.values()) expect(one.over).toBe(true);
    for (const client of this.clients.keys()) this.input({ kind: 'messages', client, messages: [ENDED] });
    expect(this.core.idle).toBe(true);
    expect(this.core.nextDeadline()).toBeUndefined();
  }
}
