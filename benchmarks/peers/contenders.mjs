/**
 * Other libraries on the work of the suite, in the run in which zfarm does it: `pnpm bench --peers piscina,nats`. Each has two
 * threads, or two processes of one thread, which have loaded the code of the jobs before; each is set as its own documentation
 * advises. None divides many items by itself: a job gives each item as a task, and maps of items that do nothing go on without them.
 * The last four run no JavaScript, so they have part in what tasks and bytes cost, not in jobs.
 */
import { bullmq } from './bullmq.mjs';
import { dask } from './dask.mjs';
import { erlang } from './erlang.mjs';
import { hyperqueue } from './hyperqueue.mjs';
import { moleculer } from './moleculer.mjs';
import { nats } from './nats.mjs';
import { piscina } from './piscina.mjs';
import { poolifier } from './poolifier.mjs';
import { ray } from './ray.mjs';
import { workerpool } from './workerpool.mjs';

/** @type {readonly import('@zfarm/bench').Contender[]} */
export const contenders = [
  piscina,
  workerpool,
  poolifier,
  bullmq,
  nats,
  moleculer,
  dask,
  ray,
  hyperqueue,
  erlang,
];
