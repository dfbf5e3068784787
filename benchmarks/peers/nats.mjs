import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import { missingForProcesses } from './missing.mjs';
import { freePorts, PeerProcess } from './peer-process.mjs';
import { TaskRunner } from './task-runner.mjs';

/** No task takes as long. */
const TIMEOUT_MS = 600_000;

const CONFIG = fileURLToPath(new URL('./nats-server.conf', import.meta.url));
/** As much as the server can be told to let through, less what is around a value. */
const VALUE_BYTES_MAX = 63 * 2 ** 20;

/** @type {import('@zfarm/bench').Contender} */
export const nats = {
  name: 'nats',
  title: 'NATS request and reply, a queue group of 2 processes',
  kind: 'cluster',
  missing: () =>
    missingForProcesses(['nats'], {
      command: 'nats-server',
      args: ['--version'],
      get: 'apt-get install nats-server',
    }),
  start: async () => {
    const { connect } = await import('nats');
    const [port] = await freePorts(1);
    const server = await PeerProcess.server(
      'nats-server',
      ['-c', CONFIG, '-a', '127.0.0.1', '-p', String(port), '-l', '/dev/null'],
      port,
    );
    const worker = () => PeerProcess.worker('./nats-worker.mjs', port);
    const workers = await Promise.all([worker(), worker()]);
    const connection = await connect({ servers: `127.0.0.1:${port}` });
    const send = async (task) => {
      const reply = await connection.request('tasks', serialize(task), { timeout: TIMEOUT_MS });
      const { result, failure } = deserialize(reply.data);
      if (failure !== undefined) throw new Error(failure);
      return result;
    };
    return new TaskRunner({
      send,
      processes: [server, ...workers],
      close: () => connection.close(),
      valueBytesMax: VALUE_BYTES_MAX,
    });
  },
};
