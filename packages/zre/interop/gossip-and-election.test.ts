import { beforeEach, describe, expect, it } from 'vitest';
import { foreignPeers } from './foreign-peer.js';
import { Meeting } from './meeting.js';

const ourMailbox = 'tcp://10.91.0.1:49200';
const ourHub = 'tcp://10.91.0.1:5660';
const foreignMailbox = 'tcp://10.91.0.2:49200';
const foreignHub = 'tcp://10.91.0.2:5660';

for (const foreignPeer of foreignPeers().filter(({ gossip }) => gossip)) {
  describe.skipIf(foreignPeer.command === undefined)(`gossip: ${foreignPeer.label}`, () => {
    let meeting: Meeting;

    beforeEach(async () => {
      meeting = await Meeting.prepare(foreignPeer);
      return () => meeting[Symbol.asyncDispose]();
    });

    const gossiping = { beacon: false, endpoint: ourMailbox };

    it('meets us at our hub', async () => {
      const [ours, foreign] = await meeting.pair(
        { ...gossiping, gossip: { bind: ourHub } },
        { endpoint: foreignMailbox, gossip: { connect: [ourHub] } },
      );
      foreign.whisper(ours, 'by gossip');
      expect(await ours.content('whisper', foreign)).toEqual([Buffer.from('by gossip')]);
      ours.whisper(foreign, 'as well');
      expect(await foreign.content('whisper', ours)).toEqual([Buffer.from('as well')]);
      foreign.tell({ do: 'stop' });
      await ours.hear('exit', foreign);
    });

    it('meets us at its own hub, also late, and hears our goodbye', async () => {
      const foreign = await meeting.startForeign({
        endpoint: foreignMailbox,
        gossip: { bind: foreignHub },
      });
      const connected = { ...gossiping, gossip: { connect: [foreignHub] } };
      const ours = await meeting.startOurs(connected);
      await Promise.all([ours.hear('enter', foreign), foreign.hear('enter', ours)]);
      // Its hub forgets a client that was silent for a second: the first of ours must not be.
      const late = await meeting.startOurs({
        ...connected,
        name: 'late',
        endpoint: 'tcp://10.91.0.1:49201',
      });
      await Promise.all([ours.hear('enter', late), late.hear('enter', ours), foreign.hear('enter', late)]);
      ours.tell({ do: 'stop' });
      await late.hear('exit', ours);
      if (foreignPeer.bearsUnknownMessages) await foreign.hear('exit', ours);
    });
  });
}

for (const foreignPeer of foreignPeers().filter(({ election }) => election)) {
  describe.skipIf(foreignPeer.command === undefined)(`election: ${foreignPeer.label}`, () => {
    let meeting: Meeting;

    beforeEach(async () => {
      meeting = await Meeting.prepare(foreignPeer);
      return () => meeting[Symbol.asyncDispose]();
    });

    // Two nodes only: when a third one comes, libzyre often ends without a leader or with several, also among its own.
    it('agrees with us who leads, whoever has the lower UUID', async () => {
      for (let round = 0; round < 4; round += 1) {
        const [ours, foreign] = await meeting.pair({ contest: ['A'] }, { contest: ['A'] });
        const lowest = ours.uuid < foreign.uuid ? ours : foreign;
        for (const node of [ours, foreign]) {
          expect(await node.next('leader')).toMatchObject({ peer: lowest.uuid, group: 'A' });
        }
        await Promise.all([ours.end(), foreign.end()]);
      }
    });
  });
}
