// Thumbnails of the images in a folder. sharp is a package with native code: it does not travel, workers have it installed.
//   npm install sharp && node examples/jobs/05-thumbnails.mjs photos thumbnails
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import sharp from 'sharp';
import { runOnCluster } from 'zfarm';

const [from = 'photos', to = 'thumbnails'] = process.argv.slice(2);
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
