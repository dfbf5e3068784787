// Installs foreign ZRE implementations for the interoperability tests into the project's cache folder, and writes
// down what there is. What cannot be installed is written down with the remedy, and the tests name it. Nothing
// is installed outside the cache folder, nothing twice, and nothing is waited for when the time is over.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cache = fileURLToPath(new URL('../../../node_modules/.cache/zfarm-interop', import.meta.url));
const peers = fileURLToPath(new URL('./peers', import.meta.url));
const python = join(cache, 'python', 'bin', 'python');
const giveUpAt = performance.now() + 300_000;

function run(command, args, options = {}) {
  const timeout = Math.max(1_000, Math.ceil(giveUpAt - performance.now()));
  return execFileSync(command, args, { encoding: 'utf8', stdio: 'pipe', timeout, ...options }).trim();
}

/** What has failed half-way is not taken for installed the next time. */
function installOnce(folder, product, install) {
  if (existsSync(product)) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    install();
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** A package in the Python environment of the cache. @returns its version */
function pythonPackage(name, wanted) {
  const folder = join(cache, 'python');
  installOnce(folder, python, () => run(process.env.PYTHON ?? 'python3', ['-m', 'venv', folder]));
  const ask = ['-c', `from importlib.metadata import version; print(version("${name}"))`];
  try {
    return run(python, ask);
  } catch {
    run(python, [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--prefer-binary',
      wanted,
    ]);
    return run(python, ask);
  }
}

function pyre() {
  pythonPackage('pyzmq', 'pyzmq');
  const version = pythonPackage('zeromq-pyre', 'zeromq-pyre==0.3.4');
  return { version, command: [python, join(peers, 'pyre_peer.py')] };
}

/** The wheel of ingescape has all of libzyre and czmq in one shared library, and exports their functions. */
function libzyre() {
  const carrier = pythonPackage('ingescape', 'ingescape');
  const folder = run(python, [
    '-c',
    'from importlib.metadata import files; print([f for f in files("ingescape") if f.name.startswith("_ingescape")][0].locate())',
  ]);
  const ask = `import ctypes; v = ctypes.CDLL("${folder}").zyre_version(); print(f"{v // 10000}.{v // 100 % 100}.{v % 100}")`;
  return {
    version: `${run(python, ['-c', ask])} (in ingescape ${carrier})`,
    command: ['env', `ZFARM_ZYRE_LIBRARY=${folder}`, python, join(peers, 'libzyre_peer.py')],
  };
}

/** Its zeromq 5 has nothing prebuilt for today's Node: it is compiled against the system's libzmq. */
function zyreJs() {
  const folder = join(cache, 'zyre-js');
  const modules = join(folder, 'node_modules');
  installOnce(folder, join(modules, 'zyre.js'), () => {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const headers = dirname(dirname(process.execPath));
    const nodedir = existsSync(join(headers, 'include/node/node.h')) ? { npm_config_nodedir: headers } : {};
    const external = { npm_config_zmq_external: 'true', GYP_DEFINES: 'zmq_external=true' };
    const env = { ...process.env, ...external, ...nodedir };
    run('npm', ['install', '--no-audit', '--no-fund', 'zyre.js@1.3.0'], { cwd: folder, env });
  });
  const { version } = JSON.parse(readFileSync(join(modules, 'zyre.js/package.json'), 'utf8'));
  const program = join(peers, 'zyre-js-peer.cjs');
  return { version, command: ['env', `NODE_PATH=${modules}`, process.execPath, program] };
}

/** Written before Go had modules: neither it nor two of its dependencies has a go.mod. */
const gyreModules = { gyre: 'zeromq', goviral: 'armen', 'go-zpl': 'jtacoma' };

function gyre() {
  const folder = join(cache, 'gyre');
  const binary = join(folder, 'gyre-peer');
  installOnce(folder, binary, () => buildGyre(folder, binary));
  return { version: 'of 2018-07-08', command: [binary] };
}

function buildGyre(folder, binary) {
  cpSync(join(peers, 'gyre'), folder, { recursive: true });
  const go = (...args) => run('go', args, { cwd: folder });
  go('mod', 'init', 'zfarm-interop-gyre');
  for (const [name, owner] of Object.entries(gyreModules)) {
    const path = `github.com/${owner}/${name}`;
    const copy = join(folder, 'sources', name);
    const { Dir: downloaded } = JSON.parse(go('mod', 'download', '-json', `${path}@latest`));
    cpSync(downloaded, copy, { recursive: true });
    chmodTree(copy);
    if (!existsSync(join(copy, 'go.mod'))) run('go', ['mod', 'init', path], { cwd: copy });
    go('mod', 'edit', '-replace', `${path}=./sources/${name}`);
  }
  // Since Go 1.12.8 an address is refused whose port is not a number; gyre's own default is one.
  const node = join(folder, 'sources/gyre/node.go');
  writeFileSync(node, readFileSync(node, 'utf8').replace('"tcp://*:*"', '"tcp://*:49200"'));
  go('mod', 'tidy');
  go('build', '-o', binary, 'main.go');
}

/** What Go downloads is read-only. */
function chmodTree(folder) {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) chmodTree(path);
    else chmodSync(path, 0o644);
  }
}

const implementations = [
  {
    id: 'libzyre',
    install: libzyre,
    remedy: 'python3 with venv and pip, and PyPI for the package ingescape',
  },
  { id: 'pyre', install: pyre, remedy: 'python3 with venv and pip, and PyPI for the package zeromq-pyre' },
  {
    id: 'zyre.js',
    install: zyreJs,
    remedy: 'npm, a C++ compiler, and the headers of libzmq (Debian: apt-get install g++ make libzmq3-dev)',
  },
  {
    id: 'gyre',
    install: gyre,
    remedy: 'Go, a C compiler, the headers of libzmq, and a Go module proxy that has github.com/zeromq/gyre',
  },
];

mkdirSync(cache, { recursive: true });
const found = implementations.map(({ id, install, remedy }) => {
  try {
    const { version, command } = install();
    console.log(`${id} ${version}: ready`);
    return { id, version, command };
  } catch (error) {
    const reason = String(error.stderr || error.message)
      .trim()
      .split('\n')
      .at(-1);
    console.log(`${id}: cannot be installed (${reason}).\n  It needs ${remedy}.`);
    return { id, missing: `it needs ${remedy}` };
  }
});
writeFileSync(join(cache, 'peers.json'), `${JSON.stringify(found, undefined, 2)}\n`);
