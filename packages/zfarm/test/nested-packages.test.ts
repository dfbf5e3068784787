import { Command } from 'commander';
import picocolors, { createColors } from 'picocolors';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cluster, connect, runOnCluster, submit } from '../dist/index.js';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await connect({ local: 'always', localThreads: 2 });
});

afterAll(() => cluster.close());

const bold = (text: string): string => picocolors.createColors(true).bold(text);

test('a task of a task imports a package: named, default, by a helper, below a further task', async () => {
  const outer = async (name: string): Promise<unknown> => [
    await submit((inner: string) => new Command(inner).name(), name),
    await submit((inner: string) => picocolors.createColors(true).red(inner), name),
    await submit((inner: string) => bold(inner), name),
    await submit((inner: string) => submit((last: string) => createColors(true).blue(last), inner), name),
    await runOnCluster((inner: string) => bold(inner), [name, name]),
  ];
  const { red, blue } = createColors(true);
  expect(await cluster.submit(outer, 'x')).toEqual([
    'x',
    red('x'),
    bold('x'),
    blue('x'),
    [bold('x'), bold('x')],
  ]);
});

test('a task of a task loads a package while it runs, or something of Node', async () => {
  const outer = async (name: string): Promise<unknown> => [
    await submit(async (inner: string) => new (await import('commander')).Command(inner).name(), name),
    await submit(async (inner: string) => (await import('node:path')).join(inner, 'y'), name),
  ];
  expect(await cluster.submit(outer, 'x')).toEqual(['x', 'x/y']);
});

test('a class of a package may be the parent of one that a task of a task makes', async () => {
  const outer = (name: string): Promise<string> => {
    class Named extends Command {
      twice(): string {
        return this.name() + this.name();
      }
    }
    return submit((inner: string) => new Named(inner).twice(), name);
  };
  expect(await cluster.submit(outer, 'x')).toBe('xx');
});

test('the package is the same one: what it remembers is there in the same thread', async () => {
  const outer = async (): Promise<boolean> => {
    const mine = Command;
    return submit(() => mine === Command);
  };
  expect(await cluster.submit(outer)).toBe(true);
});

test('of a module sent by its URL: functions of its packages; a package as an object is refused, with the remedy', async () => {
  const url = new URL('./fixtures/nested-module.ts', import.meta.url);
  expect(await cluster.submit(url, 'named')).toBe('named');
  await expect(cluster.submit(url, 'bold')).rejects.toThrow(
    /cannot be sent.*in a module that was sent by its URL\. Remedy: submit the task that starts it as a function/,
  );
});
