// A plugin of typedoc: the page of a symbol is called by its name alone, without its type parameters, which stand below.
export function load(app) {
  app.options.setValue('pageTitleTemplates', {
    index: '{projectName}',
    module: '{name}',
    member: ({ name }) => name.replace(/\\?<.*$/, ''),
  });
}
