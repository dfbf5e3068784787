import type { VNode } from 'preact';
import { type ClusterView, jobKey } from '../src/core/cluster-view.js';
import type { FeedJob } from '../src/core/feed.js';
import { countText, durationText, rateText } from '../src/core/figures.js';
import { jobFigures, jobOrder } from '../src/core/job-figures.js';
import { Panel } from './panel.js';

/** Ended ones beyond these are in the event log. */
const SHOWN_MAX = 60;

export function Jobs({ view, now }: { readonly view: ClusterView; readonly now: number }): VNode {
  const jobs = [...view.jobs.values()].sort(jobOrder);
  const going = jobs.filter(({ outcome }) => outcome === undefined).length;
  return (
    <Panel id="jobs" title="Jobs" count={`${going} going on`}>
      {jobs.length === 0 ? (
        <p class="empty">No job has been told of yet.</p>
      ) : (
        <ul class="jobs">
          {jobs.slice(0, SHOWN_MAX).map((job) => (
            <JobRow key={jobKey(job)} job={job} now={now} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function JobRow({ job, now }: { readonly job: FeedJob; readonly now: number }): VNode {
  const { done, failed, running, itemsPerSecond, elapsedMs, leftMs } = jobFigures(job, now);
  const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
  const total = job.total === undefined ? '' : ` of ${countText(job.total)}`;
  return (
    <li class={`job ${job.outcome ?? 'going'}`}>
      <div class="line">
        <b>{job.name}</b>
        <span class="soft">{`#${job.job} of ${job.clientName}`}</span>
        <span class="gap" />
        <span class="state">
          {job.outcome ?? (leftMs === undefined ? 'goes on' : `${durationText(leftMs)} left`)}
        </span>
      </div>
      <div
        class={done === undefined && job.outcome === undefined ? 'bar open' : 'bar'}
        role="progressbar"
        aria-label={job.name}
        aria-valuenow={Math.round(100 * (done ?? 0))}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <i class="done" style={{ width: percent(done ?? 0) }} />
        <i class="failed" style={{ width: percent(failed) }} />
        <i class="running" style={{ width: percent(running) }} />
      </div>
      <div class="line soft">
        <span>{`${countText(job.done)}${total} items`}</span>
        {job.failed > 0 && <span class="bad">{`${countText(job.failed)} failed`}</span>}
        {job.running > 0 && <span>{`${countText(job.running)} under way`}</span>}
        <span class="gap" />
        <span>{`${rateText(itemsPerSecond)}/s`}</span>
        <span>{durationText(elapsedMs)}</span>
      </div>
    </li>
  );
}
