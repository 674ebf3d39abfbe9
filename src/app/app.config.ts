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

// The default is made for herds of clients and takes its time; here somebody is watching.
const retry = schedule(exponential(500), cappedAt(3_000), fullJitter(), honouringServer(), whenTransient());

export const appConfig: ApplicationConfig = {
  providers: [provideBrowserGlobalErrorListeners(), provideZonelessChangeDetection(), providePush(withRetry(retry))],
};
