import type { ComponentChildren, VNode } from 'preact';

/** A part of the page with a title, which keys and links can reach. */
export function Panel({
  id,
  title,
  count,
  tools,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly count?: string | undefined;
  readonly tools?: ComponentChildren;
  readonly children: ComponentChildren;
}): VNode {
  return (
    <section class="panel" id={id} tabIndex={-1} aria-labelledby={`${id}-title`}>
      <header>
        <h2 id={`${id}-title`}>
          {title}
          {count !== undefined && <span class="count">{count}</span>}
        </h2>
        {tools !== undefined && <div class="tools">{tools}</div>}
      </header>
      {children}
    </section>
  );
}
