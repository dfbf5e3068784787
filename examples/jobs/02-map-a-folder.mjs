// A job over files: the SHA-256 of each file in a folder, as sha256sum prints it. The files are read here, one by one as
// workers have room for them; workers on other machines need no such folder.
//   node examples/jobs/02-map-a-folder.mjs docs
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runOnCluster } from 'zfarm';

const folder = process.argv[2] ?? import.meta.dirname;

async function* files() {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const path of paths.sort()) yield { path, bytes: await readFile(path) };
}

const digest = ({ path, bytes }) => `${createHash('sha256').update(bytes).digest('hex')}  ${path}`;
for await (const line of runOnCluster(digest, files())) console.log(line);
