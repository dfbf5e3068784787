import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNodeFile, type LiveNode, nodeFileName, nodeFileText, unfinishedFileName } from './node-file.js';

const node: LiveNode = {
  name: 'red',
  address: 'tcp://192.0.2.7:49152',
  headers: { 'X-FILEMQ': 'tcp://192.0.2.7:7777', 'x-web': 'http://red.example/', 'X-ROOM': '3', OS: 'a://b' },
  groups: ['b', 'a'],
  since: new Date(Date.UTC(2026, 2, 4, 5, 6, 7, 8)),
};

describe('nodeFileText', () => {
  it('writes the array that zyredir writes: name, address, headers', () => {
    const { name, address, headers } = node;
    expect(JSON.parse(nodeFileText(node, 'array'))).toEqual([name, address, headers]);
    expect(nodeFileText({ ...node, headers: {} }, 'array')).toBe('["red","tcp://192.0.2.7:49152",null]\n');
  });

  it('writes an object with groups in order, services and the time of entry', () => {
    expect(JSON.parse(nodeFileText(node, 'object'))).toEqual({
      name: node.name,
      address: node.address,
      headers: node.headers,
      groups: ['a', 'b'],
      services: { FILEMQ: 'tcp://192.0.2.7:7777', web: 'http://red.example/' },
      since: '2026-03-04T05:06:07.008Z',
    });
    expect(JSON.parse(nodeFileText({ ...node, headers: {} }, 'object'))).toMatchObject({
      headers: {},
      services: {},
    });
  });

  it('is one line of JSON that keeps every name and header, whatever they are', () => {
    const text = fc.string({ unit: 'binary', maxLength: 12 });
    fc.assert(
      fc.property(text, fc.dictionary(text, text, { minKeys: 1, maxKeys: 4 }), (name, headers) => {
        for (const format of ['array', 'object'] as const) {
          const written = nodeFileText({ ...node, name, headers }, format);
          expect(written.indexOf('\n')).toBe(written.length - 1);
          const read = JSON.parse(written) as unknown;
          const [readName, readHeaders] =
            format === 'array' ? [(read as unknown[])[0], (read as unknown[])[2]] : namesOf(read);
          expect(readName).toBe(name);
          expect(Object.entries(readHeaders as object)).toEqual(Object.entries(headers));
        }
      }),
    );
  });
});

describe('isNodeFile', () => {
  it('knows what this program writes, and nothing else', () => {
    const file = nodeFileName('0123456789ABCDEF0123456789ABCDEF');
    expect(file).toBe('0123456789ABCDEF0123456789ABCDEF.json');
    expect([file, unfinishedFileName(file)].map(isNodeFile)).toEqual([true, true]);
    const others = ['package.json', `${file}.bak`, `a${file}`, `.${file}`, file.toLowerCase(), 'a.json.tmp'];
    expect(others.filter(isNodeFile)).toEqual([]);
    expect(unfinishedFileName(file)).not.toMatch(/\.json$/);
  });
});

function namesOf(read: unknown): [unknown, unknown] {
  const { name, headers } = read as { readonly name: unknown; readonly headers: unknown };
  return [name, headers];
}
