import { generateCurveKeyPair } from '@zfarm/zre';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PeerProcess } from '../lab/peer-process.js';
import { foreignPeers } from './foreign-peer.js';
import { Meeting } from './meeting.js';

const ourKeys = generateCurveKeyPair();
const foreignKeys = generateCurveKeyPair();
const admitting = { ...ourKeys, admit: [foreignKeys.publicKey] };

for (const foreignPeer of foreignPeers().filter(({ curve }) => curve)) {
  describe.skipIf(foreignPeer.command === undefined)(`CURVE: ${foreignPeer.label}`, () => {
    let meeting: Meeting;

    beforeEach(async () => {
      meeting = await Meeting.prepare(foreignPeer);
      return () => meeting[Symbol.asyncDispose]();
    });

    async function talk(ours: PeerProcess, foreign: PeerProcess): Promise<void> {
      ours.whisper(foreign, 'in secret');
      expect(await foreign.content('whisper', ours)).toEqual([Buffer.from('in secret')]);
      foreign.whisper(ours, 'in secret, too');
      expect(await ours.content('whisper', foreign)).toEqual([Buffer.from('in secret, too')]);
    }

    it('meets us by beacon when its key is admitted', async () => {
      const [ours, foreign] = [
        await meeting.startOurs({ curve: admitting }),
        await meeting.startForeign({ curve: foreignKeys }),
      ];
      expect((await ours.hear('enter', foreign)).headers).toEqual({ 'X-PUBLICKEY': foreignKeys.publicKey });
      expect((await foreign.hear('enter', ours)).headers).toEqual({ 'X-PUBLICKEY': ourKeys.publicKey });
      await talk(ours, foreign);
      // Its goodbye is a beacon, which anybody could send: what counts between nodes with keys is the end of its connections.
      foreign.tell({ do: 'stop' });
      await expect(ours.next('exit', () => true, 1_000)).rejects.toThrow('no fitting exit');
      foreign.signal('SIGKILL');
      await ours.hear('exit', foreign);
    });

    it('is not met when its key is not admitted, or it has none', async () => {
      const ours = await meeting.startOurs({ curve: ourKeys });
      await meeting.startForeign({ curve: foreignKeys });
      const plain = await meeting.startForeign({ name: 'plain' });
      await expect(ours.next('enter', () => true, 3_000)).rejects.toThrow('no fitting enter');
      expect(plain.pending('enter')).toEqual([]);
    });

    it('meets us at our encrypted gossip hub', async () => {
      const ours = await meeting.startOurs({
        curve: admitting,
        beacon: false,
        endpoint: 'tcp://10.91.0.1:49200',
        gossip: { bind: 'tcp://10.91.0.1:5660' },
      });
      const foreign = await meeting.startForeign({
        curve: foreignKeys,
        endpoint: 'tcp://10.91.0.2:49200',
        gossip: { connect: [`tcp://10.91.0.1:5660|${ourKeys.publicKey}`] },
      });
      await Promise.all([ours.hear('enter', foreign), foreign.hear('enter', ours)]);
      await talk(ours, foreign);
    });

    it('meets us at its own encrypted gossip hub', async () => {
      const foreign = await meeting.startForeign({
        curve: foreignKeys,
        endpoint: 'tcp://10.91.0.2:49200',
        gossip: { bind: 'tcp://10.91.0.2:5660' },
      });
      const ours = await meeting.startOurs({
        curve: admitting,
        beacon: false,
        endpoint: 'tcp://10.91.0.1:49200',
        gossip: { connect: [`tcp://10.91.0.2:5660|${foreignKeys.publicKey}`] },
      });
      await Promise.all([ours.hear('enter', foreign), foreign.hear('enter', ours)]);
      await talk(ours, foreign);
    });
  });
}
