import {
  provideBrowserGlobalErrorListeners,
  provideZonelessChangeDetection,
  type ApplicationConfig,
} from '@angular/core';
import {
  cappedAt,
  exponential,
  fullJitter,
  honouringServer,
  providePush,
  schedule,
  whenTransient,
  withRetry,
} from 'ngx-comet';

// The default schedule spreads the attempts of many clients. Here a user watches, so the delays are shorter.
const retry = schedule(exponential(500), cappedAt(3_000), fullJitter(), honouringServer(), whenTransient());

export const appConfig: ApplicationConfig = {
  providers: [provideBrowserGlobalErrorListeners(), provideZonelessChangeDetection(), providePush(withRetry(retry))],
};
