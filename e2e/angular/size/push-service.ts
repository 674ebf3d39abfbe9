import { inject } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { providePush, PushService, withDefaults } from 'ngx-comet';
import { App, PRICES } from './app';

void bootstrapApplication(App, {
  providers: [
    providePush(withDefaults({ idleTimeout: 30_000 })),
    { provide: PRICES, useValue: () => inject(PushService).sse$<number>('/prices') },
  ],
});
