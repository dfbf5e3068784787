/** Somebody on the network without a key, against a worker with one, while a job runs there. */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect as connectTcp, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { curveKeyPair, Dealer, Request } from 'zeromq';
import { type Cluster, connect } from '../dist/index.js';
import { CliProcess, startWorker, zfarm } from './cli-process.js';
import { beaconPort } from './support/free-port.js';

const ITEMS = 1500;
const BROADCAST = '127.255.255.255';
const folder = mkdtempSync(join(tmpdir(), 'zfarm-attack-'));
const port = beaconPort();
const keyFile = join(folder, 'cluster.key');

let worker: CliProcess;
let cluster: Cluster;
/** The worker's beacon, as everybody on the network hears it. */
let beacon: Buffer;
let mailbox: number;
let left = 0;

beforeAll(async () => {
  const env = { ZFARM_CONFIG_DIR: folder };
  expect(await zfarm(['keygen', '--out', keyFile], '', { env })).toMatchObject({ code: 0 });
  const network = ['--interface', '127.0.0.1', '--port', String(port), '--cluster', 'attacked'];
  worker = await startWorker(['--threads', '1', '--key', keyFile, ...network], { env });
  mailbox = Number(/ on 127\.0\.0\.1:(\d+) /.exec(worker.stdout)?.[1]);
  beacon = await overheard(mailbox);
  cluster = await connect({ keyFile, interface: '127.0.0.1', port, cluster: 'attacked', local: 'never' });
  await cluster.waitForWorkers(1);
  cluster.on('worker-left', () => {
    left += 1;
  });
}, 30_000);

