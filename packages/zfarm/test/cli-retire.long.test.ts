import { describe, expect, it } from 'vitest';
import { CliProcess, privateNetwork, startWorker, zfarm } from './cli-process.js';

describe('zfarm drain and stop', () => {
  it('drain waits until the worker has finished what it has begun; its results arrive', async () => {
    const network = await privateNetwork();
    await using red = await startWorker(['--name', 'red', '--threads', '1', ...network]);
    await using job = new CliProcess([
      'map',
      '--exec',
      'sh -c "sleep 0.7; echo done-{}"',
      '--local',
      'never',
      '--chunk',
      '1',
      ...network,
    ]);
    job.child.stdin.end('a\n');
    await using busy = new CliProcess(['nodes', '--watch', '--json', ...network]);
    await busy.said(/"busy":1/);

    const drained = await zfarm(['drain', 'red', '--json', ...network]);
    expect(drained.code).toBe(0);
    expect(JSON.parse(drained.stdout)).toEqual([
      { id: expect.stringMatching(/^[0-9A-F]{32}$/), name: 'red', left: true, ms: expect.any(Number) },
    ]);
    expect((await job.outcome).stdout).toBe('done-a\n');
    expect(await red.outcome).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/asks this worker to drain\nleft after 1 item\n$/),
    });
  });

  it('stop makes it leave at once, named by the start of its id; the job goes on elsewhere', async () => {
    const network = await privateNetwork();
    await using red = await startWorker(['--name', 'red', ...network]);
    await using _blue = await startWorker(['--name', 'blue', ...network]);
    const rows = JSON.parse((await zfarm(['nodes', '--json', ...network])).stdout) as {
      id: string;
      name: string;
    }[];
    const id = rows.find(({ name }) => name === 'red')?.id.slice(0, 8) ?? '';
    const stopped = await zfarm(['stop', id.toLowerCase(), ...network]);
    expect(stopped).toMatchObject({ code: 0, stderr: '' });
    expect(stopped.stdout).toMatch(/^red is to leave at once\nred has left after \d+\.\d s\n$/);
    expect((await red.outcome).code).toBe(0);

    await using _twin = await startWorker(['--name', 'blue', ...network]);
    const twins = await zfarm(['stop', 'blue', ...network]);
    expect(twins.code).toBe(1);
    expect(twins.stderr).toMatch(
      /^zfarm: blue could be any of [0-9A-F]{8} \(blue\), [0-9A-F]{8} \(blue\); name one/,
    );

    const gone = await zfarm(['drain', 'red', ...network]);
    expect(gone.code).toBe(1);
    expect(gone.stderr).toMatch(
      /^zfarm: no worker "red" in cluster "default" on .*there is: blue, blue\. See/,
    );
  });
});
