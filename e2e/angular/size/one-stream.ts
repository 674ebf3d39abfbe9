import { bootstrapApplication } from '@angular/platform-browser';
import { injectPush, providePush, sse$, withDefaults } from 'ngx-comet';
import { App, PRICES } from './app';

void bootstrapApplication(App, {
  providers: [
    providePush(withDefaults({ idleTimeout: 30_000 })),
    { provide: PRICES, useValue: () => injectPush(sse$)<number>('/prices') },
  ],
});
