import { render } from 'preact';
import { App } from './app.js';
import { Store } from './store.js';
import './style.css';

const store = new Store();
store.connect();
const root = document.getElementById('page');
if (root !== null) render(<App store={store} />, root);
