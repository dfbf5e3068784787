/** How a duration is spread, to within a sixteenth of each value. All 0 while `count` is. */
export interface DurationSpread {
  /** How many were measured. */
  readonly count: number;
  /** The shortest, in ms. */
  readonly minMs: number;
  /** The mean, in ms. */
  readonly meanMs: number;
  /** Half of them took no longer. */
  readonly p50Ms: number;
  /** Nine in ten took no longer. */
  readonly p90Ms: number;
  /** 99 in 100 took no longer. */
  readonly p99Ms: number;
  /** The longest, in ms. */
  readonly maxMs: number;
}

/** What has been counted since the handle was made. */
export interface WorkCounts {
  /** Attempts: chunks of items that were sent. */
  readonly chunksAssigned: number;
  /** Attempts of which each item was reported. */
  readonly chunksDone: number;
  /** Items settled with a result. */
  readonly itemsDone: number;
  /** How often an item threw or took too long. */
  readonly failures: number;
  /** How often an item had to be tried again after a failure or the death of a thread. */
  readonly retries: number;
  /** How often a thread died under an item. */
  readonly deaths: number;
  /** Items that went elsewhere because the worker was lost or silent, or an attempt was called off. */
  readonly requeues: number;
  /** Items that were handed back unstarted. */
  readonly retracted: number;
  /** Items run a second time there because they took long elsewhere, and those that this settled. */
  readonly copies: { readonly run: number; readonly won: number };
  /** Slot time of the chunks done, in ms. */
  readonly busyMs: number;
  /** Encoded size of items and code sent, and of results and failures received. */
  readonly bytes: { readonly sent: number; readonly received: number };
  /** Each chunk from being sent to hearing of its end. */
  readonly roundTrip: DurationSpread;
  /** The part of that in which it ran. */
  readonly run: DurationSpread;
  /** The rest: the way there and back, and the wait for a slot. */
  readonly queued: DurationSpread;
}

/** What a worker has of this client at this moment. */
export interface WorkInFlight {
  /** Chunks there that have not come to their end. */
  readonly chunks: number;
  /** Items of these that have not been reported. */
  readonly items: number;
  /** Slots that these take or wait for. */
  readonly slots: number;
  /** How many chunks the worker lets this client have there. */
  readonly credit: number;
}

/** What one worker has done for this handle. */
export interface WorkerCounts extends WorkCounts {
  /** Its id: 32 upper-case hexadecimal digits, or `local`. */
  readonly id: string;
  /** Its name, as `zfarm nodes` shows it. */
  readonly name: string;
  /** `silent`: it has work of ours and says nothing. */
  readonly state: 'present' | 'draining' | 'silent' | 'left';
  /** Absent once it has left. */
  readonly inFlight?: WorkInFlight;
}

/** What has become of the jobs of this handle. */
export interface JobCounts {
  /** Taken up by the scheduler and not ended; tasks of `submit` share jobs. */
  readonly running: number;
  /** Each item has settled. */
  readonly completed: number;
  /** An item has failed the job, or its time was over. */
  readonly failed: number;
  /** By this program. */
  readonly cancelled: number;
}

/** What a cluster handle has had done, by whom, and how long it took. Plain data. */
export interface ClusterStats {
  /** Since the handle was made. */
  readonly elapsedMs: number;
  /** How many run, and how the others have ended. */
  readonly jobs: JobCounts;
  /** Of all workers, those that are not listed any more among them. */
  readonly totals: WorkCounts;
  /** The workers that are here and the last 256 that have left, in the order in which they came. */
  readonly workers: readonly WorkerCounts[];
}
