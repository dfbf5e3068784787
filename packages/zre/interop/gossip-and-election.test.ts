import { beforeEach, describe, expect, it } from 'vitest';
import { foreignPeers } from './foreign-peer.js';
import { Meeting } from './meeting.js';

const ourMailbox = 'tcp://10.91.0.1:49200';
const ourHub = 'tcp://10.91.0.1:5660';
const foreignMailbox = 'tcp://10.91.0.2:49200';
const foreignHub = 'tcp://10.91.0.2:5660';

for (const foreignPeer of foreignPeers()) {
  let meeting: Meeting;

  beforeEach(async () => {
    meeting = await Meeting.prepare(foreignPeer);
    return () => meeting[Symbol.asyncDispose]();
  });

  describe.skipIf(foreignPeer.command === undefined || !foreignPeer.gossip)(
    `gossip: ${foreignPeer.label}`,
    () => {
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
        await ours.hear('exit', foreign, 2_000);
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
        await late.hear('exit', ours, 2_000);
        if (foreignPeer.bearsUnknownMessages) await foreign.hear('exit', ours, 2_000);
      });
    },
  );

  describe.skipIf(foreignPeer.command === undefined || !foreignPeer.election)(
    `election: ${foreignPeer.label}`,
    () => {
      it('agrees with us who leads, and again when the leader has gone', async () => {
        const [ours, foreign] = await meeting.pair({ contest: ['A'] }, { contest: ['A'] });
        const lowest = ours.uuid < foreign.uuid ? ours : foreign;
        for (const node of [ours, foreign]) expect((await node.next('leader')).peer).toBe(lowest.uuid);
        const third = await meeting.startForeign({ name: 'third', contest: ['A'] });
        const leads = [ours, foreign, third].reduce((one, other) => (one.uuid < other.uuid ? one : other));
        const fits = ({ peer }: { peer?: string }) => peer === leads.uuid;
        for (const node of [ours, foreign, third]) await node.next('leader', fits);
        const [next] = [ours, foreign, third]
          .filter((node) => node !== leads)
          .sort((a, b) => (a.uuid < b.uuid ? -1 : 1));
        leads.tell({ do: 'stop' });
        for (const node of [ours, foreign, third]) {
          if (node !== leads) await node.next('leader', ({ peer }) => peer === next?.uuid);
        }
      });
    },
  );
}
