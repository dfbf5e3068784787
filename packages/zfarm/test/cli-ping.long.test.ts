import { ZreNode } from '@zfarm/zre';
import { describe, expect, it } from 'vitest';
import { CliProcess, privateNetwork, startWorker, zfarm } from './cli-process.js';
import { ofThisUser } from './support/this-user.js';

const logged = /^I: \d\d-\d\d-\d\d \d\d:\d\d:\d\d (.*)$/;

/** The lines without their dates. */
function texts(stdout: string): string[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => logged.exec(line)?.[1] ?? `not logged: ${line}`);
}

describe('zfarm ping', () => {
  it('exchanges pings with another one, and logs them as zpinger does', async () => {
    const network = await privateNetwork();
    await using red = new CliProcess(['ping', '--name', 'red', ...network]);
    await red.said(/Create Zyre node/);
    const blue = await zfarm(['ping', '--name', 'blue', '--count', '2', '--seconds', '15', ...network]);
    expect(blue).toMatchObject({ code: 0, stderr: '' });
    const [created, ...rest] = texts(blue.stdout);
    expect(created).toMatch(/^Create Zyre node, uuid=[0-9A-F]{32}, name=blue$/);
    expect(rest).toEqual([
      '[red] peer entered',
      '[red] received ping (WHISPER)',
      '[red](GLOBAL) received ping (SHOUT)',
    ]);
    await red.said(/\[blue\] peer exited/);
    expect(texts(red.stdout).slice(1)).toEqual([
      '[blue] peer entered',
      '[blue] received ping (WHISPER)',
      '[blue](GLOBAL) received ping (SHOUT)',
      '[blue] peer exited',
    ]);
    red.signal('SIGINT');
    expect(await red.outcome).toMatchObject({ code: 130, stderr: '' });
  });

  it('whispers Hello to whoever enters, and shouts it for each whisper, whatever that says', async () => {
    const network = await privateNetwork();
    await using node = new ZreNode({
      name: 'plain',
      interface: '127.0.0.1',
      ...ofThisUser,
      port: Number(network[3]),
    });
    node.join('GLOBAL');
    const heard: string[] = [];
    node.on('whisper', ({ peer, content }) => {
      heard.push(`whisper ${content.join('|')}`);
      node.whisper(peer, ['one', 'two']);
    });
    node.on('shout', ({ group, content }) => heard.push(`shout ${group} ${content.join('|')}`));
    await node.start();
    const { stdout } = await zfarm(['ping', '--count', '1', '--seconds', '15', ...network]);
    expect(texts(stdout).slice(1)).toEqual(['[plain] peer entered', '[plain] received ping (WHISPER)']);
    expect(heard).toEqual(['whisper Hello', 'shout GLOBAL Hello']);
  });

  it('prints a line of JSON for each event', async () => {
    const network = [...(await privateNetwork()), '--insecure'];
    await using node = new ZreNode({
      name: 'plain\u001b[2J',
      headers: { 'X-K': 'v' },
      interface: '127.0.0.1',
      port: Number(network[3]),
    });
    node.on('enter', ({ peer }) => node.whisper(peer, 'Hello'));
    await node.start();
    const { code, stdout } = await zfarm(['ping', '--json', '--count', '1', '--seconds', '15', ...network]);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    const news = lines.map((line) => JSON.parse(line) as { time: string; type: string });
    const peer = { time: expect.stringMatching(/^\d{4}-.*Z$/), peer: node.uuid, name: 'plain\u001b[2J' };
    expect(news).toEqual([
      expect.objectContaining({ type: 'start', peer: expect.stringMatching(/^[0-9A-F]{32}$/) }),
      { ...peer, type: 'enter', endpoint: node.endpoint, headers: { 'X-K': 'v' } },
      { ...peer, type: 'whisper' },
    ]);
    expect(stdout).not.toContain('\u001b');
  });

  it('sees workers, which do not mind', async () => {
    const network = await privateNetwork();
    await using worker = await startWorker(['--name', 'busy', '--threads', '1', ...network]);
    await using ping = new CliProcess(['ping', ...network]);
    await ping.said(/\[busy\] peer entered/);
    const args = ['map', '-e', 'x => x', '--local', 'never', ...network];
    expect((await zfarm(args, 'a\n')).stdout).toBe('a\n');
    expect(worker.stderr).toBe('');
  });

  it('fails when the time runs out before the count, or before any ping', async () => {
    const network = await privateNetwork();
    expect(await zfarm(['ping', '--seconds', '1', ...network])).toMatchObject({ code: 1, stderr: '' });
    await using _other = new CliProcess(['ping', ...network]);
    const wait = ['--seconds', '2', ...network];
    const [any, many] = await Promise.all([
      zfarm(['ping', ...wait]),
      zfarm(['ping', '--count', '99', ...wait]),
    ]);
    expect([any.code, many.code]).toEqual([0, 1]);
  });

  it('ends well when nobody reads on, as head does', async () => {
    const network = await privateNetwork();
    await using reader = new CliProcess(['ping', ...network]);
    await reader.said(/Create Zyre node/);
    reader.child.stdout.destroy();
    await using _other = new CliProcess(['ping', ...network]);
    expect((await reader.outcome).code).toBe(0);
  });
});

describe('zfarm ping on the command line', () => {
  it('has help with an example', async () => {
    const { code, stdout } = await zfarm(['ping', '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Examples:\n {2}\$ zfarm ping\n/);
    expect(stdout).toContain('Exit codes:');
    expect(stdout).not.toContain('--cluster');
    expect(stdout.split('\n').filter((line) => line.length > 82)).toEqual([]);
  });

  it.each<[string[], number, RegExp]>([
    [['--count', '0'], 2, /^zfarm: .*--count <n>.*whole number from 1 .*see zfarm ping --help\n$/],
    [['--seconds', 'x'], 2, /^zfarm: .*--seconds <n>.*\n$/],
    [['--interface', 'nope0'], 1, /^zfarm: there is no network interface "nope0".*\n$/],
  ])('%j is answered by one line', async (args, code, line) => {
    expect(await zfarm(['ping', ...args])).toEqual({ code, stdout: '', stderr: expect.stringMatching(line) });
  });
});
