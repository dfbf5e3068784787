import { expect, test } from 'vitest';
import { runScript, type ScriptEnd } from './support/run-script.js';

/** The 2 s rule for idle clusters was not needed: the script was seen to be over. How soon is benchmarks/script-end.mjs. */
const SEEN_TO_BE_OVER_MS = 1500;

test('a script with runOnCluster alone ends by itself right after its last line', async () => {
  const { code, output, errors, lingeredMs } = await runScript(`
    import { runOnCluster } from 'zfarm';
    const factor = 3;
    console.log(await runOnCluster((n) => n * factor, [1, 2, 3]));
    console.log('last line');
  `);
  expect(errors).toBe('');
  expect(output).toBe('[ 3, 6, 9 ]\nlast line\n');
  expect(code).toBe(0);
  expect(lingeredMs).toBeLessThan(SEEN_TO_BE_OVER_MS);
});

test('the default cluster is joined again after it has left', async () => {
  const { code, output, errors } = await runScript(`
    import { runOnCluster } from 'zfarm';
    import { setTimeout as sleep } from 'node:timers/promises';
    console.log(await runOnCluster((n) => n + 1, [1]));
    await sleep(2300);
    console.log(await runOnCluster((n) => n + 2, [1]));
    console.log('last line');
  `);
  expect(errors).toBe('');
  expect(output).toBe('[ 2 ]\n[ 3 ]\nlast line\n');
  expect(code).toBe(0);
});

test('a slow consumer of an iterated job is not left behind', async () => {
  const { output, errors, lingeredMs } = await runScript(`
    import { runOnCluster } from 'zfarm';
    import { setTimeout as sleep } from 'node:timers/promises';
    let count = 0;
    for await (const n of runOnCluster((n) => n, Array.from({ length: 2000 }, (_, n) => n))) {
      if (n === 0) await sleep(2500);
      count += 1;
    }
    console.log(count);
    console.log('last line');
  `);
  expect(errors).toBe('');
  expect(output).toBe('2000\nlast line\n');
  expect(lingeredMs).toBeLessThan(SEEN_TO_BE_OVER_MS);
});

test('a job whose results nobody takes does not keep the process for ever', async () => {
  const { code, errors, lingeredMs } = await runScript(`
    import { runOnCluster } from 'zfarm';
    runOnCluster((n) => n, Array.from({ length: 100_000 }, (_, n) => n));
    runOnCluster((n) => n, [1, 2, 3]);
    console.log('last line');
  `);
  expect(errors).toBe('');
  expect(code).toBe(0);
  expect(lingeredMs).toBeLessThan(6000);
});

test('a failure that nobody observes ends the process as any unhandled rejection', async () => {
  const { code, errors } = await runScript(`
    import { runOnCluster } from 'zfarm';
    import { setTimeout as sleep } from 'node:timers/promises';
    runOnCluster(() => { throw new Error('nobody looks'); }, [1]);
    await sleep(10_000);
  `);
  expect(code).toBe(1);
  expect(errors).toContain('RemoteTaskError: item 0 failed on worker local: Error: nobody looks');
});

test('an explicit handle lives until it is closed', async () => {
  const { code, output, errors, lingeredMs } = await runScript(
    `
    import { connect } from 'zfarm';
    await using cluster = { handle: await connect(), async [Symbol.asyncDispose]() {} };
    console.log(await cluster.handle.submit((a, b) => a + b, 1, 2));
    setTimeout(async () => {
      await cluster.handle.close();
      console.log('last line');
    }, 100);
  `.replace('await using', 'const'),
  );
  expect(errors).toBe('');
  expect(output).toBe('3\nlast line\n');
  expect(code).toBe(0);
  expect(lingeredMs).toBeLessThan(SEEN_TO_BE_OVER_MS);
});

test('a task asks for its context by the import of the program', async () => {
  const { code, output, errors } = await runScript(`
    import { runOnCluster, taskContext } from 'zfarm';
    const whereAmI = () => taskContext().index * 10;
    const task = async (n) => {
      await null;
      return whereAmI() + n;
    };
    console.log(await runOnCluster(task, [1, 2, 3]));
  `);
  expect(errors).toBe('');
  expect(output).toBe('[ 1, 12, 23 ]\n');
  expect(code).toBe(0);
});

test('what is optional is not even looked for: no OpenTelemetry without an SDK, no logger', async () => {
  const told = new URL('./fixtures/tell-optional-loads.mjs', import.meta.url).href;
  const script = (sdk: string): Promise<ScriptEnd> =>
    runScript(
      `${sdk}
      import { runOnCluster } from 'zfarm';
      console.log(await runOnCluster((n) => n + 1, [1]));`,
      { NODE_OPTIONS: `--import ${told}` },
    );
  expect(await script('')).toMatchObject({ code: 0, output: '[ 2 ]\n', errors: '' });
  // As the API does it where an SDK registers itself; this proves that a load would be told.
  const registered = "globalThis[Symbol.for('opentelemetry.js.api.1')] = { version: '1.9.0', trace: {} };";
  expect((await script(registered)).errors).toContain('@opentelemetry/api in the process\n');
});
