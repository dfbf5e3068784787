import { beforeEach, describe, expect, it } from 'vitest';
import { foreignPeers } from './foreign-peer.js';
import { Meeting } from './meeting.js';

/** More than the 65,536 numbers that messages have. */
const pastTheWrap = 70_000;

for (const foreignPeer of foreignPeers()) {
  describe.skipIf(foreignPeer.command === undefined)(foreignPeer.label, () => {
    let meeting: Meeting;

    beforeEach(async () => {
      meeting = await Meeting.prepare(foreignPeer);
      return () => meeting[Symbol.asyncDispose]();
    });

    it('exits when either says goodbye', async () => {
      const [ours, foreign] = await meeting.pair();
      foreign.tell({ do: 'stop' });
      await ours.hear('exit', foreign);
      const again = await meeting.startForeign();
      await Promise.all([ours.hear('enter', again), again.hear('enter', ours)]);
      ours.tell({ do: 'stop' });
      await again.hear('exit', ours);
    });

    it('exits when it is killed, and enters again when it is started anew', async () => {
      const [ours, foreign] = await meeting.pair();
      foreign.signal('SIGKILL');
      await ours.hear('exit', foreign);
      const again = await meeting.startForeign();
      await Promise.all([ours.hear('enter', again), again.hear('enter', ours)]);
      again.whisper(ours, 'here again');
      expect(await ours.content('whisper', again)).toEqual([Buffer.from('here again')]);
    });

    it('exits within seconds when it is frozen, and enters again when it goes on', async () => {
      const [ours, foreign] = await meeting.pair();
      // It is watched only some time after it has entered.
      await expect(ours.hear('exit', foreign, 2_000)).rejects.toThrow('no fitting exit');
      foreign.signal('SIGSTOP');
      await ours.hear('exit', foreign, 6_000);
      foreign.signal('SIGCONT');
      await ours.hear('enter', foreign);
    });

    it('gives our node up when that is killed, and meets the next one', async () => {
      const [ours, foreign] = await meeting.pair({}, { evasiveMs: 1_000, expiredMs: 3_000 });
      ours.signal('SIGKILL');
      const again = await meeting.startOurs();
      await Promise.all([again.hear('enter', foreign), foreign.hear('enter', again)]);
      await foreign.hear('exit', ours);
      foreign.whisper(again, 'welcome');
      expect(await again.content('whisper', foreign)).toEqual([Buffer.from('welcome')]);
    });

    it('stays while both are idle for longer than its patience', async () => {
      const patience = { evasiveMs: 1_000, expiredMs: 4_000 };
      const [ours, foreign] = await meeting.pair(patience, patience);
      await Promise.all([
        expect(ours.hear('exit', foreign, 8_000)).rejects.toThrow('no fitting exit'),
        expect(foreign.hear('exit', ours, 8_000)).rejects.toThrow('no fitting exit'),
      ]);
    });

    if (foreignPeer.burst > 1_000)
      it(`is heard through the wrap of its numbers: ${pastTheWrap} messages`, async () => {
        const [ours, foreign] = await meeting.pair();
        foreign.tell({ do: 'burst', peer: ours.uuid, count: pastTheWrap });
        expect(await ours.hear('burst', foreign, 100_000)).toMatchObject({
          count: pastTheWrap,
          inOrder: true,
        });
      });

    if (foreignPeer.wrapsSequence)
      it(`hears us through the wrap of ours: ${pastTheWrap} messages`, async () => {
        const [ours, foreign] = await meeting.pair();
        ours.tell({ do: 'burst', peer: foreign.uuid, count: pastTheWrap });
        expect(await foreign.hear('burst', ours, 100_000)).toMatchObject({
          count: pastTheWrap,
          inOrder: true,
        });
      });

    if (!foreignPeer.wrapsSequence)
      it('loses us at the wrap of our numbers, and finds us again', async () => {
        const [ours, foreign] = await meeting.pair();
        ours.tell({ do: 'burst', peer: foreign.uuid, count: pastTheWrap });
        await foreign.hear('exit', ours, 100_000);
        await foreign.hear('enter', ours);
        await ours.hear('enter', foreign);
        ours.whisper(foreign, 'found again');
        expect(await foreign.content('whisper', ours)).toEqual([Buffer.from('found again')]);
      });
  });
}
