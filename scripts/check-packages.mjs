// Packs every public package as it would be published and looks at the tarballs: publint for the entries, are-the-types-wrong
// for their types, and what only this workspace knows (protocols and conditions that mean nothing to an installer).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const packagesFolder = fileURLToPath(new URL('../packages/', import.meta.url));
const manifestOf = (name) => JSON.parse(readFileSync(join(packagesFolder, name, 'package.json'), 'utf8'));

// The tarball of one package, made by pnpm: npm would leave `workspace:` in it.
function pack(name, destination) {
  const run = spawnSync('pnpm', ['pack', '--pack-destination', destination], {
    cwd: join(packagesFolder, name),
    encoding: 'utf8',
    // On Windows pnpm is a .cmd file, which only a shell can start.
    shell: process.platform === 'win32',
  });
  if (run.status !== 0)
    throw new Error(`pnpm pack failed in packages/${name}: ${run.error ?? run.stderr + run.stdout}`);
  const { name: published, version } = manifestOf(name);
  return join(destination, `${published.replace('@', '').replace('/', '-')}-${version}.tgz`);
}

// Compiled files whose source is gone: the compiler never deletes, so a renamed file would still be published.
function leftovers(name) {
  const dist = join(packagesFolder, name, 'dist');
  const compiled = readdirSync(dist, { recursive: true }).filter(
    (file) => file.endsWith('.js') && !/^page[\\/]/.test(file),
  );
  return compiled
    .filter((file) => !existsSync(join(packagesFolder, name, 'src', file.replace(/\.js$/, '.ts'))))
    .map((file) => `dist/${file} has no source any more: delete dist and build again`);
}

// Where a program finds other types than code, or none. The packages are ES modules: what only speaks of require does not count.
async function wrongTypes(tarball) {
  const { types, problems = [] } = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
  if (types === false) return ['it has no types'];
  const met = problems.filter(({ resolutionKind }) => !['node10', 'node16-cjs'].includes(resolutionKind));
  return met.map(({ kind, entrypoint = '' }) => `are-the-types-wrong: ${kind} ${entrypoint}`);
}

// Everything that a package may consist of: built code and its types, the dashboard's page, and what npm always takes along. No
// sources, tests, source maps, keys or settings.
const PACKED = [
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/,
  /^dist\/(?!page\/)([\w-]+\/)*[\w-]+\.(js|cjs|d\.ts|d\.cts)$/,
  /^dist\/page\/([\w-]+\/)*[\w-]+\.(html|js|css|svg|woff2)$/,
];

// Files in the tarball that nobody has asked for, and what should be there.
function wrongFiles(tarball) {
  const packed = createPackageFromTarballData(new Uint8Array(tarball));
  const files = packed.listFiles().map((file) => file.replace(`/node_modules/${packed.packageName}/`, ''));
  const strangers = files.filter((file) => !PACKED.some((kind) => kind.test(file)));
  // pnpm takes the licence of the whole along; the page of the package shows its README.
  const missing = ['LICENSE', 'README.md'].filter((file) => !files.includes(file));
  return [
    ...strangers.map((file) => `${file} is packed and should not be: see "files" of its package.json`),
    ...missing.map((file) => `${file} is not packed: write one`),
  ];
}

// What npm must be told for provenance, once the repository has a public home: all of it, and of this package.
function wrongHome(name, { repository, homepage, bugs }) {
  if (repository === undefined && homepage === undefined && bugs === undefined) return [];
  const isWhole = repository?.url && repository.directory === `packages/${name}` && homepage && bugs;
  return isWhole ? [] : [`"repository" (url, directory packages/${name}), "homepage" and "bugs" go together`];
}

// What is wrong with this package as packed.
async function faults(name, destination) {
  const file = readFileSync(pack(name, destination));
  const tarball = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
  const found = messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code);
  for (const word of ['workspace:', 'catalog:', 'zfarm-source'])
    if (JSON.stringify(pkg).includes(word)) found.push(`"${word}" is left in the published package.json`);
  return [
    ...found,
    ...(await wrongTypes(tarball)),
    ...wrongFiles(tarball),
    ...wrongHome(name, pkg),
    ...leftovers(name),
  ];
}

const destination = mkdtempSync(join(tmpdir(), 'zfarm-pack-'));
try {
  for (const name of readdirSync(packagesFolder)) {
    if (manifestOf(name).private) continue;
    const found = await faults(name, destination);
    for (const fault of found) console.error(`packages/${name}: ${fault}`);
    if (found.length > 0) process.exitCode = 1;
    else console.log(`packages/${name}: packed and sound`);
  }
} finally {
  rmSync(destination, { recursive: true, force: true });
}
