import type { BenchmarkJob } from './benchmark-job.js';
import { fannkuch } from './fannkuch.js';
import { kMeans } from './k-means.js';
import { lparallelPfib } from './lparallel-pfib.js';
import { lparallelPmap } from './lparallel-pmap.js';
import { lparallelPmatrixMul } from './lparallel-pmatrix-mul.js';
import { lparallelPreduce } from './lparallel-preduce.js';
import { lparallelPsort } from './lparallel-psort.js';
import { mandelbrot } from './mandelbrot.js';
import { matrixProduct } from './matrix-product.js';
import { monteCarloPi } from './monte-carlo-pi.js';
import { nBody } from './n-body.js';
import { nQueens } from './n-queens.js';
import { nasEp } from './nas-ep.js';
import { primeCount } from './prime-count.js';
import { sampleSortJob } from './sample-sort.js';
import { sha256Search } from './sha256-search.js';
import { spectralNorm } from './spectral-norm.js';
import { thumbnails } from './thumbnails.js';
import { wordIndex } from './word-index.js';

/** In the order in which they run and are reported. */
export const JOBS: readonly BenchmarkJob[] = [
  nasEp,
  nQueens,
  primeCount,
  mandelbrot,
  spectralNorm,
  nBody,
  fannkuch,
  matrixProduct,
  sampleSortJob,
  kMeans,
  wordIndex,
  sha256Search,
  thumbnails,
  monteCarloPi,
  lparallelPmap,
  lparallelPreduce,
  lparallelPsort,
  lparallelPfib,
  lparallelPmatrixMul,
];
