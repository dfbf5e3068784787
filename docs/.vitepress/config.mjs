import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { defineConfig } from 'vitepress';
import { linksBetweenFiles, placeOf, root, srcExclude } from './pages.mjs';
import { apiSidebar, guideSidebar } from './sidebar.mjs';

// The pages stand outside of this package, where nobody would find the Vue of VitePress.
const vitepress = createRequire(createRequire(import.meta.url).resolve('vitepress/package.json'));
const vue = dirname(vitepress.resolve('vue/package.json'));
const alias = [
  { find: /^vue\/server-renderer$/, replacement: `${vue}/server-renderer/index.mjs` },
  { find: /^vue$/, replacement: `${vue}/dist/vue.runtime.esm-bundler.js` },
];

export default defineConfig({
  title: 'zfarm',
  description: 'The machines on a network become one computer for TypeScript.',
  srcDir: root,
  srcExclude,
  rewrites: placeOf,
  cleanUrls: true,
  ignoreDeadLinks: false,
  head: [['link', { rel: 'icon', href: '/icon.svg' }]],
  markdown: { config: linksBetweenFiles, theme: { light: 'github-light', dark: 'github-dark' } },
  vite: { publicDir: `${root}/docs/pictures`, resolve: { alias }, build: { chunkSizeWarningLimit: 2000 } },
  themeConfig: {
    logo: '/icon.svg',
    nav: [
      { text: 'Getting started', link: '/getting-started' },
      { text: 'Examples', link: '/examples/' },
      { text: 'Commands', link: '/cli' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: { '/api/': apiSidebar(), '/': guideSidebar() },
    outline: [2, 3],
    search: { provider: 'local' },
  },
});
