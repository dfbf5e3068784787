import { beforeEach, describe, expect, it } from 'vitest';
import type { PeerProcess } from '../lab/peer-process.js';
import { foreignPeers } from './foreign-peer.js';
import { Meeting } from './meeting.js';

const everyOctet = Uint8Array.from({ length: 256 }, (_, index) => index);

for (const foreignPeer of foreignPeers()) {
  describe.skipIf(foreignPeer.command === undefined)(foreignPeer.label, () => {
    let meeting: Meeting;
    const sign = foreignPeer.unicode ? '☂' : 'plain';

    beforeEach(async () => {
      meeting = await Meeting.prepare(foreignPeer);
      return () => meeting[Symbol.asyncDispose]();
    });

    /** One way and the other. */
    async function bothWays(
      pair: readonly [PeerProcess, PeerProcess],
      act: (from: PeerProcess, to: PeerProcess) => Promise<void>,
    ): Promise<void> {
      await act(pair[0], pair[1]);
      await act(pair[1], pair[0]);
    }

    it('enters with name, headers and endpoint, whoever starts first', async () => {
      for (const first of ['ours', 'foreign'] as const) {
        const start = {
          ours: () =>
            meeting.startOurs({ name: `our ${sign}`, headers: { 'X-KEY': 'of ours', 'X-100%': '%s %d' } }),
          foreign: () => meeting.startForeign({ name: 'foreign', headers: { 'X-KEY': 'of foreign' } }),
        };
        const one = await start[first]();
        const other = await start[first === 'ours' ? 'foreign' : 'ours']();
        const [ours, foreign] = first === 'ours' ? [one, other] : [other, one];
        const seen = await ours.hear('enter', foreign);
        expect(seen).toMatchObject({ name: 'foreign', headers: { 'X-KEY': 'of foreign' } });
        expect(seen.endpoint).toMatch(/^tcp:\/\/10\.91\.0\.2:\d+$/);
        const shown = await foreign.hear('enter', ours);
        expect(shown).toMatchObject({
          name: `our ${sign}`,
          headers: { 'X-KEY': 'of ours', 'X-100%': '%s %d' },
        });
        expect(shown.endpoint).toMatch(/10\.91\.0\.1/);
        await Promise.all([ours.end(), foreign.end()]);
      }
    });

    it('tells and hears groups joined before and after the meeting, and left', async () => {
      const pair = await meeting.pair({ groups: ['of ours'] }, { groups: ['of foreign'] });
      expect((await pair[0].hear('join', pair[1])).group).toBe('of foreign');
      expect((await pair[1].hear('join', pair[0])).group).toBe('of ours');
      await bothWays(pair, async (from, to) => {
        for (const kind of ['join', 'leave', 'join'] as const) {
          from.tell({ do: kind, group: `later ${sign}` });
          expect((await to.hear(kind, from)).group).toBe(`later ${sign}`);
        }
      });
    });

    it('whispers text, octets, nothing and 64 KiB', async () => {
      const pair = await meeting.pair();
      const big = Buffer.alloc(65_536, everyOctet);
      await bothWays(pair, async (from, to) => {
        for (const content of ['text', 'grüße ☂', everyOctet, '', big]) {
          from.whisper(to, content);
          expect(await to.content('whisper', from)).toEqual([Buffer.from(content as Uint8Array)]);
        }
      });
    });

    it('shouts to members and hears shouts from those who are not', async () => {
      const pair = await meeting.pair({ groups: ['A', 'B'] }, { groups: ['A'] });
      await Promise.all([pair[0].hear('join', pair[1]), pair[1].hear('join', pair[0])]);
      await pair[1].hear('join', pair[0]);
      await bothWays(pair, async (from, to) => {
        from.shout('A', everyOctet);
        expect(await to.content('shout', from)).toEqual([Buffer.from(everyOctet)]);
      });
      pair[1].shout('B', 'from outside');
      expect(await pair[0].next('shout')).toMatchObject({ group: 'B', peer: pair[1].uuid });
    });

    if (foreignPeer.multiFrame)
      it('whispers and shouts several frames, empty ones among them', async () => {
        const pair = await meeting.pair({ groups: ['A'] }, { groups: ['A'] });
        await Promise.all([pair[0].hear('join', pair[1]), pair[1].hear('join', pair[0])]);
        const frames = ['one', '', everyOctet, 'four'];
        const expected = frames.map((frame) => Buffer.from(frame as Uint8Array));
        await bothWays(pair, async (from, to) => {
          from.whisper(to, ...frames);
          expect(await to.content('whisper', from)).toEqual(expected);
          from.shout('A', ...frames);
          expect(await to.content('shout', from)).toEqual(expected);
        });
      });

    if (!foreignPeer.multiFrame)
      it('hears the first frame of several, and the next message', async () => {
        const [ours, foreign] = await meeting.pair();
        ours.whisper(foreign, 'one', 'two', 'three');
        ours.whisper(foreign, 'next');
        expect(await foreign.content('whisper', ours)).toEqual([Buffer.from('one')]);
        expect(await foreign.content('whisper', ours)).toEqual([Buffer.from('next')]);
      });

    it('keeps the order of messages sent at once', async () => {
      const pair = await meeting.pair();
      await bothWays(pair, async (from, to) => {
        from.tell({ do: 'burst', peer: to.uuid, count: foreignPeer.burst });
        expect(await to.next('burst', () => true, 30_000)).toMatchObject({
          count: foreignPeer.burst,
          inOrder: true,
        });
      });
    });

    if (foreignPeer.wrapsStatus)
      it('bears 300 changes of groups from either side', async () => {
        const pair = await meeting.pair();
        await bothWays(pair, async (from, to) => {
          for (let round = 0; round < 150; round += 1) {
            from.tell({ do: 'join', group: 'A' });
            from.tell({ do: 'leave', group: 'A' });
          }
          from.whisper(to, 'still here');
          expect(await to.content('whisper', from)).toEqual([Buffer.from('still here')]);
          expect(to.pending('leave')).toHaveLength(150);
        });
      });
  });
}
