import { describe, expect, it } from 'vitest';
import { freeUdpPort, next, TestNodes } from './nodes.js';

describe('two nodes on one host', () => {
  it('enter at each other with name, headers, endpoint and groups', async () => {
    await using nodes = new TestNodes(await freeUdpPort());
    const first = nodes.make({ name: 'first', headers: { 'X-HELLO': 'World', 'X-ÄÖ': 'grün' } });
    const second = nodes.make({ name: 'zwölf' });
    first.join('GLOBAL');
    const entered = Promise.all([next(first, 'enter'), next(second, 'enter'), next(second, 'join')]);
    await first.start();
    await second.start();
    const [atFirst, atSecond, joined] = await entered;
    expect(atFirst).toMatchObject({
      peer: second.uuid,
      name: 'zwölf',
      headers: {},
      endpoint: second.endpoint,
    });
    expect(atSecond).toMatchObject({
      peer: first.uuid,
      name: 'first',
      headers: { 'X-HELLO': 'World', 'X-ÄÖ': 'grün' },
    });
    expect(joined).toEqual({ type: 'join', peer: first.uuid, name: 'first', group: 'GLOBAL' });
    expect(second.peers()).toEqual([first.uuid]);
    expect(second.peersByGroup('GLOBAL')).toEqual([first.uuid]);
    expect(second.peerGroups()).toEqual(['GLOBAL']);
    expect(second.peerHeader(first.uuid, 'X-HELLO')).toBe('World');
    expect(second.peerAddress(first.uuid)).toBe(first.endpoint);
    expect(second.peerName(first.uuid)).toBe('first');
  });

  it('whisper any number of frames, unchanged and in order', async () => {
    await using nodes = new TestNodes(await freeUdpPort());
    const [first, second] = await nodes.pair();
    const big = Buffer.alloc(1 << 20, 7);
    const contents = [['text', Buffer.from([0, 255, 0]), ''], [big], [], 'one'] as const;
    const received: Buffer[][] = [];
    const all = next(second, 'whisper', ({ content }) => received.push(content) === contents.length);
    for (const content of contents) expect(first.whisper(second.uuid, content)).toBe(true);
    await all;
    expect(received.map((frames) => frames.map((frame) => frame.length))).toEqual([
      [4, 3, 0],
      [1 << 20],
      [0],
      [3],
    ]);
    expect(received[0]?.[1]).toEqual(Buffer.from([0, 255, 0]));
    expect(received[1]?.[0]?.equals(big)).toBe(true);
  });

  it('whisper 10,000 messages of three frames in one go', async () => {
    await using nodes = new TestNodes(await freeUdpPort());
    const [first, second] = await nodes.pair();
    let count = 0;
    const all = next(second, 'whisper', ({ content }) => {
      expect(content[2]?.toString()).toBe(String(count));
      count += 1;
      return count === 10_000;
    });
    for (let index = 0; index < 10_000; index += 1) {
      expect(first.whisper(second.uuid, ['frame', Buffer.alloc(200), String(index)])).toBe(true);
    }
    await all;
    expect(first.stats().queuedBytes).toBe(0);
  });

  it('refuse to whisper to a stranger, and count it', async () => {
    await using nodes = new TestNodes(await freeUdpPort());
    const [first] = await nodes.pair();
    expect(first.whisper('0'.repeat(32), 'anyone?')).toBe(false);
    expect(first.stats().irregularities).toEqual({ 'recipient-unknown': 1 });
  });

  it('stop reading while an events() queue is full, and lose nothing', async () => {
    await using nodes = new TestNodes(await freeUdpPort());
    const [first, second] = await nodes.pair();
    const events = second.events();
    const total = 5_000;
    for (let index = 0; index < total; index += 1) first.whisper(second.uuid, String(index));
    let count = 0;
    for await (const event of events) {
      if (event.type !== 'whisper') continue;
      expect(event.content[0]?.toString()).toBe(String(count));
      count += 1;
      if (count === total) break;
    }
    expect(count).toBe(total);
  });
});

describe('groups', () => {
  it('39: carry joins, leaves and shouts between five nodes', async () => {
    await using nodes = new TestNodes(await freeUdpPort());
    const all = Array.from({ length: 5 }, (_, index) => nodes.make({ name: `node-${index}` }));
    const [speaker, ...others] = all;
    if (speaker === undefined) throw new Error('unreachable');
    const members = others.slice(0, 3);
    for (const member of members) member.join('chat');
    const met = all.map((node) => next(node, 'enter', () => node.peers().length === all.length - 1));
    for (const node of all) await node.start();
    await Promise.all(met);

    expect(new Set(speaker.peersByGroup('chat'))).toEqual(new Set(members.map(({ uuid }) => uuid)));
    const shouts = Promise.all(members.map((member) => next(member, 'shout')));
    let overheard = 0;
    others[3]?.on('shout', () => (overheard += 1));
    expect(speaker.shout('chat', ['to', 'all'])).toBe(3);
    for (const { group, peer, content } of await shouts) {
      expect({ group, peer, content: content.map(String) }).toEqual({
        group: 'chat',
        peer: speaker.uuid,
        content: ['to', 'all'],
      });
    }
    const left = next(speaker, 'leave');
    members[0]?.leave('chat');
    expect(await left).toMatchObject({ group: 'chat', peer: members[0]?.uuid });
    expect(speaker.shout('chat', 'fewer')).toBe(2);
    expect(overheard).toBe(0);
  });
});

describe('events', () => {
  it('are replied to, whether whispered or shouted, by a whisper to the sender', async () => {
    await using nodes = new TestNodes(await freeUdpPort());
    const [first, second] = await nodes.pair();
    const joined = next(first, 'join');
    second.join('chat');
    await joined;
    second.on('whisper', (event) => event.reply([...event.content, 'back']));
    second.on('shout', (event) => event.reply(event.group));
    const answers = first
      .events()
      .filter((event) => event.type === 'whisper')
      .take(2);
    first.whisper(second.uuid, 'there and');
    first.shout('chat', 'who is there?');
    const contents = await answers.map(({ content }) => content.map(String)).toArray();
    expect(contents).toEqual([['there and', 'back'], ['chat']]);
  });

  it('pass a pipe and its handlers, until the node stops', async () => {
    await using nodes = new TestNodes(await freeUdpPort());
    const [first, second] = await nodes.pair();
    const heard: string[] = [];
    const pipe = second
      .events()
      .takeUntilInclusive(({ type }) => type === 'exit')
      .toEmitter({
        whisper: ({ content }) => String(content[0]),
        exit: ({ name }) => `${name} is gone`,
      })
      .tap((line) => heard.push(line));
    const drained = pipe.drain();
    const arrived = next(second, 'whisper', ({ content }) => String(content[0]) === 'two');
    for (const word of ['one', 'two']) first.whisper(second.uuid, word);
    await arrived;
    await first.stop();
    await drained;
    expect(heard).toEqual(['one', 'two', 'first is gone']);
  });
});
