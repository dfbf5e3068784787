import { describe, expect, it } from 'vitest';
import { type PingNews, pingJsonLine, pingLogLine } from './ping-log.js';

const at = new Date(2026, 2, 4, 5, 6, 7);
const red = { peer: 'A'.repeat(32), name: 'red' };
const entered: PingNews = {
  ...red,
  type: 'enter',
  headers: { 'X-K': 'v' },
  endpoint: 'tcp://192.0.2.7:49152',
};

describe('pingLogLine', () => {
  it.each<[PingNews, string]>([
    [{ ...red, type: 'start' }, `Create Zyre node, uuid=${red.peer}, name=red`],
    [entered, '[red] peer entered'],
    [{ ...red, type: 'whisper' }, '[red] received ping (WHISPER)'],
    [{ ...red, type: 'shout', group: 'GLOBAL' }, '[red](GLOBAL) received ping (SHOUT)'],
    [{ ...red, type: 'exit' }, '[red] peer exited'],
  ])('words %j as zpinger does', (news, text) => {
    expect(pingLogLine(news, at)).toBe(`I: 26-03-04 05:06:07 ${text}`);
  });

  it('lets no name and no group steer the terminal', () => {
    const line = pingLogLine({ ...red, name: 'a\u001b[2J\nb', type: 'shout', group: 'g\r\u202eh' }, at);
    expect(line).toBe('I: 26-03-04 05:06:07 [a [2J b](g h) received ping (SHOUT)');
  });
});

describe('pingJsonLine', () => {
  const time = at.toISOString();

  it('has the fields of the event, and the time', () => {
    expect(JSON.parse(pingJsonLine(entered, at))).toEqual({ time, ...entered });
    const shout: PingNews = { ...red, type: 'shout', group: 'GLOBAL' };
    expect(JSON.parse(pingJsonLine(shout, at))).toEqual({ time, ...shout });
  });

  it('leaves the content out, and stays one line', () => {
    const whisper = { ...red, name: 'a\nb', type: 'whisper', content: [Buffer.from('Hello')] } as const;
    expect(pingJsonLine(whisper, at)).toBe(
      `{"time":"${time}","type":"whisper","peer":"${red.peer}","name":"a\\nb"}`,
    );
  });
});
