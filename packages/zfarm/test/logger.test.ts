import { ClusterWorker } from '@zfarm/worker';
import { ZreNode } from '@zfarm/zre';
import { type Level, type Logger as Pino, pino } from 'pino';
import { expect, test } from 'vitest';
import { connect, OptionError } from '../dist/index.js';
import { privateNetwork, startWorker, zfarm } from './cli-process.js';
import { beaconPort } from './support/free-port.js';

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly [field: string]: unknown;
}

function recorder(level: Level): { readonly logger: Pino; readonly lines: Line[] } {
  const lines: Line[] = [];
  const logger = pino({ level }, { write: (line: string) => void lines.push(JSON.parse(line) as Line) });
  return { logger, lines };
}

test('a logger of pino is told of workers and clients, and in order of what tasks print', async () => {
  const place = { port: beaconPort(), interface: '127.0.0.1' };
  const [ofWorker, ofClient] = [recorder('debug'), recorder('info')];
  const logger = ofWorker.logger.child({ machine: 'here' });
  await using worker = new ClusterWorker({ name: 'red', threads: 1, logger, ...place });
  await worker.start();
  await using cluster = await connect({
    local: 'never',
    minWorkers: 1,
    name: 'program',
    logger: ofClient.logger,
    ...place,
  });
  await cluster.map(
    (n: number) => {
      console.log('begins', n);
      console.error('complains', n);
      console.log('ends', n);
      return n;
    },
    [0, 1, 2],
  );
  await cluster.submit(() => console.log('submitted'));
  const printed = ofClient.lines.filter(({ stream }) => stream !== undefined);
  expect(printed.map(({ level, worker: name, index, msg }) => [level, name, index, msg])).toEqual([
    ...[0, 1, 2].flatMap((n) => [
      [30, 'red', n, `begins ${n}`],
      [40, 'red', n, `complains ${n}`],
      [30, 'red', n, `ends ${n}`],
    ]),
    [30, 'red', 0, 'submitted'],
  ]);
  expect(ofClient.lines[0]).toMatchObject({ msg: 'worker red is here', type: 'worker-joined' });
  expect(ofWorker.lines.map(({ msg }) => msg)).toContain('client program is here');
  expect(ofWorker.lines.every(({ machine }) => machine === 'here')).toBe(true);
});

test('what goes wrong is logged as that: a thread that dies, at both ends', async () => {
  const place = { port: beaconPort(), interface: '127.0.0.1' };
  const [ofWorker, ofClient] = [recorder('warn'), recorder('warn')];
  await using worker = new ClusterWorker({ name: 'red', threads: 1, logger: ofWorker.logger, ...place });
  await worker.start();
  await using cluster = await connect({ local: 'never', minWorkers: 1, logger: ofClient.logger, ...place });
  const job = cluster.map(
    function leave(_: number): never {
      return process.exit(3);
    },
    [7],
    { lossesMax: 0 },
  );
  await expect(job).rejects.toThrow();
  expect(ofWorker.lines).toMatchObject([{ level: 40, death: 'exit', item: 0 }]);
  expect(ofClient.lines.map(({ level, type }) => [level, type])).toEqual([
    [50, 'item-poisoned'],
    [50, 'job-ended'],
  ]);
});

test('a node tells whom it meets', async () => {
  const { logger, lines } = recorder('debug');
  const port = beaconPort();
  const [one, two] = ['one', 'two'].map((name) => {
    return new ZreNode({ name, interface: '127.0.0.1', port, ...(name === 'one' ? { logger } : {}) });
  }) as [ZreNode, ZreNode];
  await one.start();
  await two.start();
  await expect.poll(() => lines.map(({ msg }) => msg)).toContain('two enters');
  await two.stop();
  await expect.poll(() => lines.map(({ msg }) => msg)).toContain('two exits');
  await one.stop();
});

test('what is no logger is refused by name', async () => {
  await expect(connect({ local: 'always', logger: console.log as never })).rejects.toThrow(OptionError);
});

test('zfarm worker logs JSON if asked to, as much as it is asked for', async () => {
  const network = await privateNetwork();
  const args = ['--name', 'red', '--threads', '1', '--log-format', 'json', '--log-level', 'debug'];
  await using worker = await startWorker([...args, ...network]);
  const { stdout } = await zfarm(['map', '-e', 'x => x + x', '--local', 'never', ...network], 'a\n');
  expect(stdout).toBe('aa\n');
  worker.signal('SIGTERM');
  const outcome = await worker.outcome;
  const lines = outcome.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  expect(lines.every(({ worker: name }) => name === 'red')).toBe(true);
  expect(lines.find(({ msg }) => msg.includes(' serves '))).toMatchObject({ level: 30, threads: 1 });
  expect(lines.find(({ msg }) => msg.startsWith('client '))).toMatchObject({ level: 20 });
  expect(lines.at(-1)).toMatchObject({ msg: 'left after 1 item', itemsDone: 1 });
  expect(outcome.stderr).toBe('');
});
