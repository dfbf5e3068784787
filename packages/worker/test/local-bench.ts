import { afterEach } from 'vitest';
import { LocalWorker, type LocalWorkerOptions } from '../dist/index.js';
import { TestClient } from './test-client.js';

const workers: LocalWorker[] = [];

/** A local worker of one thread and a client linked with it; closed after the test. */
export async function setUp(
  options: LocalWorkerOptions = {},
): Promise<{ worker: LocalWorker; client: TestClient }> {
  const worker = new LocalWorker({ threads: 1, cancelGraceMs: 100, ...options });
  workers.push(worker);
  const client = new TestClient();
  worker.connect(client);
  await client.linked;
  return { worker, client };
}

afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close()));
});

export function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
