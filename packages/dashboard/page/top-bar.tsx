import type { VNode } from 'preact';
import type { ClusterView } from '../src/core/cluster-view.js';
import type { Link } from './connection.js';

const SAID: Readonly<Record<Link, string>> = {
  connecting: 'connecting …',
  live: 'live',
  lost: 'connection lost, trying again …',
};

export function TopBar({
  view,
  link,
  onTheme,
  onHelp,
}: {
  readonly view: ClusterView;
  readonly link: Link;
  readonly onTheme: () => void;
  readonly onHelp: () => void;
}): VNode {
  return (
    <header class="top">
      <h1>
        <img src="./icon.svg" alt="" width="26" height="26" />
        zfarm
      </h1>
      <span class="cluster" title="The cluster's name">
        {view.cluster}
      </span>
      <span class={`link ${link}`} role="status">
        <i />
        {SAID[link]}
      </span>
      <span class="gap" />
      <button type="button" onClick={onHelp} title="Keys (?)" aria-label="Keys">
        ?
      </button>
      <button type="button" onClick={onTheme} title="Light or dark (t)" aria-label="Light or dark">
        ◐
      </button>
    </header>
  );
}
