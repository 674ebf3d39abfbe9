import { defineConfig } from 'vite';

export default defineConfig({
  build: {
    rollupOptions: {
      // A service worker stands at a fixed address, at the top, or it does not control the page.
      input: { page: 'index.html', 'service-worker': 'src/service-worker.js' },
      output: { entryFileNames: '[name].js' },
    },
  },
});
