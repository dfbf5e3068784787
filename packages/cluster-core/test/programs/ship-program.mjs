// Ships the cases of a program and prints them, with what they yield at home: for a process that lacks its packages.
import { pathToFileURL } from 'node:url';
import { serialize } from 'node:v8';
import { captureFunction } from '../../dist/shipping.js';

const loaded = await import(pathToFileURL(process.argv[2]).href);
const { cases } = loaded.cases ? loaded : loaded.default;
const shipped = [];
for (const { name, fn, args, remote } of cases) {
  const code = await captureFunction(fn).ship();
  shipped.push({ name, args, shipped: { ...code }, expected: remote ? undefined : await fn(...args) });
}
process.stdout.write(serialize(shipped));
