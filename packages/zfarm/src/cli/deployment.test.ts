/** The files of deploy/ agree with the command that they run, and among themselves. */
import type { Command } from 'commander';
import { beforeAll, describe, expect, test } from 'vitest';
import { deploymentFiles, readDeploymentFile, yamlDocuments } from '../../../../scripts/deployment-files.js';
import { makeProgram } from './program.js';

type Flags = Readonly<Record<string, unknown>>;

/** What `zfarm worker` makes of these words; throws for a flag or a value that it does not take. */
async function flagsOf(words: readonly string[]): Promise<Flags> {
  const program = await makeProgram(
    () => {},
    (name) => name === 'worker',
  );
  const command = program.commands.find((one) => one.name() === 'worker') as Command;
  await command.action(() => undefined).parseAsync([...words], { from: 'user' });
  return command.opts();
}

/** The same of the line of a shell that ends in that command. */
async function flagsIn(line: string): Promise<Flags> {
  const [, call = ''] = /\bzfarm worker ([^<]*)/.exec(line) ?? [];
  const words = call.match(/'[^']*'|"[^"]*"|[^\s'"]+/g) ?? [];
  return await flagsOf(words.map((word) => word.replace(/^(['"])(.*)\1$/, '$2')));
}

// The command with all it imports is compiled for this: seconds, on a busy machine many.
beforeAll(() => flagsOf([]), 60_000);

test('there is a file for each way that the docs name', () => {
  expect(deploymentFiles()).toEqual(['Dockerfile', 'kubernetes.yaml', 'zfarm-worker.service']);
});

test('Docker: the flags are those of a worker, whose drain ends before the container is killed', async () => {
  const [, command = ''] = /^ENTRYPOINT (\[.*\])$/m.exec(readDeploymentFile('Dockerfile')) ?? [];
  const [program, name, ...words] = JSON.parse(command) as string[];
  expect([program, name]).toEqual(['zfarm', 'worker']);
  // Docker gives it 10 s.
  expect(await flagsOf(words)).toMatchObject({ drainTimeout: 7, logFormat: 'json' });
});

test('systemd: the flags are those of a worker, whose drain ends before the unit is killed', async () => {
  const unit = Object.fromEntries(
    [...readDeploymentFile('zfarm-worker.service').matchAll(/^(\w+)=(.*)$/gm)].map(([, key, value]) => [
      key,
      value,
    ]),
  );
  const { drainTimeout = 25 } = await flagsIn(unit['ExecStart'] ?? '');
  expect(Number(unit['TimeoutStopSec'])).toBeGreaterThan(Number(drainTimeout) + 5);
  expect(unit['KillSignal']).toBe('SIGTERM');
});

interface Container {
  readonly command: readonly [shell: string, flag: string, line: string];
  readonly env: readonly { readonly name: string; readonly value?: string }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

interface Resource {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly clusterIP?: string;
    readonly selector: Readonly<Record<string, unknown>> & { readonly matchLabels?: object };
    readonly ports?: readonly { readonly port: number }[];
    readonly template?: {
      readonly metadata: { readonly labels: object };
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly containers: readonly Container[];
        readonly volumes: readonly {
          readonly name: string;
          readonly secret?: { readonly defaultMode: number };
        }[];
      };
    };
  };
}

describe('Kubernetes', () => {
  const resources = yamlDocuments('kubernetes.yaml') as readonly Resource[];
  const of = (kind: string, name: string): Resource['spec'] =>
    resources.find((one) => one.kind === kind && one.metadata.name === name)?.spec as Resource['spec'];
  const deployments = ['zfarm-hub', 'zfarm-worker'];
  const podOf = (name: string): NonNullable<Resource['spec']['template']> =>
    of('Deployment', name).template as NonNullable<Resource['spec']['template']>;
  const containerOf = (name: string): Container => podOf(name).spec.containers[0] as Container;

  test('it is YAML, of a headless service and two deployments', () => {
    expect(resources.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'Service zfarm-hub',
      ...deployments.map((name) => `Deployment ${name}`),
    ]);
    expect(of('Service', 'zfarm-hub').clusterIP).toBe('None');
  });

  test.each(deployments)(
    '%s: a worker takes its flags, and drains before its pod is killed',
    async (name) => {
      const { command } = containerOf(name);
      expect(command.slice(0, 2)).toEqual(['sh', '-c']);
      const flags = await flagsIn(command[2]);
      expect(flags).toMatchObject({ key: '-', name: '$POD_NAME', logFormat: 'json' });
      const grace = podOf(name).spec.terminationGracePeriodSeconds;
      expect(grace).toBeGreaterThan(Number(flags['drainTimeout']) + 5);
    },
  );

  test.each(deployments)('%s: what it reads is there', (name) => {
    const { command, env, volumeMounts } = containerOf(name);
    const { metadata, spec } = podOf(name);
    const set = env.map((variable) => variable.name);
    const used = [...command[2].matchAll(/\$(\w+)/g)].map(([, variable]) => variable);
    expect(set).toEqual(expect.arrayContaining([...used, 'ZFARM_INTERFACE']));
    const [, path = ''] = /< (\S+)\/[^/]+$/.exec(command[2]) ?? [];
    const mounted = volumeMounts.find(({ mountPath }) => mountPath === path)?.name;
    // Readable by owner and group, and nobody else.
    expect(spec.volumes.find((volume) => volume.name === mounted)?.secret?.defaultMode).toBe(0o440);
    expect(of('Deployment', name).selector.matchLabels).toEqual(metadata.labels);
  });

  test('the workers ask the hub where it listens', async () => {
    const { selector, ports } = of('Service', 'zfarm-hub');
    expect(selector).toEqual(podOf('zfarm-hub').metadata.labels);
    const { gossipBind } = await flagsIn(containerOf('zfarm-hub').command[2]);
    const [port] = ports ?? [];
    expect(gossipBind).toBe(`*:${port?.port}`);
    const asked = containerOf('zfarm-worker').env.find(({ name }) => name === 'ZFARM_GOSSIP')?.value;
    expect(asked).toBe(`zfarm-hub:${port?.port}`);
  });
});
