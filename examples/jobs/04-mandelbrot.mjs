// A picture, row by row: each item yields a row of pixels, which travels as it is.
//   node examples/jobs/04-mandelbrot.mjs mandelbrot.png 800
import { writeFile } from 'node:fs/promises';
import { runOnCluster } from 'zfarm';
import { greyPng } from './png.mjs';

const [file = 'mandelbrot.png', size = '600'] = process.argv.slice(2);
const width = Number(size);
const height = Math.round((width * 2) / 3);
const STEPS = 255;

function row(y) {
  const pixels = new Uint8Array(width);
  const ci = (2 * y) / height - 1;
  for (let x = 0; x < width; x += 1) {
    const cr = (3 * x) / width - 2;
    let [zr, zi, steps] = [0, 0, 0];
    while (steps < STEPS && zr * zr + zi * zi < 4) {
      [zr, zi] = [zr * zr - zi * zi + cr, 2 * zr * zi + ci];
      steps += 1;
    }
    pixels[x] = 255 - steps;
  }
  return pixels;
}

const rows = await runOnCluster(
  row,
  Array.from({ length: height }, (_, y) => y),
);
await writeFile(file, greyPng(rows));
const inside = rows.reduce(
  (sum, pixels) => sum + pixels.reduce((black, pixel) => black + (pixel === 0 ? 1 : 0), 0),
  0,
);
// The set has an area of about 1.5066, of the 6 that the picture shows.
console.log(`${file}: ${width} x ${height}, area of the set ${((6 * inside) / (width * height)).toFixed(3)}`);