afterAll(async () => {
  await cluster.close();
  await worker[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

/** A beacon of the node with that mailbox. */
async function overheard(of: number): Promise<Buffer> {
  const ear = createSocket({ type: 'udp4', reuseAddr: true });
  ear.bind(port, BROADCAST);
  try {
    for (;;) {
      const [datagram] = (await once(ear, 'message', { signal: AbortSignal.timeout(10_000) })) as [Buffer];
      if (datagram.length >= 22 && datagram.readUInt16BE(20) === of) return datagram;
    }
  } finally {
    ear.close();
  }
}

async function broadcast(datagrams: Iterable<Uint8Array>): Promise<void> {
  const mouth = createSocket('udp4');
  await new Promise<void>((resolve) => mouth.bind(0, '127.0.0.1', resolve));
  mouth.setBroadcast(true);
  for (const datagram of datagrams)
    await new Promise<void>((sent) => mouth.send(datagram, port, BROADCAST, () => sent()));
  mouth.close();
}

/** Connects and says this; the connection stays open, if it is let. */
async function dial(...said: readonly Uint8Array[]): Promise<Socket> {
  const socket = connectTcp(mailbox, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  for (const bytes of said) socket.write(bytes);
  return socket;
}

/** The worker does its job during the attack, and stays who it is; it has run nothing that it was not sent by a member. */
async function underAttack(attack: () => Promise<void>): Promise<void> {
  const before = { pid: worker.child.pid, rss: residentMb(), left };
  const double = async (n: number): Promise<number> => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return n * 2;
  };
  const data = Array.from({ length: ITEMS }, (_, n) => n);
  const job = cluster.map(double, data);
  const [results] = await Promise.all([job, attack()]);
  expect(results).toEqual(data.map((n) => n * 2));
  expect(worker.child.exitCode).toBeNull();
  expect(left).toBe(before.left);
  expect(residentMb() - before.rss).toBeLessThan(150);
}

function residentMb(): number {
  if (process.platform !== 'linux') return 0;
  return (Number(readFileSync(`/proc/${worker.child.pid}/statm`, 'utf8').split(' ')[1]) * 4096) / 2 ** 20;
}

/** ZMTP 3.1: signature, version, mechanism, and the rest of a greeting. */
function greeting(mechanism: string): Buffer {
  const bytes = Buffer.alloc(64);
  bytes[0] = 0xff;
  bytes[9] = 0x7f;
  bytes[10] = 3;
  bytes[11] = 1;
  bytes.write(mechanism, 12, 'latin1');
  return bytes;
}

test('bytes that are no greeting, half greetings, other mechanisms, and frames that announce a gigabyte', async () => {
  await underAttack(async () => {
    const huge = Buffer.alloc(9);
    huge[0] = 2;
    huge.writeBigUInt64BE(1n << 30n, 1);
    const sockets = [];
    for (let n = 0; n < 60; n += 1) {
      sockets.push(await dial(randomBytes(4096)), await dial(greeting('CURVE').subarray(0, n)));
      sockets.push(
        await dial(greeting('NULL'), huge),
        await dial(greeting('CURVE'), huge, randomBytes(2000)),
      );
      sockets.push(
        await dial(greeting('PLAIN'), Buffer.from('\x04\x15\x05HELLO\x05admin\x05admin', 'latin1')),
      );
    }
    await delay(300);
    for (const socket of sockets) socket.destroy();
  });
});

test('many connections that say nothing', async () => {
  await underAttack(async () => {
    const sockets = await Promise.all(Array.from({ length: 300 }, () => dial()));
    await delay(500);
    for (const socket of sockets) socket.destroy();
  });
});

test('ZeroMQ without encryption, and with a key of its own', async () => {
  await underAttack(async () => {
    const own = curveKeyPair();
    const serverKey = beacon.subarray(22);
    expect(serverKey.length).toBe(32);
    const plain = new Dealer({ ...hasty, routingId: routingId(beacon.subarray(4, 20)) });
    const stranger = new Dealer({
      ...hasty,
      curveServerKey: z85(serverKey),
      curvePublicKey: own.publicKey,
      curveSecretKey: own.secretKey,
      routingId: routingId(randomBytes(16)),
    });
    const asking = new Request(hasty);
    for (const socket of [plain, stranger, asking]) socket.connect(`tcp://127.0.0.1:${mailbox}`);
    const hello = Buffer.concat([Buffer.from([0xaa, 0xa1, 1, 2]), randomBytes(40)]);
    const speak = async (socket: Dealer | Request, times: number): Promise<void> => {
      for (let n = 0; n < times; n += 1) await socket.send([hello, randomBytes(n * 100)]).catch(() => {});
    };
    await Promise.all([speak(plain, 50), speak(stranger, 50), speak(asking, 1)]);
    await delay(700);
    for (const socket of [plain, stranger, asking]) socket.close();
  });
});

test('replayed and forged beacons, forged goodbyes, and a flood of them', async () => {
  await underAttack(async () => {
    const goodbye = Buffer.from(beacon);
    goodbye.writeUInt16BE(0, 20);
    const elsewhere = Buffer.from(beacon);
    elsewhere.writeUInt16BE(9, 20);
    const plainOne = Buffer.from(beacon.subarray(0, 22));
    plainOne[3] = 1;
    const plainGoodbye = Buffer.from(plainOne);
    plainGoodbye.writeUInt16BE(0, 20);
    const ofMine = Buffer.concat([beacon.subarray(0, 22), randomBytes(32)]);
    const forged = [
      beacon,
      goodbye,
      elsewhere,
      plainOne,
      plainGoodbye,
      ofMine,
      beacon.subarray(0, 30),
      randomBytes(54),
    ];
    for (let round = 0; round < 20; round += 1) await broadcast(forged);
    await broadcast(
      (function* flood() {
        for (let n = 0; n < 3000; n += 1)
          yield Buffer.concat([beacon.subarray(0, 4), randomBytes(16), Buffer.from([0, 9]), randomBytes(32)]);
      })(),
    );
  });
});

test('a program with another key, with none, or with a key that may only serve runs nothing', async () => {
  const mark = join(folder, 'mark');
  const env = { ZFARM_CONFIG_DIR: join(folder, 'mallory') };
  const evil = `async n => { (await import('node:fs')).writeFileSync(${JSON.stringify(mark)}, 'ran'); return n; }`;
  await zfarm(['keygen', '--out', join(folder, 'other.key')], '', { env });
  await zfarm(['keygen', '--role', 'worker', '--from', keyFile, '--out', join(folder, 'worker.key')], '', {
    env,
  });
  const network = ['--interface', '127.0.0.1', '--port', String(port), '--cluster', 'attacked'];
  await underAttack(async () => {
    const tries = [
      ['--key', join(folder, 'other.key')],
      ['--key', join(folder, 'worker.key')],
      ['--insecure'],
      [],
    ];
    await Promise.all(
      tries.map(async (flags) => {
        // Who is let in by nobody waits for a worker until it is ended.
        await using cli = new CliProcess(['map', '-e', evil, '--local', 'never', ...flags, ...network], {
          env,
        });
        cli.child.stdin.end('1\n');
        await Promise.race([cli.outcome, delay(3000)]);
      }),
    );
  });
  expect(existsSync(mark)).toBe(false);
  // Who has the key of a member runs just that.
  const member = await zfarm(['map', '-e', evil, '--local', 'never', '--key', keyFile, ...network], '1\n', {
    env,
  });
  expect(member).toMatchObject({ code: 0, stdout: '1\n' });
  expect(existsSync(mark)).toBe(true);
});

/** Gives up soon. */
const hasty = { linger: 0, sendTimeout: 100 };

/** That of a node with this UUID. The types know of text only. */
function routingId(uuid: Uint8Array): string {
  return Buffer.concat([Buffer.from([1]), uuid]) as unknown as string;
}

/** 32 octets in ZeroMQ's text form of keys (RFC 32). */
function z85(bytes: Uint8Array): string {
  const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';
  let text = '';
  for (let at = 0; at < bytes.length; at += 4) {
    const word = Buffer.from(bytes).readUInt32BE(at);
    for (let power = 85 ** 4; power >= 1; power /= 85) text += digits[Math.floor(word / power) % 85];
  }
  return text;
}
