import { lines } from './feed.js';

lines((line) => self.postMessage(line));
