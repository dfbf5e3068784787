import { type Assign, attemptId, jobId, type NodeId } from '@zfarm/cluster-core/core';
import { describe, expect, test } from 'vitest';
import type { JobPlan } from '../job-plan.js';
import { type ItemRun, type Observation, show } from '../observation.js';
import { FairShareChecker } from './fair-share.js';

const WORKER = 'W1.1';
const CODE = 'code';

/** A worker of one slot, as the checker sees it. */
class Scene {
  #now = 0;
  readonly #checker: FairShareChecker = new FairShareChecker(() => this.#now);

  code(client: NodeId): void {
    const value = { owner: client, id: 1, bytes: 4 };
    this.#show({
      kind: 'worker-heard',
      worker: WORKER,
      slots: 1,
      client,
      message: { kind: 'code-put', code: CODE, value },
    });
  }

  assign(client: NodeId, attempt: number): void {
    const message = { kind: 'assign', attempt: attemptId(attempt), job: jobId(1), code: CODE } as Assign;
    this.#show({ kind: 'worker-heard', worker: WORKER, slots: 1, client, message });
  }

  serve(client: NodeId, attempt: number, tookMs: number): void {
    const plan = { client, policy: {} } as JobPlan;
    const run: ItemRun = { worker: WORKER, plan, attempt: attemptId(attempt), item: 0 };
    this.#show({ kind: 'item-began', run });
    this.#now += tookMs;
    this.#show({ kind: 'item-ended', run, tookMs });
  }

  lose(client: NodeId): void {
    this.#show({ kind: 'worker-lost', worker: WORKER, client });
  }

  #show(event: Observation): void {
    show(this.#checker, event);
  }
}

describe('fair-share', () => {
  test('who waits and is passed over too long is found', () => {
    const scene = new Scene();
    scene.code('C1');
    for (let attempt = 1; attempt <= 100; attempt += 1) scene.assign('C1', attempt);
    scene.assign('C2', 1);
    const starve = (): void => {
      for (let attempt = 1; attempt <= 50; attempt += 1) scene.serve('C1', attempt, 10);
    };
    expect(starve).toThrow('W1.1 has served C1');
  });

  test('what a client was served in an earlier session is not held against it', () => {
    const scene = new Scene();
    scene.code('C1');
    for (let attempt = 1; attempt <= 100; attempt += 1) {
      scene.assign('C1', attempt);
      scene.serve('C1', attempt, 10);
    }
    scene.assign('C2', 1);
    scene.assign('C2', 2);
    scene.lose('C1');
    scene.assign('C1', 101);
    expect(() => scene.serve('C2', 1, 2)).not.toThrow();
  });
});
