// A plugin of typedoc: the page of a symbol is called by its name alone, without its type parameters, which stand below.
import { Application } from 'typedoc';

export function load(app) {
  app.on(Application.EVENT_BOOTSTRAP_END, () =>
    app.options.setValue('pageTitleTemplates', {
      index: '{projectName}',
      module: '{name}',
      member: ({ name }) => name.replace(/\\?<.*$/, ''),
    }),
  );
}
