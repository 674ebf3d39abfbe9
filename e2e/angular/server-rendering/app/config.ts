import { provideHttpClient, withInterceptors } from '@angular/common/http';
import type { ApplicationConfig } from '@angular/core';
import { provideClientHydration, withEventReplay } from '@angular/platform-browser';
import { provideRouter } from '@angular/router';
import { providePush, withHttpClient, withServerSnapshot } from 'ngx-comet';
import { DeferredBlocks } from './deferred-blocks';
import { EveryTransport } from './every-transport';
import { NeverAnswers } from './never-answers';
import { NumberedFeeds } from './numbered-feeds';
import { OwnPage } from './own-page';

/** How long pages wait for the first messages in milliseconds: enough for a busy machine. */
const timeout = 20_000;

export const config: ApplicationConfig = {
  providers: [
    provideClientHydration(withEventReplay()),
    provideHttpClient(
      withInterceptors([(request, next) => next(request.clone({ setHeaders: { 'X-Intercepted': 'yes' } }))]),
    ),
    provideRouter([
      { path: 'silent', component: EveryTransport, providers: [providePush()] },
      { path: 'snapshot', component: NumberedFeeds, providers: [providePush(withServerSnapshot({ timeout }))] },
      {
        path: 'http-client',
        component: NumberedFeeds,
        providers: [providePush(withHttpClient(), withServerSnapshot({ timeout }))],
      },
      { path: 'deferred', component: DeferredBlocks, providers: [providePush(withServerSnapshot({ timeout }))] },
      { path: 'own-page', component: OwnPage, providers: [providePush(withServerSnapshot())] },
      { path: 'never', component: NeverAnswers, providers: [providePush(withServerSnapshot({ timeout: 2_000 }))] },
    ]),
  ],
};
