import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LoopbackNetwork } from './loopback-network.mjs';
import { OwnClient } from './own-client.mjs';

const SOURCE = fileURLToPath(new URL('./erlang_client.erl', import.meta.url));
const MODULES = fileURLToPath(new URL('../node_modules/.cache/erlang', import.meta.url));

/** @type {import('@zfarm/bench').Contender} */
export const erlang = {
  name: 'erlang',
  title: 'Erlang erpc, 2 nodes of one scheduler',
  kind: 'cluster',
  missing: async () =>
    spawnSync('erlc', ['-version']).error === undefined
      ? LoopbackNetwork.missing()
      : 'there is no erlc: apt-get install erlang-base',
  start: async () => {
    mkdirSync(MODULES, { recursive: true });
    const { status, stdout } = spawnSync('erlc', ['-o', MODULES, SOURCE], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`erlc failed: ${stdout}`);
    const named = ['-name', 'client@127.0.0.1', '-setcookie', 'bench', '+S', '1:1'];
    const loopback = ['-kernel', 'inet_dist_use_interface', '{127,0,0,1}'];
    const run = ['-noinput', '-pa', MODULES, '-modules', MODULES, '-run', 'erlang_client', 'start'];
    return await OwnClient.start('erl', [...named, ...loopback, ...run], { ERL_EPMD_ADDRESS: '127.0.0.1' });
  },
};
